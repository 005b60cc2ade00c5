package dev.skyvane.bench;

import dev.skyvane.bench.Parameters.Whole;
import dev.skyvane.bench.rig.FreshnessRig;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * From outcomes that break a function's objective to a router that decides differently, through a
 * real broker and the metrics stream, by processing guarantee.
 */
public final class FreshnessBenchmark implements Benchmark {
  private static final String DECISIONS = "decisions";
  private static final List<Whole> NUMBERS = List.of(new Whole(DECISIONS, 400, 10, 5_000));
  private static final int FAST = 60;

  /** In ms, at the default settings with at-least-once. */
  private static final double GOAL_MS = 300;

  private static final double P99 = 0.99;

  /** Decisions that come before any that counts: what is compiled and connected meanwhile. */
  private static final int FIRST = 10;

  @Override
  public String name() {
    return "freshness";
  }

  @Override
  public String summary() {
    return "from outcome record to a router that decides differently, by processing guarantee";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    var parameters = Parameters.of(NUMBERS, false, options.arguments());
    parameters.nothingElse();
    int decisions = Math.min(parameters.get(DECISIONS), options.fast() ? FAST : Integer.MAX_VALUE);
    var findings = new Findings(report);
    for (var guarantee : List.of("at_least_once", "exactly_once_v2")) {
      report.progress(guarantee + ": starting broker, registry and the metrics stream");
      var times = measure(decisions, guarantee, options.seed(), report);
      double p99 = quantile(times, P99);
      findings.figure("p50-ms, " + guarantee, quantile(times, 0.5), "ms");
      if (guarantee.equals("at_least_once")) {
        findings.figure("p99-ms, " + guarantee, p99, "ms", GOAL_MS);
      } else {
        findings.figure("p99-ms, " + guarantee, p99, "ms");
      }
      findings.figure("most-ms, " + guarantee, times.getLast(), "ms");
    }
    findings.end(
        decisions + " decisions each, of as many functions; default settings" + fast(options),
        options.seed());
  }

  private static String fast(Options options) {
    return options.fast() ? "; fast: the whole is " + NUMBERS.getFirst().standard() : "";
  }

  /** Times in ms, the least first. */
  private static List<Double> measure(int decisions, String guarantee, long seed, Report report)
      throws Exception {
    var times = new ArrayList<Double>();
    try (var rig = new FreshnessRig(decisions + FIRST, guarantee)) {
      report.progress(guarantee + ": giving every deployment a history");
      rig.warmUp();
      var functions = new ArrayList<>(rig.functions());
      Collections.shuffle(functions, new Random(seed));
      for (int i = 0; i < functions.size(); i++) {
        double ms = rig.decides(functions.get(i));
        if (i >= FIRST) {
          times.add(ms);
        }
        report.progress("%s: decision %d of %d".formatted(guarantee, i + 1, functions.size()));
      }
    }
    Collections.sort(times);
    return times;
  }

  private static double quantile(List<Double> sorted, double share) {
    return sorted.get((int) Math.max(0, Math.ceil(share * sorted.size()) - 1));
  }
}
