package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.bench.rig.Counters;
import dev.skyvane.bench.rig.HeldBackRound;
import dev.skyvane.standalone.bench.Benchmark;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class HeldBackFiguresTest {
  private final KeptReport report = new KeptReport();

  @Test
  void ratiosAreTakenRoundByRound() {
    report(
        List.of(round(10, 0, 0), round(20, 0, 0), round(40, 0, 0)),
        List.of(round(20, 0, 0), round(22, 0, 0), round(36, 0, 0)));

    assertEquals(1.1, report.value("ratio"), 0.01);
    assertEquals(0.9, report.value("ratio, least"), 0.01);
    assertEquals(2, report.value("ratio, most"), 0.01);
    assertEquals(20, report.value("p99-clean"), 0.1);
    assertEquals(22, report.value("p99-held-back"), 0.1);
    assertEquals("all 3 goals met", report.notes.getLast());
  }

  @Test
  void rebalancesAndFailedCallsMissTheirGoals() {
    report(List.of(round(10, 1, 0)), List.of(round(13, 2, 5)));

    assertEquals(3, report.value("rebalances"));
    assertEquals(5, report.value("failed-ordinary-calls"));
    assertEquals(
        "3 of 3 goals missed: ratio; rebalances; failed-ordinary-calls", report.notes.getLast());
  }

  @Test
  void callsThatAreNotOrdinaryAreCounted() {
    report(List.of(round(10, 0, 0)), List.of(round(10, 0, 0)));

    assertEquals(1_010, report.value("calls"));
    assertEquals(10, report.value("long-or-failing-calls"));
  }

  private void report(List<HeldBackRound> clean, List<HeldBackRound> heldBack) {
    new HeldBackFigures(clean, heldBack)
        .report(
            report,
            Parameters.of(List.of(), true, List.of()),
            "briefly",
            new Benchmark.Options(true, 1, List.of()));
  }

  /** 1,000 ordinary calls, of which the slowest 2 % take so long, and 10 others. */
  private static HeldBackRound round(long slowMs, long rebalances, int failed) {
    var nanos = new Histogram(3);
    nanos.recordValueWithCount(1_000_000, 980);
    nanos.recordValueWithCount(slowMs * 1_000_000, 20);
    return new HeldBackRound(nanos, new Counters(0, 0, 0, 0, rebalances), 1_010, failed);
  }
}
