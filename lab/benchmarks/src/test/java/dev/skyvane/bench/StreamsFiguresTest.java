package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.bench.rig.Counters;
import dev.skyvane.bench.rig.Memory;
import dev.skyvane.bench.rig.Past;
import dev.skyvane.bench.rig.Stream;
import dev.skyvane.bench.rig.TablesRig.Left;
import dev.skyvane.bench.rig.TablesRig.Start;
import dev.skyvane.bench.rig.Throughput;
import dev.skyvane.bench.rig.Window;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class StreamsFiguresTest {
  private static final long MIB = 1024 * 1024;
  private final KeptReport report = new KeptReport();
  private final Findings findings = new Findings(report);

  @Test
  void aCoreIsAsFastAsItsProcessorTimeSays() {
    // 10,000 outcomes in 2 s, by 4 s of processors.
    var work =
        new Throughput(10_000, 2_000_000_000L, new Counters(4_000_000_000L, 50_000, 0, 0, 0));
    new StreamFigures(Stream.COST, work, 3, new Memory(7 * MIB, 0, 90 * MIB, 0, 0, 0))
        .report(findings);

    assertEquals(5_000, report.value("outcomes-per-second, cost-stream"));
    assertEquals(400, report.value("cpu-us-per-outcome, cost-stream"));
    assertEquals(2_500, report.value("outcomes-per-second-per-core, cost-stream"));
    assertEquals(5, report.value("allocated-per-outcome, cost-stream"));
    assertEquals(7, report.value("heap-afterwards, cost-stream"));
    assertEquals("1 of 1 goals missed: outcomes-too-late, cost-stream", end());
  }

  @Test
  void stateIsTakenToAThousandDeploymentsWithAllTheirWindows() {
    new StateFigures(Stream.METRICS, 10, 1_000, 200_000, 3 * MIB, 1_500, 4_500).report(findings);

    assertEquals(360 + 2_880 + 9_600, Window.most());
    assertEquals(200, report.value("state: bytes-per-window, metrics-stream"));
    assertEquals(
        200.0 * 12_840 * 1_000 / MIB,
        report.value("state: MiB-per-1000-deployments, metrics-stream"),
        0.001);
    assertEquals(4.5, report.value("restore: seconds, metrics-stream"));
    assertEquals(1.5, report.value("restore: seconds-with-tables, metrics-stream"));
    assertEquals(3, report.value("restore: MiB-of-log, metrics-stream"));
  }

  @Test
  void aPastHasAllWindows() {
    assertEquals(360, new Past(Duration.ofHours(1)).size());
    assertEquals(360 + 60, new Past(Duration.ofHours(2)).size());
    assertEquals(360 + 47 * 60 + 2 * 24, new Past(Duration.ofDays(3)).size());
  }

  @Test
  void aRestoreIsJudgedByTheMedianOfItsStarts() {
    new TablesFigures(
            100,
            new Start(2_000, 300, 3_000),
            new Left(500, MIB),
            new Left(510, MIB),
            new Left(700, 3 * MIB),
            List.of(
                new Start(2_500, 2_100, 4_500),
                new Start(2_600, 900, 4_000),
                new Start(2_400, 1_000, 4_200)))
        .report(findings, report);

    assertEquals(1, report.value("router-restore: seconds"));
    assertEquals(2.1, report.value("router-restore: seconds, most"));
    assertEquals(0.3, report.value("router-restore: seconds, empty tables"));
    assertEquals(2.5, report.value("router-restore: start-to-ready"));
    assertEquals(1.2, report.value("router-restore: cpu-seconds"));
    assertEquals(700, report.value("router-restore: records-read"));
    assertEquals(3, report.value("router-restore: MiB-read"));
    assertEquals("all 1 goals met", end());
  }

  @Test
  void lessIsSaidToBeLess() {
    assertTrue(StreamsEffort.of(true).text().contains("fast: the whole is 300,000 outcomes"));
  }

  private String end() {
    findings.end("briefly", 1);
    return report.notes.getLast();
  }
}
