package dev.skyvane.bench;

import dev.skyvane.bench.Parameters.Whole;
import dev.skyvane.bench.rig.FreshnessRig;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * From outcomes that break a function's objective to a router that decides differently, through a
 * real broker and the metrics stream, by processing guarantee; and what it costs the metrics stream
 * to be so fresh.
 */
public final class FreshnessBenchmark implements Benchmark {
  private static final String CASE = "case";
  private static final String DECISIONS = "decisions";
  private static final String PRICE = "price";
  private static final List<Whole> NUMBERS = List.of(new Whole(DECISIONS, 400, 10, 5_000));
  private static final int FAST = 60;

  /** In ms, at the default settings with at-least-once. */
  private static final double GOAL_MS = 300;

  private static final double P99 = 0.99;

  /** Decisions that come before any that counts: what is compiled and connected meanwhile. */
  private static final int FIRST = 10;

  private final @Nullable PublishingEffort given;

  /** Called by the service loader. */
  public FreshnessBenchmark() {
    this.given = null;
  }

  FreshnessBenchmark(PublishingEffort effort) {
    this.given = effort;
  }

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
    var cases = Cases.of(Map.of(CASE, List.of(DECISIONS, PRICE)), parameters.others());
    var findings = new Findings(report);
    var efforts = new ArrayList<String>();
    if (cases.include(CASE, DECISIONS)) {
      int most = options.fast() ? FAST : Integer.MAX_VALUE;
      int decisions = Math.min(parameters.get(DECISIONS), most);
      decide(decisions, options.seed(), findings, report);
      efforts.add(
          decisions + " decisions each, of as many functions; default settings" + fast(options));
    }
    if (cases.include(CASE, PRICE)) {
      var effort = given == null ? PublishingEffort.of(options.fast()) : given;
      PublishingMeasurement.run(effort, options.seed(), report).report(findings, effort);
      efforts.add(effort.text());
    }
    findings.end(String.join("; ", efforts), options.seed());
  }

  private static void decide(int decisions, long seed, Findings findings, Report report)
      throws Exception {
    for (var guarantee : List.of("at_least_once", "exactly_once_v2")) {
      report.progress(guarantee + ": starting broker, registry and the metrics stream");
      var times = measure(decisions, guarantee, seed, report);
      double p99 = quantile(times, P99);
      findings.figure("p50-ms, " + guarantee, quantile(times, 0.5), "ms");
      if (guarantee.equals("at_least_once")) {
        findings.figure("p99-ms, " + guarantee, p99, "ms", GOAL_MS);
      } else {
        findings.figure("p99-ms, " + guarantee, p99, "ms");
      }
      findings.figure("most-ms, " + guarantee, times.getLast(), "ms");
    }
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
