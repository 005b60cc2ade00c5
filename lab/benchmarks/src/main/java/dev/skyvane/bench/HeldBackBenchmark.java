package dev.skyvane.bench;

import dev.skyvane.bench.Parameters.Whole;
import dev.skyvane.bench.rig.HeldBackRig;
import dev.skyvane.bench.rig.HeldBackRound;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Whether very long calls, and a key whose calls fail again and again, hold others back: latency of
 * ordinary calls with and without them.
 */
public final class HeldBackBenchmark implements Benchmark {
  private static final String RATE = "rate";
  private static final String LONG_MS = "long-ms";
  private static final String LONG_PER_MILLE = "long-per-mille";
  private static final String POISON = "poison-per-second";
  private static final String WINDOW = "window";
  private static final List<Whole> NUMBERS =
      List.of(
          new Whole(RATE, 1_000, 10, 20_000),
          new Whole(LONG_MS, 6_000, 10, 600_000),
          new Whole(LONG_PER_MILLE, 10, 0, 500),
          new Whole(POISON, 1, 1, 10),
          new Whole(WINDOW, 1_024, 16, 1_000_000));

  private final @Nullable HeldBackEffort given;

  /** Called by the service loader. */
  public HeldBackBenchmark() {
    this.given = null;
  }

  HeldBackBenchmark(HeldBackEffort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "held-back";
  }

  @Override
  public String summary() {
    return "latency of ordinary calls beside very long ones and a key that fails, and without";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    var parameters = Parameters.of(NUMBERS, true, options.arguments());
    parameters.nothingElse();
    var effort = given == null ? HeldBackEffort.of(options.fast()) : given;
    int longMs = parameters.get(LONG_MS);
    var expected = effort.expected(longMs);
    report.progress(
        "takes about %d s; starting broker, registry, provider and router"
            .formatted(expected.toSeconds()));
    long began = System.nanoTime();
    var settings = new HashMap<String, String>();
    settings.put("window.max.records", String.valueOf(parameters.get(WINDOW)));
    settings.putAll(parameters.settings());
    var clean = new ArrayList<HeldBackRound>();
    var heldBack = new ArrayList<HeldBackRound>();
    var troubles =
        new HeldBackRig.Troubles(
            parameters.get(RATE),
            longMs,
            parameters.get(LONG_PER_MILLE) / 1_000.0,
            parameters.get(POISON));
    try (var rig = new HeldBackRig(troubles, settings, options.seed())) {
      report.progress("warming up the router");
      rig.warmUp(effort.warmUp());
      var random = new Random(options.seed());
      for (int number = 1; number <= effort.rounds(); number++) {
        // Another order each time: what the machine does meanwhile is to hit both alike.
        boolean cleanFirst = random.nextBoolean();
        for (boolean troubled : List.of(!cleanFirst, cleanFirst)) {
          report.progress(
              "round %d of %d: %s"
                  .formatted(
                      number, effort.rounds(), troubled ? "with long and failing calls" : "clean"));
          (troubled ? heldBack : clean).add(rig.run(troubled, effort.length(longMs)));
        }
      }
    }
    report.note(
        "took %d s, %d s expected"
            .formatted(
                Duration.ofNanos(System.nanoTime() - began).toSeconds(), expected.toSeconds()));
    new HeldBackFigures(clean, heldBack).report(report, parameters, effort.text(longMs), options);
  }
}
