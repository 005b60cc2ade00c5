package dev.skyvane.bench;

import dev.skyvane.bench.paper.Tally;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of Table III beside those that the paper prints. Used by one thread. */
final class FedTable3Figures {

  /** As printed; its FF-GBS are of a number of calls that the paper does not say. */
  static final Paper OHIO = new Paper(1, 474, 50, 568_000, 65.25);

  private static final Map<String, Range> GOALS =
      Map.of(
          "minimize-carbon: regions", new Range(2, 2),
          "minimize-carbon: ff-gbs, to us-east-2 alone", new Range(-100, -99),
          "minimize-distance: regions", new Range(12, 12),
          "minimize-distance: latency, to us-east-2 alone", new Range(-70, -60));

  private final Findings findings;
  private final Tally single;

  private record Range(double least, double most) {}

  /** A row of the table. */
  record Paper(
      int regions, double latencyMs, double cvPercent, double fossil, double usdPerMillion) {}

  /**
   * Figures.
   *
   * @param single all calls at Ohio, which the others are compared with
   */
  FedTable3Figures(Findings findings, Tally single) {
    this.findings = findings;
    this.single = single;
  }

  /** A row that the paper does not have. */
  void row(String name, Tally tally) {
    row(name, tally, null);
  }

  void row(String name, Tally tally, @Nullable Paper paper) {
    figure(name + ": regions", tally.regions().size(), "", paper == null ? null : paper.regions);
    figure(name + ": latency", tally.latencyMs(), "ms", paper == null ? null : paper.latencyMs);
    figure(
        name + ": latency cv",
        tally.latencyCvPercent(),
        "%",
        paper == null ? null : paper.cvPercent);
    figure(
        name + ": cost of a million",
        tally.usdPerMillion(),
        "USD",
        paper == null ? null : paper.usdPerMillion);
    figure(name + ": ff-gbs of a million", tally.fossilGbSecondsPerMillion(), "", null);
    if (tally != single) {
      figure(
          name + ": latency, to us-east-2 alone",
          change(tally.latencyMs(), single.latencyMs()),
          "%",
          paper == null ? null : change(paper.latencyMs, OHIO.latencyMs));
      figure(
          name + ": ff-gbs, to us-east-2 alone",
          change(tally.fossilGbSecondsPerMillion(), single.fossilGbSecondsPerMillion()),
          "%",
          paper == null ? null : change(paper.fossil, OHIO.fossil));
    }
  }

  private void figure(String what, double value, String unit, @Nullable Number paper) {
    var goal = GOALS.get(what);
    if (paper == null) {
      findings.figure(what, value, unit);
    } else if (goal == null) {
      findings.besidePaper(what, value, unit, paper.doubleValue());
    } else {
      findings.besidePaper(what, value, unit, paper.doubleValue(), goal.least, goal.most);
    }
  }

  void end(long seed) {
    findings.end("one call of each of 19 clients; nothing is random, nothing is shortened", seed);
  }

  /** Change over another value, in percent. */
  static double change(double value, double over) {
    return 100 * (value - over) / over;
  }
}
