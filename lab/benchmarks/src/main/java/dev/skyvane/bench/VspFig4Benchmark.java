package dev.skyvane.bench;

import dev.skyvane.bench.rig.Callee;
import dev.skyvane.bench.rig.Charges;
import dev.skyvane.bench.rig.Routing;
import dev.skyvane.bench.rig.ServiceTime;
import dev.skyvane.bench.rig.SlowdownRig;
import dev.skyvane.bench.rig.SlowdownRig.Shown;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Figure 4 of "On Merits and Viability of Multi-Cloud Serverless" (SoCC 2021): what a call costs at
 * the 99th percentile while one of two providers is slow, by routing. Two runs, side by side: one
 * in which calls do not wait for each other ({@link VspFig4Prediction}), and one behind a back end
 * that queues ({@link QueueingBackEnd}).
 */
public final class VspFig4Benchmark implements Benchmark {
  private final @Nullable SlowdownEffort given;

  /** Called by the service loader. */
  public VspFig4Benchmark() {
    this.given = null;
  }

  VspFig4Benchmark(SlowdownEffort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "vsp-fig4";
  }

  @Override
  public String summary() {
    return "VSP Fig. 4: a provider becomes slow; p99 of what a call costs, by routing";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    Parameters.of(List.of(), false, options.arguments()).nothingElse();
    var effort =
        given != null
            ? given
            : options.fast() ? SlowdownEffort.BRIEF_FOR_P99 : SlowdownEffort.WHOLE;
    var prediction = new VspFig4Prediction(effort);
    var findings = new Findings(report);
    VspFig4Figures.predict(prediction, findings);
    int workers = QueueingBackEnd.workers(effort.script().perSecond(), ServiceTime.MEAN_MS);
    var plain = new ArrayList<Callee>();
    var queueing = new ArrayList<Callee>();
    for (var routing : VspFig4Figures.ROUTINGS) {
      plain.add(Callee.of(routing.text() + "-plain", routing));
      queueing.add(new Callee(routing.text() + "-queueing", routing, workers));
    }
    report.progress("starting broker, registry, two providers, a router and the metrics stream");
    try (var rig = new SlowdownRig(Charges.vsp(), options.seed())) {
      var all = new ArrayList<>(plain);
      all.addAll(queueing);
      var shown = rig.run(all, effort.script(), effort.warmUp(), options.seed(), report::progress);
      new VspFig4Figures(prediction, of(plain, shown), of(queueing, shown), workers)
          .report(findings, report, options.seed());
    }
  }

  private static Map<Routing, Shown> of(List<Callee> callees, Map<Callee, Shown> shown) {
    var run = new EnumMap<Routing, Shown>(Routing.class);
    shown.forEach(
        (callee, each) -> {
          if (callees.contains(callee)) {
            run.put(callee.routing(), each);
          }
        });
    return run;
  }
}
