package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.bench.rig.Counters;
import dev.skyvane.bench.rig.LagRig.Stalled;
import dev.skyvane.bench.rig.LagRig.WorkedOff;
import dev.skyvane.bench.rig.Memory;
import dev.skyvane.bench.rig.ParkedRig.Written;
import dev.skyvane.bench.rig.StuckRig.Progress;
import dev.skyvane.bench.rig.StuckRig.Series;
import dev.skyvane.bench.rig.Throughput;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class BacklogFiguresTest {
  private static final long MIB = 1024 * 1024;
  private static final StuckWindow MODELLED = new StuckWindow(1_000, 4_353, 411, 40, 44, MIB / 2);

  private final KeptReport report = new KeptReport();
  private final Findings findings = new Findings(report);

  @Test
  void completionsPastAStuckRecordAreComparedRoundByRound() {
    new StuckFigures(
            List.of(series(1_000, 10, 30), series(2_000, 10, 30), series(4_000, 10, 30)),
            List.of(series(900, 500, 30), series(2_000, 400, 31), series(2_000, 300, 33)),
            new Progress(7, 100),
            MODELLED)
        .report(findings, report);

    assertEquals(0.9, report.value("stuck: throughput-ratio"));
    assertEquals(0.5, report.value("stuck: throughput-ratio, least"));
    assertEquals(1, report.value("stuck: throughput-ratio, most"));
    // The first round past it is left out: what is parked and compiled then is not growth.
    assertEquals(2, report.value("stuck: heap-growth"));
    assertEquals(500, report.value("stuck: commit-metadata-most"));
    assertEquals(7, report.value("stuck: records-behind"));
    assertEquals(4_900, report.value("stuck: completions"));
    assertEquals(1.1, report.value("stuck, modelled: last-to-first"));
    assertEquals(0.5, report.value("stuck, modelled: heap-growth"));
    assertEquals("all 8 goals met", end());
  }

  @Test
  void aStuckRecordThatCostsMissesItsGoals() {
    new StuckFigures(
            List.of(series(1_000, 10, 30), series(1_000, 10, 30)),
            List.of(series(899, 10, 30), series(899, 4_097, 39)),
            new Progress(20_000, 100),
            new StuckWindow(1_000, 16_385, 411, 40, 49, MIB))
        .report(findings, report);

    assertEquals(
        "5 of 8 goals missed: stuck: throughput-ratio; stuck: commit-metadata-most;"
            + " stuck: records-behind; stuck, modelled: window-most; stuck, modelled: last-to-first",
        end());
  }

  @Test
  void restoresAreTakenLessAStartWithNothingParked() {
    var without = new RestoreFigures.Start(2_000, memory(20_000_000));
    new RestoreFigures(
            without,
            List.of(
                new RestoreFigures.Start(12_000, memory(120_000_000)),
                new RestoreFigures.Start(9_000, memory(119_000_000)),
                new RestoreFigures.Start(13_000, memory(121_000_000))),
            new Written(1_000_000, 301_000_000))
        .report(findings, report);

    assertEquals(10, report.value("restore: seconds"));
    assertEquals(11, report.value("restore: seconds, most"));
    assertEquals(100, report.value("restore: heap-bytes-per-entry"));
    assertEquals(301, report.value("restore: log-bytes-per-entry"));
    assertEquals("1 of 3 goals missed: restore: log-bytes-per-entry", end());
  }

  @Test
  void retriesAreLateInMs() {
    var timers = new Histogram(3);
    timers.recordValueWithCount(500, 99);
    timers.recordValue(2_000);
    var calls = new Histogram(3);
    calls.recordValueWithCount(40, 99);
    calls.recordValue(101);
    new RetriesFigures(timers, calls, 0, 5).report(findings, report);

    assertEquals(0.5, report.value("retries, timers: late-p99"));
    assertEquals(2, report.value("retries, timers: late-max"), 0.01);
    assertEquals(40, report.value("retries: late-p99"));
    assertEquals("1 of 5 goals missed: retries: late-max", end());
  }

  @Test
  void aLagIsBoundedByWhatIsHeld() {
    new LagFigures(
            100,
            new Stalled(new Memory(257 * MIB, 0, 0, 64 * MIB, 0, 64), 64),
            new WorkedOff(new Memory(0, 400 * MIB, 700 * MIB, 0, 0, 100), 4))
        .report(findings, report);

    assertEquals(64, report.value("lag: held-while-stalled"));
    assertEquals(400, report.value("lag: heap-peak"));
    assertEquals(25, report.value("lag: per-second-afterwards"));
    assertEquals("1 of 3 goals missed: lag: heap-while-stalled", end());
  }

  private String end() {
    findings.end("briefly", 1);
    return report.notes.getLast();
  }

  /** What is done in a second. */
  private static Series series(int count, int metadata, long usedMib) {
    return new Series(
        new Throughput(count, 1_000_000_000, new Counters(count, 0, 0, 0, 0)),
        metadata,
        memory(usedMib * MIB));
  }

  private static Memory memory(long used) {
    return new Memory(used, 0, 0, 0, 0, 0);
  }
}
