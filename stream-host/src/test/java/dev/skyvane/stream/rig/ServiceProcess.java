package dev.skyvane.stream.rig;

import dev.skyvane.stream.StreamHost;
import dev.skyvane.stream.StreamService;
import dev.skyvane.testkit.ChildJvm;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** A stream service in a JVM of its own. */
public final class ServiceProcess implements AutoCloseable {
  private static final Duration START_LIMIT = Duration.ofSeconds(90);
  private static final String READY = "ready ";
  private static final long PAUSE_NANOS = 1_000_000;

  private final ChildJvm jvm;
  private final URI url;

  private ServiceProcess(ChildJvm jvm, URI url) {
    this.jvm = jvm;
    this.url = url;
  }

  /**
   * Starts a service and blocks until it is ready.
   *
   * @param service has a public constructor without parameters
   */
  public static ServiceProcess start(
      Class<? extends StreamService> service, Map<String, String> settings) {
    var arguments = new ArrayList<>(List.of(service.getName()));
    settings.forEach((key, value) -> arguments.add(key + "=" + value));
    var jvm = ChildJvm.start(ServiceProcess.class, List.of("-Xmx256m"), arguments);
    try {
      return new ServiceProcess(jvm, URI.create(jvm.awaitLine(READY, START_LIMIT)));
    } catch (RuntimeException | Error e) {
      jvm.close();
      throw e;
    }
  }

  /**
   * Runs a service so many times with the same settings, does some work again and again, and kills
   * the service (SIGKILL) at a moment that is drawn: 0.3 to 3 s after it is ready.
   *
   * @param work one piece of it, each ms
   */
  public static void killed(
      int times,
      Class<? extends StreamService> service,
      Map<String, String> settings,
      RandomGenerator random,
      Runnable work) {
    for (int life = 1; life <= times; life++) {
      try (var process = start(service, settings)) {
        var age = Duration.ofMillis(random.nextLong(300, 3_000));
        long end = System.nanoTime() + age.toNanos();
        while (System.nanoTime() < end) {
          work.run();
          LockSupport.parkNanos(PAUSE_NANOS);
        }
        process.kill();
        System.out.printf(
            "killed %s at the age of %d ms, life %d%n",
            service.getSimpleName(), age.toMillis(), life);
      }
    }
  }

  /** Where it answers queries. */
  public URI url() {
    return url;
  }

  /** Ends it at once, as a crash does. */
  public void kill() {
    jvm.kill();
  }

  @Override
  public void close() {
    jvm.close();
  }

  /** The child's own: the service's class, then settings as {@code key=value}. */
  public static void main(String[] arguments)
      throws ReflectiveOperationException, InterruptedException {
    var settings = new HashMap<String, String>();
    for (String argument : List.of(arguments).subList(1, arguments.length)) {
      int equals = argument.indexOf('=');
      settings.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    var service =
        (StreamService) Class.forName(arguments[0]).getDeclaredConstructor().newInstance();
    var host = StreamHost.start(service, settings);
    host.awaitReady(START_LIMIT);
    System.out.println(READY + host.url());
    new CountDownLatch(1).await();
  }
}
