package dev.skyvane.bench;

import static dev.skyvane.bench.Compared.of;

import dev.skyvane.bench.Findings.Reach;
import dev.skyvane.bench.rig.Contender;
import dev.skyvane.bench.rig.Job;
import dev.skyvane.bench.rig.Throughput;
import dev.skyvane.bench.rig.ThroughputRig;
import dev.skyvane.standalone.bench.Report;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * What rounds beside the parallel consumer come to.
 *
 * @param rounds what each contender showed in each round, by case, in the order of report
 */
record ParallelConsumerFigures(Map<Case, List<Map<Contender, Throughput>>> rounds) {
  /** Least that the router's throughput should be of the peer's. */
  private static final double LEAST_RATIO = 2;

  /** Most that the router's processor time should be of the peer's, where others are the limit. */
  private static final double MOST_CPU_RATIO = 0.5;

  /**
   * What is measured.
   *
   * @param job what is to be done
   * @param partitions of the input topic
   */
  record Case(Job job, int partitions) {
    String text() {
      return job.text() + at();
    }

    /** What tells it from other cases of its job. */
    String at() {
      return partitions == 1 ? ", 1 partition" : ", " + partitions + " partitions";
    }
  }

  /** Reports everything that was found. */
  void report(Report report, ThroughputEffort effort, Parameters parameters, long seed) {
    var findings = new Findings(report);
    for (var job : List.of(Job.UNORDERED, Job.KEY_ORDERED)) {
      goal(job, findings);
    }
    if (cases(Job.README).findAny().isPresent()) {
      findings.atLeast("ratio-readme", least(Job.README), "x", LEAST_RATIO);
    }
    rounds.forEach((measured, all) -> detail(measured, all, findings));
    report.note(
        "ratios are router to parallel consumer, round by round, of throughput (more is better) and"
            + " of processor time per invocation (less is better); those without partitions are the"
            + " worst; all are medians of the rounds, least and most those of single rounds");
    report.note(
        "1 KB; the stub provider takes 0 to 5 ms, uniform, the same for all; %s; at most 3,000"
                .formatted(parameters.text())
            + " records without a reply; readme: 10,000 records at once, 1 partition, at most 100"
            + " calls at a time");
    report.note(
        "parallel consumer 0.5.3.3, vertx module, its defaults but for maxConcurrency and ordering:"
            + " pool as large as that, commits asynchronous every 5 s; clients set as the router's;"
            + " the router has the same limit of calls at a time, and commits every 200 ms");
    report.note(
        "contenders and stub run in JVMs of their own (%s); broker, registry and load share the JVM"
                .formatted(ThroughputRig.flags())
            + " of the command");
    findings.end(effort.text(), seed);
  }

  /**
   * The worst of the numbers of partitions. Each reaches the goal by throughput, or, where broker
   * and stub are the limit, by processor time.
   */
  private void goal(Job job, Findings findings) {
    if (cases(job).findAny().isEmpty()) {
      return;
    }
    boolean reached =
        cases(job)
            .allMatch(
                all ->
                    median(all, ratio(Throughput::perSecond)) >= LEAST_RATIO
                        || median(all, ratio(Throughput::cpuUs)) <= MOST_CPU_RATIO);
    double mostCpu =
        cases(job).mapToDouble(all -> median(all, ratio(Throughput::cpuUs))).max().orElseThrow();
    findings.either(
        new Reach("ratio-" + job.text(), least(job), LEAST_RATIO),
        new Reach("cpu-ratio-" + job.text(), mostCpu, MOST_CPU_RATIO),
        reached);
  }

  private double least(Job job) {
    return cases(job)
        .mapToDouble(all -> median(all, ratio(Throughput::perSecond)))
        .min()
        .orElseThrow();
  }

  private Stream<List<Map<Contender, Throughput>>> cases(Job job) {
    return rounds.entrySet().stream()
        .filter(entry -> entry.getKey().job() == job)
        .map(Map.Entry::getValue);
  }

  private static void detail(
      Case measured, List<Map<Contender, Throughput>> all, Findings findings) {
    var name = measured.job().text();
    var at = measured.at();
    findings.spread("ratio-" + name + at, Spread.of(all, ratio(Throughput::perSecond)), "x");
    findings.spread("cpu-ratio-" + name + at, Spread.of(all, ratio(Throughput::cpuUs)), "x");
    for (var contender : Contender.values()) {
      if (!all.getFirst().containsKey(contender)) {
        continue;
      }
      var of = at + ", " + contender.text();
      findings.spread(
          "per-second-" + name + of, Spread.of(all, of(contender, Throughput::perSecond)), "/s");
      findings.spread(
          "cpu-us-per-invocation-" + name + of,
          Spread.of(all, of(contender, Throughput::cpuUs)),
          "us");
      if (measured.job() == Job.README) {
        findings.spread(
            "seconds-" + name + of, Spread.of(all, of(contender, Throughput::seconds)), "s");
      }
    }
  }

  private static ToDoubleFunction<Map<Contender, Throughput>> ratio(
      ToDoubleFunction<Throughput> figure) {
    return Compared.ratio(Contender.ROUTER, Contender.PEER, figure);
  }

  private static double median(
      List<Map<Contender, Throughput>> all, ToDoubleFunction<Map<Contender, Throughput>> figure) {
    return Spread.of(all, figure).median();
  }
}
