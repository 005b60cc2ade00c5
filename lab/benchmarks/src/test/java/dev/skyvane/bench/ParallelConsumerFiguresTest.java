package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.bench.ParallelConsumerFigures.Case;
import dev.skyvane.bench.rig.Contender;
import dev.skyvane.bench.rig.Counters;
import dev.skyvane.bench.rig.Job;
import dev.skyvane.bench.rig.Throughput;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ParallelConsumerFiguresTest {
  private final Map<Case, List<Map<Contender, Throughput>>> rounds = new LinkedHashMap<>();
  private final KeptReport report = new KeptReport();

  @Test
  void figuresAreMediansAndTheWorstOfThePartitions() {
    put(Job.UNORDERED, 1, round(3_000, 50, 1_000, 100), round(2_500, 50, 1_000, 100));
    put(Job.UNORDERED, 4, round(2_000, 40, 1_000, 100), round(2_000, 60, 1_000, 100));
    report();

    assertEquals(2.75, report.value("ratio-unordered, 1 partition"));
    assertEquals(2.5, report.value("ratio-unordered, 1 partition, least"));
    assertEquals(3, report.value("ratio-unordered, 1 partition, most"));
    assertEquals(2, report.value("ratio-unordered"));
    assertEquals(0.5, report.value("cpu-ratio-unordered"));
    assertEquals(0.4, report.value("cpu-ratio-unordered, 4 partitions, least"));
    assertEquals(1_000, report.value("per-second-unordered, 4 partitions, parallel consumer"));
    assertEquals(50, report.value("cpu-us-per-invocation-unordered, 1 partition, router"));
    assertEquals("all 1 goals met", report.notes.getLast());
  }

  @Test
  void theGoalIsReachedByEitherFigureForEachNumberOfPartitions() {
    put(Job.KEY_ORDERED, 1, round(3_000, 200, 1_000, 100));
    put(Job.KEY_ORDERED, 4, round(1_000, 50, 1_000, 100));
    report();

    assertEquals(1, report.value("ratio-key-ordered"));
    assertEquals(2, report.value("cpu-ratio-key-ordered"));
    assertEquals(
        ">= 2 or cpu-ratio-key-ordered <= 0.5", report.figures.get("ratio-key-ordered").goal());
    assertEquals("all 1 goals met", report.notes.getLast());
  }

  @Test
  void aMissedGoalIsNamed() {
    put(Job.UNORDERED, 1, round(3_000, 50, 1_000, 100));
    put(Job.UNORDERED, 4, round(1_990, 51, 1_000, 100));
    put(Job.README, 1, round(1_900, 10, 1_000, 100));
    report();

    assertEquals(
        "2 of 2 goals missed: ratio-unordered and cpu-ratio-unordered; ratio-readme",
        report.notes.getLast());
    assertEquals(">= 2", report.figures.get("ratio-readme").goal());
    assertTrue(
        report.figures.containsKey("seconds-readme, 1 partition, router"),
        report.figures::toString);
  }

  @Test
  void whatWasNotMeasuredIsLeftOut() {
    put(Job.UNORDERED, 4, round(1_000, 50, 1_000, 100));
    report();

    assertTrue(
        report.figures.keySet().stream()
            .noneMatch(name -> name.contains("readme") || name.contains("bare")),
        report.figures::toString);
  }

  private void report() {
    new ParallelConsumerFigures(rounds)
        .report(report, ThroughputEffort.of(true), Parameters.of(List.of(), false, List.of()), 1);
  }

  @SafeVarargs
  private void put(Job job, int partitions, Map<Contender, Throughput>... all) {
    rounds.put(new Case(job, partitions), List.of(all));
  }

  private static Map<Contender, Throughput> round(
      int perSecond, int cpuUs, int peerPerSecond, int peerCpuUs) {
    return Map.of(
        Contender.ROUTER, shown(perSecond, cpuUs), Contender.PEER, shown(peerPerSecond, peerCpuUs));
  }

  /** What is shown in 2 s. */
  private static Throughput shown(int perSecond, long cpuUs) {
    int count = 2 * perSecond;
    return new Throughput(count, 2_000_000_000L, new Counters(cpuUs * 1_000 * count, 0, 0, 0, 0));
  }
}
