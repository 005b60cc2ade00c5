package dev.skyvane.bench;

import dev.skyvane.bench.Parameters.Whole;
import dev.skyvane.bench.rig.LimitRig;
import dev.skyvane.bench.rig.LimitRig.Served;
import dev.skyvane.bench.rig.LimitRig.Where;
import dev.skyvane.bench.rig.VspWork;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Figure 2 of "On Merits and Viability of Multi-Cloud Serverless" (SoCC 2021): what two providers
 * with limits serve at 100 % success, each alone and together.
 */
public final class VspFig2Benchmark implements Benchmark {
  private static final String LIMIT = "limit";
  private static final List<Whole> NUMBERS = List.of(new Whole(LIMIT, 24, 2, 1_000));

  /**
   * On service times: the first provider takes 0.8 s for NLP, so that the machine has little to do
   * and the limits are what limits; the second takes twice as long.
   */
  private static final double FIRST_FACTOR = 4;

  private static final double SECOND_FACTOR = 8;
  private final @Nullable VspFig2Effort given;

  /** Called by the service loader. */
  public VspFig2Benchmark() {
    this.given = null;
  }

  VspFig2Benchmark(VspFig2Effort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "vsp-fig2";
  }

  @Override
  public String summary() {
    return "VSP Fig. 2: calls per second of two providers with limits, alone and together";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    var parameters = Parameters.of(NUMBERS, false, options.arguments());
    parameters.nothingElse();
    var effort = given == null ? VspFig2Effort.of(options.fast()) : given;
    int limit = parameters.get(LIMIT);
    report.progress("starting broker, registry, two providers and a router");
    var rounds = new EnumMap<VspWork, List<Map<Where, Served>>>(VspWork.class);
    int most;
    try (var rig = new LimitRig(limit, FIRST_FACTOR, SECOND_FACTOR, options.seed())) {
      for (var work : VspWork.values()) {
        report.progress("warming up " + work.text());
        rig.run(work, Where.BOTH, Duration.ZERO, effort.warmUp());
      }
      var random = new Random(options.seed());
      for (int number = 1; number <= effort.rounds(); number++) {
        for (var work : VspWork.values()) {
          // Another order each time: what the machine does meanwhile is to hit all alike.
          var order = new ArrayList<>(Arrays.asList(Where.values()));
          Collections.shuffle(order, random);
          var round = new EnumMap<Where, Served>(Where.class);
          for (var where : order) {
            report.progress(
                "round %d of %d: %s, %s"
                    .formatted(number, effort.rounds(), work.text(), where.text()));
            round.put(where, rig.run(work, where, effort.warmUp(), effort.length()));
          }
          rounds.computeIfAbsent(work, _ -> new ArrayList<>()).add(round);
        }
      }
      most = rig.mostInFlight();
    }
    new VspFig2Figures(rounds, most, limit).report(report, effort.text(), options.seed());
  }
}
