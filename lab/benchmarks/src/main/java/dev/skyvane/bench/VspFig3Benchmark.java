package dev.skyvane.bench;

import dev.skyvane.bench.rig.SlowdownRig;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Figure 3 of "On Merits and Viability of Multi-Cloud Serverless" (SoCC 2021): one of two providers
 * becomes 250 ms slower for a while; how many calls break their objective of 1.2 s by how they are
 * routed.
 */
public final class VspFig3Benchmark implements Benchmark {
  private final @Nullable VspFig3Effort given;

  /** Called by the service loader. */
  public VspFig3Benchmark() {
    this.given = null;
  }

  VspFig3Benchmark(VspFig3Effort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "vsp-fig3";
  }

  @Override
  public String summary() {
    return "VSP Fig. 3: a provider becomes slow; calls that break their objective, by routing";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    Parameters.of(List.of(), false, options.arguments()).nothingElse();
    var effort = given == null ? VspFig3Effort.of(options.fast()) : given;
    report.progress("starting broker, registry, two providers, a router and the metrics stream");
    try (var rig = new SlowdownRig(options.seed())) {
      var calls = rig.run(effort.script(), effort.warmUp(), report::progress);
      new VspFig3Figures(effort.script(), effort.whole(), calls)
          .report(report, effort.text(), options.seed());
    }
  }
}
