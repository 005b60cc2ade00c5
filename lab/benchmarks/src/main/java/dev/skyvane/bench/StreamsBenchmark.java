package dev.skyvane.bench;

import dev.skyvane.bench.rig.Rig;
import dev.skyvane.bench.rig.Stream;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the live tables cost: outcomes per second of each stream service, the size of its tables and
 * how soon they are restored, and how soon a router that starts knows what is in them.
 */
public final class StreamsBenchmark implements Benchmark {
  static final String THROUGHPUT = "throughput";
  static final String STATE = "state";
  static final String ROUTER_RESTORE = "router-restore";

  private static final String CASE = "case";
  private static final String SERVICE = "service";
  private static final List<String> ALL = List.of(THROUGHPUT, STATE, ROUTER_RESTORE);

  private final @Nullable StreamsEffort given;

  /** Called by the service loader. */
  public StreamsBenchmark() {
    this.given = null;
  }

  StreamsBenchmark(StreamsEffort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "streams";
  }

  @Override
  public String summary() {
    return "outcomes per second of the stream services, size of their tables, restores";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    var all = new LinkedHashMap<String, List<String>>();
    all.put(CASE, ALL);
    all.put(SERVICE, Arrays.stream(Stream.values()).map(Stream::text).toList());
    var cases = Cases.of(all, options.arguments());
    var effort = given == null ? StreamsEffort.of(options.fast()) : given;
    var chosen = ALL.stream().filter(name -> cases.include(CASE, name)).toList();
    var services =
        Arrays.stream(Stream.values()).filter(each -> cases.include(SERVICE, each.text())).toList();
    var expected =
        chosen.stream().map(effort.expected()::get).reduce(Duration.ZERO, Duration::plus);
    report.progress("takes about %d s".formatted(expected.toSeconds()));
    var findings = new Findings(report);
    for (var name : chosen) {
      switch (name) {
        case THROUGHPUT -> {
          for (var service : services) {
            StreamMeasurement.throughput(service, effort.backlog(), options.seed(), report)
                .report(findings);
          }
          report.note(
              "throughput: all outcomes were there before; processor time is that of the service's JVM alone, the broker's is in the command's");
        }
        case STATE -> {
          for (var service : services) {
            StreamMeasurement.state(service, effort.state(), options.seed(), report)
                .report(findings);
          }
          StateFigures.note(report);
        }
        default ->
            TablesMeasurement.run(effort.tables(), options.seed(), report).report(findings, report);
      }
    }
    report.note(
        "each service and router runs in a JVM of its own (%s); broker, registry and load share the JVM of the command"
            .formatted(Rig.flags()));
    findings.end(effort.text(), options.seed());
  }
}
