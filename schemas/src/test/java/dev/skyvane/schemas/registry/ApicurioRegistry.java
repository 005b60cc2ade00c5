package dev.skyvane.schemas.registry;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A real Apicurio Registry in a process of its own, from {@code target/apicurio}, where the build
 * with {@code -Pinterop} unpacks it. It keeps everything in memory, and never outlives the test's
 * process, whose end it sees as the end of its input.
 */
final class ApicurioRegistry implements AutoCloseable {
  private static final Path HOME = Path.of("target", "apicurio");
  private static final Path JAR = HOME.resolve("quarkus-run.jar");
  private static final Path LOG = HOME.resolve("test.log");

  private final int port;
  private final Process process;

  private ApicurioRegistry(int port, Process process) {
    this.port = port;
    this.process = process;
  }

  /** Starts it with the compatibility level that Skyvane's records keep. */
  static ApicurioRegistry start() {
    if (!Files.exists(JAR)) {
      throw new IllegalStateException(
          JAR.toAbsolutePath() + " is missing: build with -Pinterop, which unpacks it");
    }
    try (var http = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var management = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = http.getLocalPort();
      int managementPort = management.getLocalPort();
      http.close();
      management.close();
      var command =
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx256m",
              "-XX:+UseSerialGC",
              "-XX:TieredStopAtLevel=1",
              "-Dquarkus.http.host=127.0.0.1",
              "-Dquarkus.http.port=" + port,
              "-Dquarkus.management.host=127.0.0.1",
              "-Dquarkus.management.port=" + managementPort,
              "-Dapicurio.rules.global.compatibility=FULL_TRANSITIVE",
              "-cp",
              Path.of("target", "test-classes") + File.pathSeparator + JAR,
              UntilInputEnds.class.getName());
      var process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(LOG.toFile())
              .start();
      var registry = new ApicurioRegistry(port, process);
      registry.awaitAnswer();
      return registry;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void awaitAnswer() {
    try (var client = HttpClient.newHttpClient()) {
      Awaitility.await("an answer of Apicurio Registry; what it says is in " + LOG)
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofMillis(100))
          .ignoreExceptions()
          .failFast("it ended; why is in " + LOG, () -> !process.isAlive())
          .until(
              () ->
                  client
                          .send(
                              HttpRequest.newBuilder(URI.create(url() + "/subjects")).build(),
                              BodyHandlers.discarding())
                          .statusCode()
                      == 200);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Its address for clients of Confluent's registry. */
  String url() {
    return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The registry's own main class in a JVM that ends at the end of its input. */
  static final class UntilInputEnds {
    private UntilInputEnds() {}

    public static void main(String[] arguments) throws Exception {
      Thread.ofPlatform().daemon().name("until-input-ends").start(() -> await(System.in));
      Class.forName("io.quarkus.bootstrap.runner.QuarkusEntryPoint")
          .getMethod("main", String[].class)
          .invoke(null, (Object) arguments);
    }

    private static void await(InputStream input) {
      try {
        while (input.read() >= 0) {
          // Nobody has anything to say to it.
        }
      } catch (IOException e) {
        // Its end, too.
      }
      Runtime.getRuntime().halt(1);
    }
  }
}
