package dev.skyvane.bench;

import dev.skyvane.bench.rig.Contender;
import dev.skyvane.bench.rig.Rig;
import dev.skyvane.bench.rig.Round;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a router adds to a call, beside two references on the same broker: an echo that makes the
 * same HTTP call without a router, and one that makes none.
 */
public final class EchoBenchmark implements Benchmark {
  private static final String RATE = "rate";
  private static final int WARM_UP_RATE = 2_000;

  private final @Nullable RigEffort given;

  /** Called by the service loader. */
  public EchoBenchmark() {
    this.given = null;
  }

  EchoBenchmark(RigEffort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "echo";
  }

  @Override
  public String summary() {
    return "latency and processor time of a whole router, beside echoes without one";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    var cases = Cases.of(Map.of(RATE, List.of("200", "2000")), options.arguments());
    var rates =
        cases.all().getOrDefault(RATE, List.of()).stream().map(Integer::valueOf).sorted().toList();
    var effort = given == null ? RigEffort.of(options.fast()) : given;
    var contenders = EchoFigures.CONTENDERS;
    report.progress("starting broker, registry, provider and three contenders");
    var rounds = new TreeMap<Integer, List<Map<Contender, Round>>>();
    try (var rig = new Rig(contenders, options.seed())) {
      for (var contender : contenders) {
        report.progress("warming up the " + contender.text());
        rig.run(contender, WARM_UP_RATE, effort.warmUp());
      }
      var random = new Random(options.seed());
      for (int number = 1; number <= effort.rounds(); number++) {
        for (int rate : rates) {
          // Another order each time: what the machine does meanwhile is to hit all alike.
          var order = new ArrayList<>(contenders);
          Collections.shuffle(order, random);
          var round = new EnumMap<Contender, Round>(Contender.class);
          for (var contender : order) {
            report.progress(
                "round %d of %d: the %s at %,d/s"
                    .formatted(number, effort.rounds(), contender.text(), rate));
            round.put(contender, rig.run(contender, rate, effort.length()));
          }
          rounds.computeIfAbsent(rate, _ -> new ArrayList<>()).add(round);
        }
      }
    }
    new EchoFigures(rounds).report(report, effort, options.seed());
  }
}
