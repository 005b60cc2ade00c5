package dev.skyvane.bench.rig;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import dev.skyvane.standalone.command.Logs;
import dev.skyvane.stream.StreamHost;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;

/**
 * A stream service in a JVM of its own. Arguments are its name and {@code key=value}, its settings.
 * It says {@code ready}, how long that took in ms, and its URL when it serves; then it answers each
 * line of its input: {@code counters}, {@code memory}. It ends in good order at the end of its
 * input.
 */
public final class StreamMain {
  private static final Duration START_LIMIT = Duration.ofMinutes(10);

  private StreamMain() {}

  /** Runs until its input ends; see the class. */
  public static void main(String[] arguments) throws Exception {
    Logs.forCommands(true);
    var settings = new HashMap<String, String>();
    for (int i = 1; i < arguments.length; i++) {
      int equals = arguments[i].indexOf('=');
      settings.put(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
    }
    var stream = Stream.of(arguments[0]);
    long began = System.nanoTime();
    try (var host = StreamHost.start(stream.service(), settings)) {
      host.awaitReady(START_LIMIT);
      answer(
          "%s %d %s"
              .formatted(
                  ContenderMain.READY,
                  TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                  host.url()));
      serve(stream, host);
    }
    System.exit(0);
  }

  private static void serve(Stream stream, StreamHost host) throws Exception {
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = input.readLine(); line != null; line = input.readLine()) {
      switch (line) {
        case ContenderMain.COUNTERS ->
            answer(
                new StreamCounters(
                        stream.counted(host.meters()),
                        stream.late(host.meters()),
                        process.getProcessCpuTime(),
                        threads.getTotalThreadAllocatedBytes())
                    .line());
        case ContenderMain.MEMORY -> answer(Memory.ofThisJvm(host.meters()).line());
        default -> throw new IllegalArgumentException("unknown request '" + line + "'");
      }
    }
  }

  private static void answer(String line) {
    System.out.println(ContenderMain.ANSWER + line);
  }
}
