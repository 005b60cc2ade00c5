package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.bench.rig.Past;
import dev.skyvane.bench.rig.SlowdownRig.Script;
import dev.skyvane.standalone.bench.Benchmark;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Runs the rigs as briefly as can be, so that they stay fit to run: what a run on a busy machine
 * finds is not looked at, only that every request was answered rightly and every figure is there.
 */
class RigsTest {
  private static final RigEffort LEAST =
      new RigEffort(1, Duration.ofMillis(500), Duration.ofMillis(500));

  private final KeptReport report = new KeptReport();

  @Test
  void aGatewayIsCompared() throws Exception {
    run(new GatewayBenchmark(new GatewayBenchmark.Calls(1, 1, 20, 20)));

    assertTrue(
        report
            .figures
            .keySet()
            .containsAll(
                List.of(
                    "290-ms-alone-ms",
                    "290-ms-added-percent, kafka",
                    "0-ms-added-us-mean, direct")),
        report.figures::toString);
  }

  @Test
  void echoesAreCompared() throws Exception {
    run(new EchoBenchmark(LEAST), "rate=200");

    assertTrue(
        report
            .figures
            .keySet()
            .containsAll(
                List.of(
                    "p50-ratio-to-http-echo",
                    "p50-ms",
                    "p99-ms",
                    "polled-to-request-us-mean",
                    "cpu-us-per-invocation",
                    "p50-ratio-to-bare-echo, 200/s",
                    "cpu-us-per-invocation, 200/s, bare echo")),
        report.figures::toString);
    assertEquals("<= 1.15", report.figures.get("p50-ratio-to-http-echo").goal());
    assertEquals("<= 150", report.figures.get("polled-to-request-us-mean").goal());
    assertTrue(
        report.figures.values().stream().allMatch(figure -> figure.value() > 0),
        report.figures::toString);
  }

  @Test
  void allocationIsCounted() throws Exception {
    run(new AllocationBenchmark(LEAST));

    // Less than the payload, read and written, would be a mistake.
    assertTrue(
        report.figures.get("allocated-bytes-per-invocation").value() > 2 * 1024,
        report.figures::toString);
    assertEquals(1_000, report.figures.get("invocations").value());
  }

  @Test
  void backlogsAreWorkedOffInEveryOrder() throws Exception {
    var least =
        new ThroughputEffort(
            1, Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(100));
    run(new ParallelConsumerBenchmark(least), "partitions=4", "concurrency=64", "keys=50");

    assertTrue(
        report
            .figures
            .keySet()
            .containsAll(
                List.of(
                    "ratio-unordered",
                    "cpu-ratio-unordered",
                    "ratio-key-ordered",
                    "cpu-ratio-key-ordered",
                    "per-second-unordered, 4 partitions, bare echo",
                    "per-second-key-ordered, 4 partitions, parallel consumer")),
        report.figures::toString);
    assertTrue(
        report.figures.values().stream().allMatch(figure -> figure.value() > 0),
        report.figures::toString);
  }

  @Test
  void ordinaryCallsAreMeasuredBesideOthers() throws Exception {
    var least = new HeldBackEffort(1, Duration.ofMillis(500), Duration.ofSeconds(2));
    run(
        new HeldBackBenchmark(least),
        "rate=100",
        "long-ms=20",
        "long-per-mille=100",
        "set.group.id=held-back");

    assertEquals("<= 1.2", report.figures.get("ratio").goal());
    assertTrue(report.figures.get("long-or-failing-calls").value() > 0, report.figures::toString);
    assertTrue(report.figures.get("p99-held-back").value() > 0, report.figures::toString);
  }

  @Test
  void whatWaitsIsMeasured() throws Exception {
    var least =
        new BacklogEffort(
            new BacklogEffort.Stuck(2, 6_000, 60_000),
            new BacklogEffort.Parked(500, 1),
            new BacklogEffort.Waiting(400, 20, Duration.ofSeconds(2)),
            new BacklogEffort.Lag(12, Duration.ofSeconds(1)));
    run(new BacklogBenchmark(least), "case=stuck,restore,lag");

    assertEquals(">= 0.9", report.figures.get("stuck: throughput-ratio").goal());
    // What completes past the stuck record is committed: it was parked.
    assertEquals(0, report.value("stuck: records-behind"));
    assertEquals(500, report.value("restore: entries"));
    assertTrue(report.value("lag: calls-while-stalled") > 0, report.figures::toString);
    assertTrue(report.value("lag: heap-peak") > 0, report.figures::toString);
  }

  @Test
  void guaranteesAreCompared() throws Exception {
    var least =
        new ThroughputEffort(
            1, Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofMillis(100));
    run(new ExactlyOnceBenchmark(least), "rate=200");

    assertTrue(report.value("throughput-ratio") > 0, report.figures::toString);
    assertTrue(report.value("p99-ms, 200/s, exactly_once") > 0, report.figures::toString);
  }

  @Test
  void providersAreMeasuredAloneAndTogether() throws Exception {
    var least = new VspFig2Effort(1, Duration.ofMillis(500), Duration.ofMillis(2_500), 0.5);
    run(new VspFig2Benchmark(least), "limit=4");
    assertEquals(">= 0.97", report.figures.get("alu: together, of the sum").goal());
    assertEquals(0, report.value("calls over a limit"));
    assertEquals(0, report.value("calls that failed"));
    assertTrue(report.value("most calls at one time of a provider") <= 4);
    for (var work : List.of("nlp", "image", "video", "alu")) {
      assertTrue(report.value(work + ": per second, both") > 0, report.figures::toString);
    }
  }

  @Test
  void aSlowDownIsMeasured() throws Exception {
    var script =
        new Script(Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofMillis(2_500), 250, 10);
    run(new VspFig3Benchmark(new SlowdownEffort(script, Duration.ofSeconds(1))));

    for (var routing : List.of("single", "round-robin", "spread", "cheapest")) {
      assertTrue(report.figures.containsKey("violations, " + routing), report.figures::toString);
    }
    assertTrue(report.figures.get("violations, single").value() > 5, report.figures::toString);
  }

  @Test
  void seedsFollowEachOther() throws Exception {
    var script =
        new Script(Duration.ofSeconds(2), Duration.ofMillis(500), Duration.ofSeconds(1), 250, 10);
    run(new VspFig3Benchmark(new SlowdownEffort(script, Duration.ofSeconds(1))), "seeds=2");

    assertEquals("<= 0", report.figures.get("flaps, spread, worst").goal());
    assertTrue(report.notes.getFirst().startsWith("seed 7: cheapest left after "));
    assertTrue(report.notes.get(1).startsWith("seed 8: "), report.notes::toString);
  }

  @Test
  void costsAreMeasured() throws Exception {
    var script =
        new Script(Duration.ofSeconds(4), Duration.ofSeconds(1), Duration.ofMillis(2_500), 250, 10);
    run(new VspFig4Benchmark(new SlowdownEffort(script, Duration.ofSeconds(1))));

    assertEquals("predicted: p99-cost, plain, single", report.figures.keySet().iterator().next());
    // What 981 and 1,310 ms cost, the shortest and the longest.
    double single = report.value("p99-cost, plain, single");
    assertTrue(single >= 8.3913 && single <= 11.1385, report.figures::toString);
    assertTrue(report.value("p99-cost, queueing, single") >= 8.3913, report.figures::toString);
    assertEquals(0, report.value("calls that failed or whose cost is unknown"));
    assertEquals(
        0, report.value("receipts of single and round-robin, off the providers' own meters"));
  }

  @Test
  void thePriceOfFreshnessIsMeasured() throws Exception {
    var least = new PublishingEffort(0, 1, 3_000, 500, Duration.ofMillis(500));
    run(new FreshnessBenchmark(least), "case=price");

    for (var publishing : List.of("at-once", "at-window-end")) {
      assertTrue(report.value("outcomes-per-second, " + publishing) > 0);
      assertTrue(report.value("cpu-us-per-outcome, backlog, " + publishing) > 0);
    }
    assertTrue(
        report.value("published-per-outcome, 500/s, at-window-end")
            < report.value("published-per-outcome, 500/s, at-once"),
        report.figures::toString);
  }

  @Test
  void freshnessIsMeasured() throws Exception {
    run(new FreshnessBenchmark(), "decisions=10", "case=decisions");

    for (var guarantee : List.of("at_least_once", "exactly_once_v2")) {
      assertTrue(report.figures.get("p50-ms, " + guarantee).value() > 0, report.figures::toString);
    }
  }

  @Test
  void streamServicesAreMeasured() throws Exception {
    var least =
        new StreamsEffort(
            new StreamsEffort.Backlog(24, 300, 700),
            new StreamsEffort.State(1, new Past(Duration.ofHours(50))),
            new StreamsEffort.Tables(24, 1, 40, 20, 1));
    run(new StreamsBenchmark(least));

    for (var service : List.of("metrics-stream", "cost-stream")) {
      assertTrue(report.value("cpu-us-per-outcome, " + service) > 0, report.figures::toString);
      assertTrue(report.value("restore: seconds, " + service) > 0, report.figures::toString);
      assertEquals(0, report.value("outcomes-too-late, " + service));
    }
    // A deployment and its region: each hour, each minute of two days, each 10 s of an hour.
    assertTrue(
        report.value("state: windows, metrics-stream") > 2 * 0.9 * (50 + 2 * 24 * 60 + 360),
        report.figures::toString);
    assertEquals("<= 2", report.figures.get("router-restore: seconds").goal());
    assertEquals(72, report.value("router-restore: rows"));
  }

  private void run(Benchmark benchmark, String... arguments) throws Exception {
    benchmark.run(new Benchmark.Options(true, 7, List.of(arguments)), report);
  }
}
