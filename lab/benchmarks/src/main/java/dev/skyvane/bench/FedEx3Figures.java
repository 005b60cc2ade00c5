package dev.skyvane.bench;

import static dev.skyvane.bench.FedTable3Figures.change;

import dev.skyvane.bench.paper.Replay;
import dev.skyvane.bench.paper.Strategy;
import dev.skyvane.bench.paper.Tally;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What taking turns between two regions came to, beside each of them alone. */
final class FedEx3Figures {

  private static final double MOST_OVER_OPTIMUM = 1;

  private final Findings findings;
  private final Pair pair;
  private final Replay.Results results;
  private final boolean byShare;

  /**
   * Two regions, and what the paper reports for them, in percent of each alone; null where it does
   * not.
   */
  record Pair(
      String first,
      String second,
      @Nullable Double switches,
      Beside carbon,
      Beside latency,
      Beside cost) {

    private static final Beside NOTHING = new Beside(null, null);

    Pair(String first, String second) {
      this(first, second, null, NOTHING, NOTHING, NOTHING);
    }

    Pair switches(double count) {
      return new Pair(first, second, count, carbon, latency, cost);
    }

    Pair carbon(@Nullable Double toFirst, @Nullable Double toSecond) {
      return new Pair(first, second, switches, new Beside(toFirst, toSecond), latency, cost);
    }

    Pair latency(@Nullable Double toFirst, @Nullable Double toSecond) {
      return new Pair(first, second, switches, carbon, new Beside(toFirst, toSecond), cost);
    }

    Pair cost(@Nullable Double toFirst, @Nullable Double toSecond) {
      return new Pair(first, second, switches, carbon, latency, new Beside(toFirst, toSecond));
    }

    List<String> regions() {
      return List.of(first, second);
    }

    String name() {
      return shortName(first) + "/" + shortName(second);
    }

    private static String shortName(String region) {
      return region.substring(region.indexOf(':') + 1);
    }
  }

  private record Beside(@Nullable Double first, @Nullable Double second) {}

  /**
   * Figures.
   *
   * @param byShare whether the share of fossil fuels stands for carbon
   */
  FedEx3Figures(Findings findings, Pair pair, Replay.Results results, boolean byShare) {
    this.findings = findings;
    this.pair = pair;
    this.results = results;
    this.byShare = byShare;
  }

  /** Reports one strategy. */
  void report(String strategy) {
    var name = pair.name() + ", " + strategy + (byShare ? " by fossil share" : "");
    var result = results.of(strategy);
    var windows = Spread.of(result.inWindows(), Double::doubleValue);
    figure(name + ": switches in 19 days", windows.median(), "", pair.switches);
    findings.figure(name + ": switches in 19 days, least", windows.least(), "");
    findings.figure(name + ": switches in 19 days, most", windows.most(), "");
    if (!byShare) {
      compared(name + ": carbon", result.tally(), Tally::gramsPerMillion, pair.carbon);
    }
    compared(name + ": ff-gbs", result.tally(), Tally::fossilGbSecondsPerMillion, Pair.NOTHING);
    compared(name + ": latency", result.tally(), Tally::latencyMs, pair.latency);
    compared(name + ": cost", result.tally(), Tally::usdPerMillion, pair.cost);
    findings.figure(
        name + (byShare ? ": ff-gbs" : ": carbon") + ", over the hourly optimum",
        change(
            result.tally().gramsPerMillion(), results.of(Replay.OPTIMUM).tally().gramsPerMillion()),
        "%",
        MOST_OVER_OPTIMUM);
  }

  /** Reports what holding the leader saves in switches and costs in carbon. */
  void reportHeld(String held, String greedy) {
    var name = pair.name() + ", " + held + (byShare ? " by fossil share" : "");
    var result = results.of(held);
    var other = results.of(greedy);
    findings.figure(
        name + ": switches in 19 days",
        Spread.of(result.inWindows(), Double::doubleValue).median(),
        "");
    findings.figure(
        name + (byShare ? ": ff-gbs" : ": carbon") + ", over " + greedy,
        change(result.tally().gramsPerMillion(), other.tally().gramsPerMillion()),
        "%",
        CarbonReplayBenchmark.MOST_OVER_GREEDY);
    if (other.switches() > 0) {
      findings.figure(
          name + ": switches, of " + greedy,
          result.switches() / other.switches(),
          "x",
          CarbonReplayBenchmark.MOST_OF_SWITCHES);
    }
  }

  private void compared(String what, Tally tally, ToDoubleFunction<Tally> of, Beside paper) {
    compared(what, tally, of, pair.first, paper.first);
    compared(what, tally, of, pair.second, paper.second);
  }

  private void compared(
      String what, Tally tally, ToDoubleFunction<Tally> of, String region, @Nullable Double paper) {
    var alone = Strategy.only(region).name();
    double change = change(of.applyAsDouble(tally), of.applyAsDouble(results.of(alone).tally()));
    // Where a grid's fossil share is not known, there is nothing to say.
    if (!Double.isNaN(change)) {
      figure(what + ", to " + alone, change, "%", paper);
    }
  }

  private void figure(String what, double value, String unit, @Nullable Double paper) {
    if (paper == null) {
      findings.figure(what, value, unit);
    } else {
      findings.besidePaper(what, value, unit, paper);
    }
  }
}
