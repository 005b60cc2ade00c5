package dev.skyvane.bench;

import dev.skyvane.bench.rig.LimitRig.Served;
import dev.skyvane.bench.rig.LimitRig.Where;
import dev.skyvane.bench.rig.VspWork;
import dev.skyvane.standalone.bench.Report;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** What two providers served alone and together. */
final class VspFig2Figures {
  private static final double LEAST_OF_SUM = 0.97;
  private final Map<VspWork, List<Map<Where, Served>>> rounds;
  private final int mostInFlight;
  private final int limit;

  /**
   * Figures.
   *
   * @param rounds by function
   * @param mostInFlight at either provider, ever
   * @param limit of each provider
   */
  VspFig2Figures(Map<VspWork, List<Map<Where, Served>>> rounds, int mostInFlight, int limit) {
    this.rounds = rounds;
    this.mostInFlight = mostInFlight;
    this.limit = limit;
  }

  void report(Report report, String effort, long seed) {
    var findings = new Findings(report);
    rounds.forEach(
        (work, all) -> {
          for (var where : Where.values()) {
            findings.figure(
                work.text() + ": per second, " + where.text(),
                Spread.of(all, round -> rate(round, where)).median(),
                "1/s");
          }
          var ofSum =
              Spread.of(
                  all,
                  round ->
                      rate(round, Where.BOTH)
                          / (rate(round, Where.FIRST) + rate(round, Where.SECOND)));
          findings.atLeast(
              work.text() + ": together, of the sum", ofSum.median(), "x", LEAST_OF_SUM);
          findings.figure(work.text() + ": together, of the sum, least", ofSum.least(), "x");
          findings.figure(work.text() + ": together, of the sum, most", ofSum.most(), "x");
          for (var where : List.of(Where.FIRST, Where.SECOND)) {
            gain(findings, work, where, all);
          }
        });
    findings.figure("calls over a limit", sum(Served::refused), "", 0);
    findings.figure("calls that failed", sum(Served::failed), "", 0);
    findings.figure("most calls at one time of a provider", mostInFlight, "", limit);
    findings.figure("calls", sum(Served::answers), "");
    report.note("paper: together is \"close to the sum\"; limits of 1,000 each, two real clouds");
    findings.end("limit=" + limit + "; " + effort, seed);
  }

  private static void gain(
      Findings findings, VspWork work, Where where, List<Map<Where, Served>> all) {
    double gain = Spread.of(all, round -> rate(round, Where.BOTH) / rate(round, where)).median();
    var what = work.text() + ": together, of " + where.text();
    var paper = where == Where.FIRST ? overFirst(work) : overSecond(work);
    if (Double.isNaN(paper)) {
      findings.figure(what, gain, "x");
    } else {
      findings.besidePaper(what, gain, "x", paper);
    }
  }

  /** Over AWS, as far as the text says. */
  private static double overFirst(VspWork work) {
    return switch (work) {
      case NLP -> 2;
      case ALU -> 1.2;
      case IMAGE, VIDEO -> Double.NaN;
    };
  }

  /** Over Google Cloud, as far as the text says. */
  private static double overSecond(VspWork work) {
    return switch (work) {
      case IMAGE -> 4.2;
      case ALU -> 2.5;
      case NLP, VIDEO -> Double.NaN;
    };
  }

  private static double rate(Map<Where, Served> round, Where where) {
    var served = round.get(where);
    if (served == null) {
      throw new IllegalStateException(where.text() + " was not measured");
    }
    return served.perSecond();
  }

  private double sum(ToDoubleFunction<Served> of) {
    return rounds.values().stream()
        .flatMap(List::stream)
        .flatMap(round -> round.values().stream())
        .mapToDouble(of)
        .sum();
  }
}
