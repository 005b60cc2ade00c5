package dev.skyvane.bench;

import dev.skyvane.bench.rig.Rig;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits must cost next to nothing: records past a stuck one, parked invocations, retries, and
 * a lag of large payloads before providers that stall.
 */
public final class BacklogBenchmark implements Benchmark {
  static final String STUCK = "stuck";
  static final String RESTORE = "restore";
  static final String RETRIES = "retries";
  static final String LAG = "lag";

  private static final String CASE = "case";
  private static final List<String> ALL = List.of(STUCK, RESTORE, RETRIES, LAG);

  private final @Nullable BacklogEffort given;

  /** Called by the service loader. */
  public BacklogBenchmark() {
    this.given = null;
  }

  BacklogBenchmark(BacklogEffort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "backlog";
  }

  @Override
  public String summary() {
    return "what a stuck record, parked invocations, waiting retries and a large lag cost a router";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    var cases = Cases.of(Map.of(CASE, ALL), options.arguments());
    var effort = given == null ? BacklogEffort.of(options.fast()) : given;
    var chosen = ALL.stream().filter(name -> cases.include(CASE, name)).toList();
    var each = effort.expected();
    var expected = chosen.stream().map(each::get).reduce(Duration.ZERO, Duration::plus);
    report.progress("takes about %d s".formatted(expected.toSeconds()));
    long began = System.nanoTime();
    var findings = new Findings(report);
    for (var name : chosen) {
      switch (name) {
        case STUCK ->
            StuckMeasurement.run(effort.stuck(), options.seed(), report).report(findings, report);
        case RESTORE -> RestoreMeasurement.run(effort.parked(), report).report(findings, report);
        case RETRIES ->
            RetriesMeasurement.run(effort.waiting(), options.seed(), report)
                .report(findings, report);
        default ->
            LagMeasurement.run(effort.lag(), options.seed(), report).report(findings, report);
      }
    }
    report.note(
        "took %d s, %d s expected"
            .formatted(
                Duration.ofNanos(System.nanoTime() - began).toSeconds(), expected.toSeconds()));
    report.note(
        "each router runs in a JVM of its own (%s); broker, registry and load share the JVM of the command"
            .formatted(Rig.flags()));
    findings.end(effort.text(), options.seed());
  }
}
