package dev.skyvane.bench;

import dev.skyvane.bench.rig.LagRig;
import dev.skyvane.standalone.bench.Report;
import java.time.Duration;
import java.util.Map;

/** Measures what a lag of large payloads costs while the provider stalls, and afterwards. */
final class LagMeasurement {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private LagMeasurement() {}

  static LagFigures run(BacklogEffort.Lag effort, long seed, Report report) throws Exception {
    report.progress("lag: starting broker and registry");
    try (var rig = new LagRig(Map.of(), seed)) {
      report.progress("lag: writing %,d records of 1 MiB".formatted(effort.records()));
      rig.fill(effort.records());
      report.progress(
          "lag: a router, and a provider that stalls for %d s"
              .formatted(effort.stall().toSeconds()));
      var lagging = rig.stall(effort.stall());
      report.progress("lag: the provider goes on");
      return new LagFigures(
          effort.records(), lagging.stalled(), lagging.goOn(effort.records(), PATIENCE));
    }
  }
}
