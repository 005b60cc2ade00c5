package dev.skyvane.bench;

import dev.skyvane.bench.ParallelConsumerFigures.Case;
import dev.skyvane.bench.Parameters.Whole;
import dev.skyvane.bench.rig.Contender;
import dev.skyvane.bench.rig.Job;
import dev.skyvane.bench.rig.Throughput;
import dev.skyvane.bench.rig.ThroughputRig;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * How fast a router works off a backlog of calls, and with how much processor time, beside
 * Confluent Parallel Consumer, which does the same, and echoes: one that calls nobody, and one with
 * the router's HTTP client, which is the router's limit.
 */
public final class ParallelConsumerBenchmark implements Benchmark {
  private static final String ORDER = "order";
  private static final String PARTITIONS = "partitions";
  private static final String CONCURRENCY = "concurrency";
  private static final String KEYS = "keys";
  private static final List<Whole> NUMBERS =
      List.of(new Whole(CONCURRENCY, 256, 1, 10_000), new Whole(KEYS, 1_000, 1, 1_000_000));

  /** As many as in the README of Parallel Consumer. */
  private static final int README_RECORDS = 10_000;

  private static final List<Contender> ALL =
      List.of(Contender.ROUTER, Contender.PEER, Contender.BARE, Contender.HTTP);

  private final @Nullable ThroughputEffort given;

  /** Called by the service loader. */
  public ParallelConsumerBenchmark() {
    this.given = null;
  }

  ParallelConsumerBenchmark(ThroughputEffort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "parallel-consumer";
  }

  @Override
  public String summary() {
    return "throughput and processor time of a whole router, beside Confluent Parallel Consumer";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    var parameters = Parameters.of(NUMBERS, false, options.arguments());
    var cases = cases(parameters.others());
    var effort = given == null ? ThroughputEffort.of(options.fast()) : given;
    int series = cases.stream().mapToInt(each -> contenders(each).size()).sum();
    int warmed = firstOfEachJob(cases).stream().mapToInt(each -> contenders(each).size()).sum();
    var expected = effort.expected(warmed, series, cases.size());
    report.progress(
        "takes about %d s; starting broker, registry, provider and four contenders"
            .formatted(expected.toSeconds()));
    long began = System.nanoTime();
    var sizes =
        new ThroughputRig.Sizes(
            parameters.get(CONCURRENCY),
            parameters.get(KEYS),
            cases.stream().map(Case::partitions).distinct().toList());
    var figures = new ParallelConsumerFigures(new LinkedHashMap<>());
    try (var rig = new ThroughputRig(ALL, sizes, options.seed())) {
      warmUp(rig, cases, effort, report);
      var random = new Random(options.seed());
      for (var each : cases) {
        figures.rounds().put(each, rounds(rig, each, effort, random, report));
      }
      var readme = new Case(Job.README, 1);
      if (sizes.partitions().contains(1)) {
        figures.rounds().put(readme, rounds(rig, readme, effort, random, report));
      }
    }
    report.note(
        "took %d s, %d s expected"
            .formatted(
                Duration.ofNanos(System.nanoTime() - began).toSeconds(), expected.toSeconds()));
    figures.report(report, effort, parameters, options.seed());
  }

  private static List<Case> cases(List<String> arguments) {
    var cases =
        Cases.of(
            Map.of(
                ORDER,
                List.of(Job.UNORDERED.text(), Job.KEY_ORDERED.text()),
                PARTITIONS,
                List.of("1", "4")),
            arguments);
    var all = new ArrayList<Case>();
    for (var job : List.of(Job.UNORDERED, Job.KEY_ORDERED)) {
      for (var partitions : List.of("1", "4")) {
        if (cases.include(ORDER, job.text()) && cases.include(PARTITIONS, partitions)) {
          all.add(new Case(job, Integer.parseInt(partitions)));
        }
      }
    }
    return all;
  }

  /** Echoes know no order: they are measured once for each number of partitions. */
  private static List<Contender> contenders(Case measured) {
    return measured.job() == Job.UNORDERED ? ALL : List.of(Contender.ROUTER, Contender.PEER);
  }

  /** Each kind of work apart: what is compiled of one says little of the other. */
  private static void warmUp(
      ThroughputRig rig, List<Case> cases, ThroughputEffort effort, Report report)
      throws InterruptedException {
    for (var first : firstOfEachJob(cases)) {
      for (var contender : contenders(first)) {
        report.progress("warming up the " + contender.text() + ", " + first.job().text());
        rig.open(contender, first.job(), first.partitions());
        rig.run(contender, first.job(), first.partitions(), effort.warmUp());
        rig.end(contender);
      }
    }
  }

  private static List<Case> firstOfEachJob(List<Case> cases) {
    var firsts = new EnumMap<Job, Case>(Job.class);
    cases.forEach(each -> firsts.putIfAbsent(each.job(), each));
    return List.copyOf(firsts.values());
  }

  private static List<Map<Contender, Throughput>> rounds(
      ThroughputRig rig, Case measured, ThroughputEffort effort, Random random, Report report)
      throws InterruptedException {
    var contenders = contenders(measured);
    var rounds = new ArrayList<Map<Contender, Throughput>>();
    for (var contender : contenders) {
      rig.open(contender, measured.job(), measured.partitions());
    }
    for (int number = 0; number <= effort.rounds(); number++) {
      // Another order each time: what the machine does meanwhile is to hit all alike.
      var order = new ArrayList<>(contenders);
      Collections.shuffle(order, random);
      var round = new EnumMap<Contender, Throughput>(Contender.class);
      for (var contender : order) {
        report.progress(
            "%s: %s: the %s"
                .formatted(
                    measured.text(),
                    number == 0
                        ? "to be dropped"
                        : "round %d of %d".formatted(number, effort.rounds()),
                    contender.text()));
        round.put(contender, run(rig, contender, measured, number == 0, effort));
      }
      if (number > 0) {
        rounds.add(round);
      }
    }
    contenders.forEach(rig::end);
    return rounds;
  }

  private static Throughput run(
      ThroughputRig rig,
      Contender contender,
      Case measured,
      boolean dropped,
      ThroughputEffort effort)
      throws InterruptedException {
    return measured.job() == Job.README
        ? rig.run(contender, measured.job(), measured.partitions(), README_RECORDS)
        : rig.run(
            contender,
            measured.job(),
            measured.partitions(),
            dropped ? effort.dropped() : effort.length());
  }
}
