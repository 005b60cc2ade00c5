package dev.skyvane.bench.rig;

import com.sun.management.OperatingSystemMXBean;
import dev.skyvane.metrics.MetricsService;
import dev.skyvane.metrics.table.MetricsTopology;
import dev.skyvane.metrics.table.TableMeter;
import dev.skyvane.standalone.command.Logs;
import dev.skyvane.stream.StreamHost;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;

/**
 * A metrics stream in a JVM of its own, so that its processor time is nobody else's. Arguments are
 * its settings, {@code key=value}. It says {@code ready} when it does its work, answers {@code
 * tables}, and ends at the end of its input.
 */
public final class MetricsChildMain {
  static final String TABLES = "tables";

  private static final Duration START_LIMIT = Duration.ofSeconds(120);

  private MetricsChildMain() {}

  /** Runs until its input ends; see the class. */
  public static void main(String[] arguments) throws Exception {
    Logs.forCommands(true);
    var settings = new HashMap<String, String>();
    for (var argument : arguments) {
      int equals = argument.indexOf('=');
      settings.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    try (var host = StreamHost.start(new MetricsService(), settings)) {
      host.awaitReady(START_LIMIT);
      answer(ContenderMain.READY);
      serve(host);
    }
    System.exit(0);
  }

  private static void serve(StreamHost host) throws Exception {
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = input.readLine(); line != null; line = input.readLine()) {
      if (!line.equals(TABLES)) {
        throw new IllegalArgumentException("unknown request '" + line + "'");
      }
      answer(tables(host).line());
    }
  }

  private static TableWork tables(StreamHost host) {
    var process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return new TableWork(
        process.getProcessCpuTime(),
        count(host, TableMeter.OUTCOMES, MetricsTopology.REGIONS),
        count(host, TableMeter.EMITTED, MetricsTopology.DEPLOYMENTS)
            + count(host, TableMeter.EMITTED, MetricsTopology.REGIONS));
  }

  private static long count(StreamHost host, TableMeter meter, String table) {
    return (long) host.meters().get(meter.id()).tag("table", table).counter().count();
  }

  private static void answer(String line) {
    System.out.println(ContenderMain.ANSWER + line);
  }
}
