package dev.skyvane.bench.rig;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.skyvane.router.Router;
import dev.skyvane.router.observe.Meter;
import dev.skyvane.standalone.command.Logs;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * A contender in a JVM of its own. Arguments are its name and {@code key=value}, of which {@code
 * provider} is the stub's URL, {@code topics} are what an echo reads, separated by commas, and the
 * others are the router's settings. It says {@code ready} when it serves and then answers each line
 * of its input: {@code counters}, {@code memory}, {@code parked}, {@code restored}, {@code record},
 * {@code pauses}. It ends at the end of its input.
 */
public final class ContenderMain {
  /** What the lines begin with that are answers; the JVM's own lines come between. */
  static final String ANSWER = "contender: ";

  static final String READY = "ready";
  static final String COUNTERS = "counters";
  static final String MEMORY = "memory";
  static final String PARKED = "parked";
  static final String RESTORED = "restored";
  static final String RECORD = "record";
  static final String PAUSES = "pauses";

  private static final Duration START_LIMIT = Duration.ofSeconds(240);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private @Nullable Recording recording;

  private ContenderMain() {}

  /** Runs until its input ends; see the class. */
  public static void main(String[] arguments) throws Exception {
    Logs.forCommands(true);
    var settings = new HashMap<String, String>();
    for (int i = 1; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    var contender = Contender.valueOf(arguments[0].toUpperCase(Locale.ROOT));
    new ContenderMain().run(contender, settings);
    // Clients that can't close in time must not keep the process.
    System.exit(0);
  }

  private void run(Contender contender, HashMap<String, String> settings) throws Exception {
    var provider = URI.create(String.valueOf(settings.remove("provider")));
    var topics = List.of(String.valueOf(settings.remove("topics")).split(",", -1));
    var clients = new KafkaClients(String.valueOf(settings.get("bootstrap.servers")));
    switch (contender) {
      case ROUTER, TRANSACTIONAL -> {
        long began = System.nanoTime();
        try (var router = Router.start(settings, meters)) {
          router.awaitReady(START_LIMIT);
          serve(READY + " " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began));
        }
      }
      case BARE -> {
        try (var echo =
            new Echo(
                clients,
                contender,
                topics,
                (records, to) -> records.forEach(record -> to.reply(record, record.value())))) {
          echo.awaitReady();
          serve(READY);
        }
      }
      case HTTP -> {
        try (var way = new HttpWay(provider);
            var echo = new Echo(clients, contender, topics, way)) {
          echo.awaitReady();
          serve(READY);
        }
      }
      case PEER -> throw new IllegalArgumentException("the peer has a class path of its own");
    }
  }

  private void serve(String ready) throws Exception {
    answer(ready);
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = input.readLine(); line != null; line = input.readLine()) {
      switch (line) {
        case COUNTERS -> answer(counters().line());
        case PARKED -> answer(Long.toString(Memory.gauge(meters, Meter.PARKED)));
        case RESTORED -> answer(Long.toString(liveRestoreMs()));
        case MEMORY -> answer(Memory.ofThisJvm(meters).line());
        case RECORD -> {
          recording = Pauses.record();
          answer(READY);
        }
        case PAUSES -> {
          if (recording == null) {
            throw new IllegalStateException("nothing was recorded");
          }
          answer(Pauses.of(recording).line());
        }
        default -> throw new IllegalArgumentException("unknown request '" + line + "'");
      }
    }
  }

  private long liveRestoreMs() {
    var gauge = meters.find(Meter.LIVE_RESTORE.id()).gauge();
    return gauge == null ? 0 : Math.round(gauge.value() * 1e3);
  }

  private static void answer(String line) {
    System.out.println(ANSWER + line);
  }

  private Counters counters() {
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var dispatch = meters.find(Meter.DISPATCH_TIME.id()).timer();
    return new Counters(
        process.getProcessCpuTime(),
        threads.getTotalThreadAllocatedBytes(),
        dispatch == null ? 0 : dispatch.count(),
        dispatch == null ? 0 : (long) dispatch.totalTime(TimeUnit.NANOSECONDS),
        rebalances());
  }

  /** Rebalances that consumers of this JVM went through, failed ones included. */
  private static long rebalances() {
    try {
      var beans = ManagementFactory.getPlatformMBeanServer();
      double sum = 0;
      for (var name :
          beans.queryNames(
              new ObjectName("kafka.consumer:type=consumer-coordinator-metrics,*"), null)) {
        for (var metric : List.of("rebalance-total", "failed-rebalance-total")) {
          if (beans.getAttribute(name, metric) instanceof Double count) {
            sum += count;
          }
        }
      }
      return (long) sum;
    } catch (JMException e) {
      throw new IllegalStateException("can't read how often the group was rebalanced", e);
    }
  }
}
