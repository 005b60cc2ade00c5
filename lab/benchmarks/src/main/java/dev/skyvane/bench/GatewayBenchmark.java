package dev.skyvane.bench;

import dev.skyvane.bench.rig.GatewayRig;
import dev.skyvane.bench.rig.GatewayRig.Way;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What a gateway adds to calling a function, through Kafka and without it between: in parts of a
 * call of 290 ms, for which a paper on distributed FaaS reports 2.2 %, and of one that takes no
 * time.
 */
public final class GatewayBenchmark implements Benchmark {
  private static final int LONG_MS = 290;
  private static final double MOST_PERCENT = 1;
  private static final double MOST_DIRECT_US = 150;

  private final @Nullable Calls given;

  /**
   * How often the function is called by each way.
   *
   * @param rounds of each
   * @param longCalls of a round
   * @param shortCalls of a round
   * @param warmUp short calls before, which do not count
   */
  record Calls(int rounds, int longCalls, int shortCalls, int warmUp) {
    static final Calls WHOLE = new Calls(7, 15, 1_000, 5_000);
    static final Calls FAST = new Calls(3, 5, 300, 2_000);

    String text() {
      var own =
          "%d rounds of %d calls of %d ms and %,d calls of 0 ms by each way"
              .formatted(rounds, longCalls, LONG_MS, shortCalls);
      return equals(WHOLE)
          ? own
          : "%s, fast: %d %% of the calls of %d rounds"
              .formatted(
                  own, 100 * rounds * shortCalls / (WHOLE.rounds * WHOLE.shortCalls), WHOLE.rounds);
    }
  }

  /** Called by the service loader. */
  public GatewayBenchmark() {
    this.given = null;
  }

  GatewayBenchmark(Calls calls) {
    this.given = calls;
  }

  @Override
  public String name() {
    return "gateway";
  }

  @Override
  public String summary() {
    return "what a gateway adds to a call over HTTP, through Kafka and without it between";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    Parameters.of(List.of(), false, options.arguments()).nothingElse();
    var calls = given != null ? given : options.fast() ? Calls.FAST : Calls.WHOLE;
    var longRounds = new ArrayList<Map<Way, Double>>();
    var shortRounds = new ArrayList<Map<Way, Double>>();
    report.progress("starting broker, registry, emulated function and a router");
    try (var rig = new GatewayRig(options.seed())) {
      for (var way : Way.values()) {
        report.progress("warming up: " + way.text());
        rig.run(way, 0, calls.warmUp());
      }
      var random = new Random(options.seed());
      for (int number = 1; number <= calls.rounds(); number++) {
        report.progress("round %d of %d".formatted(number, calls.rounds()));
        longRounds.add(round(rig, LONG_MS, calls.longCalls(), random));
        shortRounds.add(round(rig, 0, calls.shortCalls(), random));
      }
    }
    var findings = new Findings(report);
    var alone = Spread.of(longRounds, round -> ms(round, Way.ALONE));
    findings.figure("290-ms-alone-ms", alone.median(), "ms");
    for (var way : List.of(Way.KAFKA, Way.DIRECT)) {
      var percent =
          Spread.of(longRounds, round -> 100 * (ms(round, way) / ms(round, Way.ALONE) - 1));
      var added = Spread.of(shortRounds, round -> 1_000 * (ms(round, way) - ms(round, Way.ALONE)));
      var whatPercent = "290-ms-added-percent, " + way.text();
      var whatAdded = "0-ms-added-us-mean, " + way.text();
      if (way == Way.KAFKA) {
        findings.figure(whatPercent, percent.median(), "%", MOST_PERCENT);
        findings.figure(whatAdded, added.median(), "us");
      } else {
        findings.figure(whatPercent, percent.median(), "%");
        findings.figure(whatAdded, added.median(), "us", MOST_DIRECT_US);
      }
      findings.figure(whatPercent + ", least", percent.least(), "%");
      findings.figure(whatPercent + ", most", percent.most(), "%");
      findings.figure(whatAdded + ", least", added.least(), "us");
      findings.figure(whatAdded + ", most", added.most(), "us");
    }
    findings.end(calls.text() + "; medians of rounds, one call after the other", options.seed());
  }

  private static double ms(Map<Way, Double> round, Way way) {
    return Objects.requireNonNull(round.get(way), "not measured");
  }

  /** Each way once, in another order each time: what the machine does meanwhile is to hit all. */
  private static Map<Way, Double> round(GatewayRig rig, int sleepMs, int calls, Random random)
      throws Exception {
    var order = new ArrayList<>(Arrays.asList(Way.values()));
    Collections.shuffle(order, random);
    var round = new EnumMap<Way, Double>(Way.class);
    for (var way : order) {
      round.put(way, rig.run(way, sleepMs, calls));
    }
    return round;
  }
}
