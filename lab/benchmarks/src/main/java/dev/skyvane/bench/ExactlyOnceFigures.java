package dev.skyvane.bench;

import static dev.skyvane.bench.Compared.of;

import dev.skyvane.bench.rig.Contender;
import dev.skyvane.bench.rig.Round;
import dev.skyvane.bench.rig.Throughput;
import dev.skyvane.bench.rig.ThroughputRig;
import dev.skyvane.standalone.bench.Report;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;

/**
 * What exactly one terminal record costs.
 *
 * @param backlogs what both routers showed with a backlog, by round
 * @param paced what they showed at each rate, in requests per second, by round
 */
record ExactlyOnceFigures(
    List<Map<Contender, Throughput>> backlogs,
    SortedMap<Integer, List<Map<Contender, Round>>> paced) {
  private static final double P50 = 50;
  private static final double P99 = 99;

  void report(Report report, ThroughputEffort effort, long seed) {
    var findings = new Findings(report);
    findings.spread("throughput-ratio", ratio(backlogs, Throughput::perSecond), "x");
    findings.spread("cpu-ratio, backlog", ratio(backlogs, Throughput::cpuUs), "x");
    paced.forEach(
        (rate, rounds) -> {
          var at = ", %,d/s".formatted(rate);
          findings.spread("p50-ratio" + at, ratio(rounds, round -> round.ms(P50)), "x");
          findings.spread("p99-ratio" + at, ratio(rounds, round -> round.ms(P99)), "x");
          findings.spread("cpu-ratio" + at, ratio(rounds, Round::cpuUs), "x");
        });
    for (var contender : ExactlyOnceBenchmark.CONTENDERS) {
      var name = contender == Contender.ROUTER ? ", at_least_once" : ", exactly_once";
      findings.figure(
          "per-second" + name, median(backlogs, of(contender, Throughput::perSecond)), "/s");
      findings.figure(
          "cpu-us-per-invocation, backlog" + name,
          median(backlogs, of(contender, Throughput::cpuUs)),
          "us");
      paced.forEach(
          (rate, rounds) -> {
            var at = ", %,d/s%s".formatted(rate, name);
            findings.figure("p50-ms" + at, median(rounds, of(contender, r -> r.ms(P50))), "ms");
            findings.figure("p99-ms" + at, median(rounds, of(contender, r -> r.ms(P99))), "ms");
            findings.figure(
                "cpu-us-per-invocation" + at, median(rounds, of(contender, Round::cpuUs)), "us");
          });
    }
    report.note(
        "ratios are of processing.guarantee exactly_once to at_least_once, round by round: medians,"
            + " and least and most of single rounds; there is no goal");
    report.note(
        "1 KB, 4 partitions, at most 256 calls at a time; backlog: stub 0 to 5 ms, at most 3,000"
            + " records without a reply; else open loop, from when a request was to be sent until"
            + " its reply was read (read_committed), stub at once");
    report.note(
        "routers and stub run in JVMs of their own (%s); broker, registry and load share the JVM of the command"
            .formatted(ThroughputRig.flags()));
    findings.end(effort.text(), seed);
  }

  private static <T> Spread ratio(List<Map<Contender, T>> rounds, ToDoubleFunction<T> figure) {
    return Spread.of(rounds, Compared.ratio(Contender.TRANSACTIONAL, Contender.ROUTER, figure));
  }

  private static <T> double median(
      List<Map<Contender, T>> rounds, ToDoubleFunction<Map<Contender, T>> figure) {
    return Spread.of(rounds, figure).median();
  }
}
