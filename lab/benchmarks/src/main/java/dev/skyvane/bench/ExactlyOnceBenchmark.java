package dev.skyvane.bench;

import dev.skyvane.bench.rig.Contender;
import dev.skyvane.bench.rig.Job;
import dev.skyvane.bench.rig.Round;
import dev.skyvane.bench.rig.Throughput;
import dev.skyvane.bench.rig.ThroughputRig;
import dev.skyvane.standalone.bench.Benchmark;
import dev.skyvane.standalone.bench.Report;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What exactly one terminal record costs, beside at least one. */
public final class ExactlyOnceBenchmark implements Benchmark {
  /** At least once first: it is what the other is compared to. */
  static final List<Contender> CONTENDERS = List.of(Contender.ROUTER, Contender.TRANSACTIONAL);

  private static final String RATE = "rate";
  private static final int PARTITIONS = 4;
  private static final int CONCURRENCY = 256;

  private final @Nullable ThroughputEffort given;

  /** Called by the service loader. */
  public ExactlyOnceBenchmark() {
    this.given = null;
  }

  ExactlyOnceBenchmark(ThroughputEffort effort) {
    this.given = effort;
  }

  @Override
  public String name() {
    return "exactly-once";
  }

  @Override
  public String summary() {
    return "throughput, latency and processor time of exactly_once, beside at_least_once";
  }

  @Override
  public void run(Options options, Report report) throws Exception {
    var cases = Cases.of(Map.of(RATE, List.of("200", "1000")), options.arguments());
    var rates =
        cases.all().getOrDefault(RATE, List.of()).stream().map(Integer::valueOf).sorted().toList();
    var effort = given == null ? ThroughputEffort.of(options.fast()) : given;
    var expected = effort.expected(CONTENDERS.size(), CONTENDERS.size() * (1 + rates.size()));
    report.progress(
        "takes about %d s; starting broker, registry, provider and two routers"
            .formatted(expected.toSeconds()));
    long began = System.nanoTime();
    var backlogs = new ArrayList<Map<Contender, Throughput>>();
    var paced = new TreeMap<Integer, List<Map<Contender, Round>>>();
    try (var rig =
        new ThroughputRig(
            CONTENDERS,
            new ThroughputRig.Sizes(CONCURRENCY, 1, List.of(PARTITIONS)),
            options.seed())) {
      for (var contender : CONTENDERS) {
        report.progress("warming up the " + contender.text());
        rig.run(contender, Job.UNORDERED, PARTITIONS, effort.warmUp());
      }
      var random = new Random(options.seed());
      for (int number = 0; number <= effort.rounds(); number++) {
        var at =
            number == 0 ? "to be dropped" : "round %d of %d".formatted(number, effort.rounds());
        var length = number == 0 ? effort.dropped() : effort.length();
        var backlog = new EnumMap<Contender, Throughput>(Contender.class);
        for (var contender : inSomeOrder(random)) {
          report.progress("%s: a backlog before the %s".formatted(at, contender.text()));
          backlog.put(contender, rig.run(contender, Job.UNORDERED, PARTITIONS, length));
        }
        if (number > 0) {
          backlogs.add(backlog);
        }
        for (int rate : rates) {
          var round = new EnumMap<Contender, Round>(Contender.class);
          for (var contender : inSomeOrder(random)) {
            report.progress("%s: the %s at %,d/s".formatted(at, contender.text(), rate));
            round.put(contender, rig.paced(contender, PARTITIONS, rate, length));
          }
          if (number > 0) {
            paced.computeIfAbsent(rate, _ -> new ArrayList<>()).add(round);
          }
        }
      }
    }
    report.note(
        "took %d s, %d s expected"
            .formatted(
                Duration.ofNanos(System.nanoTime() - began).toSeconds(), expected.toSeconds()));
    new ExactlyOnceFigures(backlogs, paced).report(report, effort, options.seed());
  }

  /** Another order each time: what the machine does meanwhile is to hit both alike. */
  private static List<Contender> inSomeOrder(Random random) {
    var order = new ArrayList<>(CONTENDERS);
    Collections.shuffle(order, random);
    return order;
  }
}
