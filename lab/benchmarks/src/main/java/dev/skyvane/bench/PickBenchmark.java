package dev.skyvane.bench;

import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.openjdk.jmh.infra.BenchmarkParams;

/** What a pick costs: at most 1 us of 19 deployments, 2 us of 64, and no allocation. */
public final class PickBenchmark implements Benchmark {
  private static final String SPREAD = "spread";
  private static final String DEPLOYMENTS = "deployments";
  private static final String ATTEMPT = "attempt";

  /** Called by the service loader. */
  public PickBenchmark() {}

  @Override
  public String name() {
    return "pick";
  }

  @Override
  public String summary() {
    return "time and allocation of picking a deployment from a plan";
  }

  @Override
  public void run(Options options, Report report) {
    var all = new LinkedHashMap<String, List<String>>();
    all.put(SPREAD, List.of("least-outstanding", "round-robin", "capacity", "two-choices"));
    all.put(DEPLOYMENTS, List.of("19", "64"));
    all.put(ATTEMPT, List.of(PickMeasurement.FIRST, PickMeasurement.THIRD, PickMeasurement.FULL));
    var cases = Cases.of(all, options.arguments());
    var effort = Effort.of(options.fast());
    var findings = new Findings(report);
    measure(
        "pick",
        cases.all(),
        effort,
        options,
        report,
        (params, measured) -> {
          var what = what("pick", params);
          findings.time(what, measured, most(params));
          findings.nothingAllocated(what, measured);
        });
    if (cases.include(ATTEMPT, PickMeasurement.FIRST)) {
      var first = cases.only(ATTEMPT, PickMeasurement.FIRST);
      measure(
          "contended",
          first,
          effort,
          options,
          report,
          (params, measured) -> {
            var what = what("pick by two threads", params);
            findings.time(what, measured, most(params));
            findings.nothingAllocated(what, measured);
          });
      measure(
          "held",
          first,
          effort,
          options,
          report,
          (params, measured) -> {
            var what = what("pick, hold and release", params);
            findings.time(what, measured);
            findings.allocated(what, measured);
          });
    }
    findings.end(effort, options.seed());
  }

  private static void measure(
      String method,
      Map<String, List<String>> parameters,
      Effort effort,
      Options options,
      Report report,
      BiConsumer<BenchmarkParams, Measured> found) {
    new JmhRun(PickMeasurement.class, method, parameters)
        .measure(effort, options.seed(), report, found);
  }

  private static double most(BenchmarkParams params) {
    return params.getParam(DEPLOYMENTS).equals("19") ? 1 : 2;
  }

  private static String what(String operation, BenchmarkParams params) {
    var attempt =
        switch (params.getParam(ATTEMPT)) {
          case PickMeasurement.THIRD -> ", third attempt";
          case PickMeasurement.FULL -> ", all at their limits";
          default -> "";
        };
    return operation
        + ", "
        + params.getParam(SPREAD)
        + ", "
        + params.getParam(DEPLOYMENTS)
        + " deployments"
        + attempt;
  }
}
