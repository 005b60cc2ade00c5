package dev.skyvane.bench;

import dev.skyvane.bench.Parameters.Whole;
import dev.skyvane.bench.rig.Callee;
import dev.skyvane.bench.rig.Charges;
import dev.skyvane.bench.rig.Routing;
import dev.skyvane.bench.rig.SlowdownRig;
import dev.skyvane.bench.rig.SlowdownRig.Called;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Figure 3 of "On Merits and Viability of Multi-Cloud Serverless" (SoCC 2021): one of two providers
 * becomes 250 ms slower for a while; how many calls break their objective by how they are routed.
 * With {@code seeds=N} brief runs with N seeds, and the worst of each figure.
 */
public final class VspFig3Benchmark implements Benchmark {
  private static final String SEEDS = "seeds";
  private static final List<Whole> NUMBERS = List.of(new Whole(SEEDS, 1, 1, 1_000));

  private final @Nullable SlowdownEffort given;

  /** Called by the service loader. */
  public VspFig3Benchmark() {
    this.given = null;
  }

  VspFig3Benchmark(SlowdownEffort effort) {
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
    var parameters = Parameters.of(NUMBERS, false, options.arguments());
    parameters.nothingElse();
    int seeds = parameters.get(SEEDS);
    boolean brief = options.fast() || seeds > 1;
    var effort = given != null ? given : brief ? SlowdownEffort.BRIEF : SlowdownEffort.WHOLE;
    report.progress("starting broker, registry, two providers, a router and the metrics stream");
    try (var rig = new SlowdownRig(Charges.slowIsCheaper(), options.seed())) {
      if (seeds == 1) {
        new VspFig3Figures(effort, run(rig, effort, options.seed(), report::progress))
            .report(report, options.seed());
        return;
      }
      var all = new VspFig3Seeds(effort);
      for (int i = 0; i < seeds; i++) {
        long seed = options.seed() + i;
        var at = "seed %d, %d of %d: ".formatted(seed, i + 1, seeds);
        var calls = run(rig, effort, seed, text -> report.progress(at + text));
        all.add(seed, new VspFig3Figures(effort, calls), report);
      }
      all.report(report, options.seed());
    }
  }

  private static Map<Routing, List<Called>> run(
      SlowdownRig rig, SlowdownEffort effort, long seed, Consumer<String> progress) {
    var callees =
        Arrays.stream(Routing.values())
            .map(routing -> Callee.of(routing.text() + "-" + seed, routing))
            .toList();
    var calls = new EnumMap<Routing, List<Called>>(Routing.class);
    rig.run(callees, effort.script(), effort.warmUp(), seed, progress)
        .forEach((callee, shown) -> calls.put(callee.routing(), shown.calls()));
    return calls;
  }
}
