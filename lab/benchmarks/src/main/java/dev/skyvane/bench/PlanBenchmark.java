package dev.skyvane.bench;

import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;

/** What a plan costs: at most 50 us for 64 deployments. */
public final class PlanBenchmark implements Benchmark {
  private static final String POLICY = "policy";
  private static final double MOST_MICROS = 50;

  /** Called by the service loader. */
  public PlanBenchmark() {}

  @Override
  public String name() {
    return "plan";
  }

  @Override
  public String summary() {
    return "time and allocation of planning for 64 deployments, by policy";
  }

  @Override
  public void run(Options options, Report report) {
    var policies = Arrays.stream(PlannedPolicy.values()).map(Names::of).toList();
    var cases = Cases.of(Map.of(POLICY, policies), options.arguments());
    var effort = Effort.of(options.fast());
    var findings = new Findings(report);
    new JmhRun(PlanMeasurement.class, "plan", cases.all())
        .measure(
            effort,
            options.seed(),
            report,
            (params, measured) -> {
              var what = what("plan", params);
              findings.time(what, measured, MOST_MICROS);
              findings.allocated(what, measured);
            });
    var mix = Names.of(PlannedPolicy.MIX);
    if (cases.include(POLICY, mix)) {
      new JmhRun(PlanMeasurement.class, "known", Map.of(POLICY, List.of(mix)))
          .measure(
              effort,
              options.seed(),
              report,
              (params, measured) -> {
                var what = what("plan known already", params);
                findings.time(what, measured);
                findings.allocated(what, measured);
              });
    }
    findings.end(effort, options.seed());
  }

  private static String what(String operation, BenchmarkParams params) {
    return operation
        + ", "
        + params.getParam(POLICY)
        + ", "
        + params.getParam("deployments")
        + " deployments";
  }
}
