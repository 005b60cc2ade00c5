package dev.skyvane.router.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LatenessTest {
  private long now = 1_000_000;
  private final Lateness lateness = new Lateness(Duration.ofSeconds(60), () -> now);

  private void overruns(int calls) {
    for (int i = 0; i < calls; i++) {
      lateness.overran("f", "f~a");
    }
  }

  @Test
  void threeInARowMakeASuspicion() {
    overruns(2);
    assertEquals(0, lateness.suspectUntil("f~a"));
    assertEquals(0, lateness.version("f"));
    overruns(1);
    assertEquals(now + 60_000, lateness.suspectUntil("f~a"));
    assertEquals(1, lateness.version("f"));
    overruns(5);
    assertEquals(1, lateness.version("f"), "one suspicion is one reason to plan anew");
    assertEquals(0, lateness.suspectUntil("f~b"));
  }

  @Test
  void oneInTimeBetweenThemBreaksTheRow() {
    overruns(2);
    lateness.inTime("f", "f~a", now);
    overruns(2);
    assertEquals(0, lateness.suspectUntil("f~a"));
  }

  @Test
  void onlyACallThatBeganLaterClearsIt() {
    overruns(3);
    lateness.inTime("f", "f~a", now - 5);
    lateness.inTime("f", "f~a", now);
    assertEquals(now + 60_000, lateness.suspectUntil("f~a"));
    lateness.inTime("f", "f~a", now + 1);
    assertEquals(0, lateness.suspectUntil("f~a"));
    assertEquals(2, lateness.version("f"));
    overruns(2);
    assertEquals(0, lateness.suspectUntil("f~a"), "the row begins anew");
  }

  @Test
  void whatIsInNoSpecAnyMoreIsForgotten() {
    overruns(3);
    lateness.keep(Worlds.of("f", "f~a"));
    assertEquals(now + 60_000, lateness.suspectUntil("f~a"));
    lateness.keep(Worlds.of("f", "f~b"));
    assertEquals(0, lateness.suspectUntil("f~a"));
    assertEquals(1, lateness.version("f"), "the function's plans are still counted");
    lateness.keep(Worlds.of("g"));
    assertEquals(0, lateness.version("f"));
    overruns(2);
    assertEquals(0, lateness.suspectUntil("f~a"), "the row begins anew");
  }

  @Test
  void itLapsesAndMayComeBack() {
    overruns(3);
    now += 60_000;
    assertEquals(0, lateness.suspectUntil("f~a"));
    overruns(1);
    assertEquals(now + 60_000, lateness.suspectUntil("f~a"), "the row goes on");
  }
}
