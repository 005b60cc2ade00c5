package dev.skyvane.router.provider.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.provider.Metering;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class LambdaReportTest {

  @Test
  void readsColdRun() {
    assertEquals(
        new Metering(Metering.Source.PROVIDER, 12.34, 193L, 61, true, 180.05),
        metering(LambdaPeer.REPORT));
  }

  @Test
  void readsWarmRunWithoutTrailingNewline() {
    assertEquals(
        new Metering(Metering.Source.PROVIDER, 1.5, 2L, 40, false, null),
        metering(
            "REPORT RequestId: 5e1a\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB"
                + "\tMax Memory Used: 40 MB"));
  }

  @Test
  void countsARestoredSnapshotAsCold() {
    assertEquals(
        new Metering(Metering.Source.PROVIDER, 1.5, 2L, 40, true, 310.5),
        metering(
            "REPORT RequestId: 5e1a\tDuration: 1.50 ms\tBilled Duration: 2 ms\tMemory Size: 128 MB"
                + "\tMax Memory Used: 40 MB\tRestore Duration: 310.50 ms"
                + "\tBilled Restore Duration: 90 ms\t\n"));
  }

  @Test
  void readsJsonLog() {
    assertEquals(
        new Metering(Metering.Source.PROVIDER, 101.51, 300L, 33, true, 197.22),
        metering(
            """
            {"level":"INFO","message":"platform.report is only a word here"}
            {"time":"2026-11-21T08:00:00.000Z","type":"platform.report","record":{"requestId":"5e1a",\
            "metrics":{"durationMs":101.51,"billedDurationMs":300,"memorySizeMB":512,\
            "maxMemoryUsedMB":33,"initDurationMs":197.22},"status":"success"}}
            """));
  }

  @Test
  void takesTheLastReport() {
    String other = LambdaPeer.REPORT.replace("12.34", "99.99");

    assertEquals(12.34, metering(other + LambdaPeer.REPORT).executionMs());
  }

  @Test
  void knowsNothingWithoutReport() {
    assertEquals(Metering.NONE, LambdaReport.metering(null));
    assertEquals(Metering.NONE, LambdaReport.metering("not base64!"));
    assertEquals(Metering.NONE, metering("START RequestId: 5e1a\nhello\n"));
    assertEquals(Metering.NONE, metering("REPORT RequestId: 5e1a\tDurat"));
  }

  private static Metering metering(String log) {
    return LambdaReport.metering(
        Base64.getEncoder().encodeToString(log.getBytes(StandardCharsets.UTF_8)));
  }
}
