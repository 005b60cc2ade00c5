package dev.skyvane.bench;

import dev.skyvane.bench.rig.HeldBackRound;
import dev.skyvane.standalone.bench.Benchmark.Options;
import dev.skyvane.standalone.bench.Report;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What rounds with and without calls that could hold others back come to.
 *
 * @param clean rounds without
 * @param heldBack rounds with; as many, each beside the clean one of the same place
 */
record HeldBackFigures(List<HeldBackRound> clean, List<HeldBackRound> heldBack) {
  private static final double P50 = 50;
  private static final double P99 = 99;
  private static final double P999 = 99.9;

  /** Most that the 99th percentile may be over that of the clean run. */
  private static final double MOST_RATIO = 1.2;

  /** Reports everything that was found. */
  void report(Report report, Parameters parameters, String effort, Options options) {
    var findings = new Findings(report);
    var ratio = ratio(P99);
    findings.figure("ratio", ratio.median(), "x", MOST_RATIO);
    findings.figure("ratio, least", ratio.least(), "x");
    findings.figure("ratio, most", ratio.most(), "x");
    findings.figure(
        "rebalances",
        Stream.concat(clean.stream(), heldBack.stream())
            .mapToLong(round -> round.used().rebalances())
            .sum(),
        "",
        0);
    findings.figure("failed-ordinary-calls", sum(HeldBackRound::failed), "", 0);
    of("clean", clean, findings);
    of("held-back", heldBack, findings);
    findings.figure("ratio-p50", ratio(P50).median(), "x");
    findings.figure("ratio-p999", ratio(P999).median(), "x");
    findings.figure("calls", sum(HeldBackRound::count), "");
    findings.figure("long-or-failing-calls", sum(HeldBackRound::others), "");
    report.note(
        "times are those of ordinary calls, the same in both, from when each was to be sent (open"
            + " loop) to its reply read; 1 KB, stub 0 to 5 ms, 4 partitions; medians of the rounds,"
            + " least and most those of single rounds; ratios round by round");
    report.note(
        parameters.text()
            + (parameters.settings().isEmpty() ? "" : " with " + parameters.settings())
            + "; calls of one key fail at once or, one in three, hang; 3 attempts, timeout 1 s, in order;"
            + " every call was answered");
    findings.end(effort, options.seed());
  }

  private static void of(String name, List<HeldBackRound> rounds, Findings findings) {
    var p99 = Spread.of(rounds, round -> round.ms(P99));
    findings.spread("p99-" + name, p99, "ms");
    findings.figure("p50-" + name, Spread.of(rounds, round -> round.ms(P50)).median(), "ms");
    findings.figure("p999-" + name, Spread.of(rounds, round -> round.ms(P999)).median(), "ms");
  }

  private Spread ratio(double percentile) {
    return Spread.of(
        IntStream.range(0, clean.size()).boxed().toList(),
        number -> heldBack.get(number).ms(percentile) / clean.get(number).ms(percentile));
  }

  private double sum(ToDoubleFunction<HeldBackRound> figure) {
    return heldBack.stream().mapToDouble(figure).sum();
  }
}
