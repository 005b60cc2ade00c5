package dev.skyvane.bench;

import static dev.skyvane.bench.Compared.of;

import dev.skyvane.bench.rig.Contender;
import dev.skyvane.bench.rig.Rig;
import dev.skyvane.bench.rig.Round;
import dev.skyvane.standalone.bench.Report;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;

/**
 * What rounds of an echo come to.
 *
 * @param rounds what each contender showed in each round, by rate in requests per second
 */
record EchoFigures(SortedMap<Integer, List<Map<Contender, Round>>> rounds) {
  /** What is compared. */
  static final List<Contender> CONTENDERS =
      List.of(Contender.ROUTER, Contender.BARE, Contender.HTTP);

  private static final double P50 = 50;
  private static final double P99 = 99;

  /** Most that the median may be over that of the echo with the same HTTP call. */
  private static final double MOST_RATIO = 1.15;

  /** Most that the router may take from a polled record to its request, in us. */
  private static final double MOST_DISPATCH_US = 150;

  /** Reports everything that was found. */
  void report(Report report, RigEffort effort, long seed) {
    var findings = new Findings(report);
    findings.figure(
        "p50-ratio-to-http-echo", worst(ratio(Contender.HTTP, EchoFigures::p50)), "x", MOST_RATIO);
    findings.figure("p50-ms", worst(of(Contender.ROUTER, EchoFigures::p50)), "ms");
    findings.figure("p99-ms", worst(of(Contender.ROUTER, EchoFigures::p99)), "ms");
    findings.figure(
        "polled-to-request-us-mean",
        worst(of(Contender.ROUTER, Round::dispatchUs)),
        "us",
        MOST_DISPATCH_US);
    findings.figure("cpu-us-per-invocation", worst(of(Contender.ROUTER, Round::cpuUs)), "us");
    rounds.forEach((rate, all) -> detail(", %,d/s".formatted(rate), all, findings));
    report.note(
        "figures without a rate are the worst of the rates; all are medians of the rounds, least"
            + " and most those of single rounds");
    report.note(
        "each contender runs in a JVM of its own (%s); broker, registry, stub provider and load"
                .formatted(Rig.flags())
            + " share the JVM of the command");
    report.note(
        "times go from when a request was to be sent (open loop) to its reply read, less the"
            + " stub's own %.0f us (mean); 1 KB, linger 0, acks all, 4 partitions"
                .formatted(mean(Contender.ROUTER, round -> round.providerNanos() / 1_000)));
    report.note(
        String.format(
            Locale.ROOT,
            "cpu is that of the contender's whole process; polled-to-request was measured for"
                + " %.1f %% of the requests, those that waited for nothing",
            100 * mean(Contender.ROUTER, Round::measuredShare)));
    findings.end(effort.text(), seed);
  }

  private static void detail(String at, List<Map<Contender, Round>> all, Findings findings) {
    findings.spread(
        "p50-ratio-to-http-echo" + at,
        Spread.of(all, ratio(Contender.HTTP, EchoFigures::p50)),
        "x");
    findings.spread(
        "p99-ratio-to-http-echo" + at,
        Spread.of(all, ratio(Contender.HTTP, EchoFigures::p99)),
        "x");
    findings.spread(
        "cpu-ratio-to-http-echo" + at, Spread.of(all, ratio(Contender.HTTP, Round::cpuUs)), "x");
    findings.spread(
        "p50-ratio-to-bare-echo" + at,
        Spread.of(all, ratio(Contender.BARE, EchoFigures::p50)),
        "x");
    findings.spread(
        "polled-to-request-us-mean" + at,
        Spread.of(all, of(Contender.ROUTER, Round::dispatchUs)),
        "us");
    for (var contender : CONTENDERS) {
      var of = at + ", " + contender.text();
      findings.figure("p50-ms" + of, median(all, of(contender, EchoFigures::p50)), "ms");
      findings.figure("p99-ms" + of, median(all, of(contender, EchoFigures::p99)), "ms");
      findings.figure("cpu-us-per-invocation" + of, median(all, of(contender, Round::cpuUs)), "us");
    }
  }

  /** The worst of the rates, all figures being better where they are less. */
  private double worst(ToDoubleFunction<Map<Contender, Round>> figure) {
    return rounds.values().stream().mapToDouble(all -> median(all, figure)).max().orElseThrow();
  }

  private double mean(Contender contender, ToDoubleFunction<Round> figure) {
    return rounds.values().stream()
        .flatMap(Collection::stream)
        .mapToDouble(of(contender, figure))
        .average()
        .orElseThrow();
  }

  private static ToDoubleFunction<Map<Contender, Round>> ratio(
      Contender reference, ToDoubleFunction<Round> figure) {
    return Compared.ratio(Contender.ROUTER, reference, figure);
  }

  private static double median(
      List<Map<Contender, Round>> all, ToDoubleFunction<Map<Contender, Round>> figure) {
    return Spread.of(all, figure).median();
  }

  private static double p50(Round round) {
    return round.ms(P50);
  }

  private static double p99(Round round) {
    return round.ms(P99);
  }
}
