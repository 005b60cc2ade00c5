package dev.skyvane.router.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.skyvane.router.schedule.Basis;
import dev.skyvane.schemas.record.LatencyStats;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
  private static final long HOUR = 3_600_000;

  /** 2026-11-21T10:20Z. */
  private long now = Instant.parse("2026-11-21T10:20:00Z").toEpochMilli();

  private final Lateness lateness = new Lateness(Duration.ofMinutes(1), () -> now);
  private final Measurements measurements =
      new Measurements(Duration.ofMinutes(1), Duration.ofDays(8), () -> now, lateness);

  private LatencyStats.Builder stats(double ewmaMs) {
    return LatencyStats.newBuilder()
        .setUpdatedAt(Instant.ofEpochMilli(now))
        .setEwmaMs(ewmaMs)
        .setPeakEwmaMs(ewmaMs + 10)
        .setP95Ms(ewmaMs + 20)
        .setP99Ms(ewmaMs + 30);
  }

  private void take(String vantage, LatencyStats.Builder stats) {
    measurements.take("f~a", vantage, stats.build());
    measurements.settle();
  }

  @Test
  void whatIsFreshCountsByVantage() {
    take("v", stats(100));
    var seen = measurements.of("f~a", "v");
    assertNotNull(seen);
    assertEquals(Basis.LIVE, seen.basis());
    assertEquals(100, seen.latencyMs());
    assertEquals(110, seen.peakMs());
    assertEquals(120, seen.p95Ms());
    assertEquals(130, seen.p99Ms());
    assertEquals(now, seen.asOf());
    assertEquals(now + 60_001, seen.validUntil());
    assertNull(measurements.of("f~a", "elsewhere"));
    assertNull(measurements.of("f~b", "v"));
  }

  @Test
  void oldDataFallBackToTheHoursProfileAndThenToNothing() {
    var profile = new ArrayList<@Nullable Double>(Collections.nCopies(24, null));
    profile.set(10, 140.0);
    take("v", stats(100).setProfileMeanMs(profile));
    long then = now;
    now += 60_000;
    assertEquals(Basis.LIVE, measurements.of("f~a", "v").basis(), "a minute old is not too old");
    now++;
    var usual = measurements.of("f~a", "v");
    assertEquals(Basis.PROFILE, usual.basis());
    assertEquals(140, usual.latencyMs());
    assertEquals(then, usual.asOf());
    assertEquals((now / HOUR + 1) * HOUR, usual.validUntil(), "the next hour has its own");
    now += HOUR;
    assertNull(measurements.of("f~a", "v"), "nothing is known of eleven o'clock");
    now = then + Duration.ofDays(8).toMillis();
    assertEquals(Basis.PROFILE, measurements.of("f~a", "v").basis());
    now++;
    assertNull(measurements.of("f~a", "v"));
  }

  @Test
  void whatWasNeverWarmHasNoLatency() {
    take("v", stats(100).setEwmaMs(null));
    assertNull(measurements.of("f~a", "v"));
  }

  @Test
  void plansAreMadeAnewForWhatMovesByMoreThanTheMargin() {
    take("v", stats(100));
    assertEquals(1, measurements.version("f"));
    now += 1_000;
    take("v", stats(104));
    assertEquals(1, measurements.version("f"), "within 5 %");
    assertEquals(104, measurements.of("f~a", "v").latencyMs(), "and known nevertheless");
    take("v", stats(107));
    assertEquals(2, measurements.version("f"), "small steps add up");
    assertEquals(0, measurements.version("g"));
  }

  @Test
  void theyAreMadeAnewAtMostTenTimesASecondButAtOnceForADeviation() {
    take("v", stats(100));
    take("v", stats(200));
    assertEquals(1, measurements.version("f"));
    now += 99;
    measurements.settle();
    assertEquals(1, measurements.version("f"));
    now += 1;
    measurements.settle();
    assertEquals(2, measurements.version("f"));
    take("v", stats(200).setDeviatedAt(Instant.ofEpochMilli(now)));
    assertEquals(3, measurements.version("f"));
  }

  @Test
  void whoIsGoneIsForgotten() {
    take("v", stats(100));
    now += 1_000;
    measurements.take("f~a", "v", null);
    measurements.settle();
    assertNull(measurements.of("f~a", "v"));
    assertEquals(2, measurements.version("f"));
  }

  @Test
  void aFunctionIsForgottenOnceItsSpecAndItsRowsAreGone() {
    measurements.keep(Worlds.of("f", "f~a"));
    take("v", stats(100));
    measurements.keep(Worlds.of("g", "g~a"));
    measurements.settle();
    assertNotNull(measurements.of("f~a", "v"), "it may return before its table takes it back");
    measurements.take("f~a", "v", null);
    now += 1_000;
    measurements.settle();
    measurements.settle();
    assertEquals(0, measurements.size());
    measurements.take("f~a", "v", null);
    assertEquals(0, measurements.size(), "what is taken back twice is not kept for it");
  }

  @Test
  void aFunctionWithoutMeasurementsIsKeptWhileItHasASpec() {
    measurements.keep(Worlds.of("f", "f~a"));
    take("v", stats(100));
    measurements.take("f~a", "v", null);
    now += 1_000;
    measurements.settle();
    measurements.settle();
    assertEquals(2, measurements.version("f"), "its count of changes must not start over");
    assertEquals(1, measurements.size());
  }

  @Test
  void nothingIsForgottenBeforeItIsKnownWhichFunctionsThereAre() {
    take("v", stats(100));
    measurements.take("f~a", "v", null);
    now += 1_000;
    measurements.settle();
    measurements.settle();
    assertEquals(1, measurements.size());
  }

  @Test
  void executionIsTheMeanOverAllDeployments() {
    assertEquals(Double.NaN, measurements.executionMs("f"));
    take("v", stats(100).setExecutionMs(50.0));
    measurements.take("f~b", "v", stats(300).setExecutionMs(70.0).build());
    measurements.take("f~c", "v", stats(300).build());
    assertEquals(60, measurements.executionMs("f"));
  }

  @Test
  void aSuspicionIsAReasonToPlanAnew() {
    for (int i = 0; i < 3; i++) {
      lateness.overran("f", "f~a");
    }
    assertEquals(1, measurements.version("f"));
    assertEquals(now + 60_000, measurements.suspectUntil("f~a"));
  }
}
