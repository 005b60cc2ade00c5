package dev.skyvane.metrics.slice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.testkit.Seed;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class HeadTest {
  private static final Head.Decay DECAY = new Head.Decay(10_000, 600_000);
  private final RandomGenerator random = Seed.fresh().generator();
  private final Head head = new Head();
  private long time = 1_800_000_000_000L;

  private boolean add(double ms, double share, AttemptStatus status, boolean cold) {
    time += 33;
    return head.add(
        new Sample("d", "v", time, time, status, cold, 0, ms, Double.NaN, Double.NaN, false, share),
        DECAY);
  }

  private boolean warm(double ms) {
    return add(ms, Double.NaN, AttemptStatus.SUCCESS, false);
  }

  private double usual() {
    return 200 + 15 * random.nextGaussian();
  }

  private void learn(int count) {
    for (int i = 0; i < count; i++) {
      assertFalse(warm(usual()), "noise is no deviation, attempt " + i);
    }
  }

  @Test
  void noiseAndSingleOutliersAreNoDeviation() {
    for (int i = 0; i < 50_000; i++) {
      assertFalse(warm(i % 50 == 49 ? 5_000 : usual()), "attempt " + i);
    }
    assertEquals(Head.Side.NONE, head.side());
  }

  @Test
  void aJumpIsADeviationByItsThirdAttemptAndEndsByTheThirdThatIsAsBefore() {
    learn(500);
    assertFalse(warm(450));
    assertFalse(warm(450));
    assertTrue(warm(450));
    assertEquals(Head.Side.SLOWER, head.side());
    assertEquals(time, head.deviatedAt().orElseThrow());
    for (int i = 0; i < 300; i++) {
      assertFalse(warm(450 + 15 * random.nextGaussian()));
    }
    assertEquals(200, head.baselineMs().orElseThrow(), 5, "the baseline stands still");
    assertFalse(warm(200));
    assertFalse(warm(200));
    assertTrue(warm(200));
    assertEquals(Head.Side.NONE, head.side());
  }

  @Test
  void fasterIsADeviationToo() {
    learn(500);
    assertFalse(warm(100));
    assertFalse(warm(100));
    assertTrue(warm(100));
    assertEquals(Head.Side.FASTER, head.side());
  }

  @Test
  void aShareThatIsConfiguredReplacesTheVariance() {
    learn(500);
    for (int i = 0; i < 10; i++) {
      assertFalse(add(290, 0.5, AttemptStatus.SUCCESS, false));
    }
    add(310, 0.5, AttemptStatus.SUCCESS, false);
    add(310, 0.5, AttemptStatus.SUCCESS, false);
    assertTrue(add(310, 0.5, AttemptStatus.SUCCESS, false));
  }

  @Test
  void whatLastsIsTheNewBaseline() {
    learn(500);
    for (int i = 0; i < 3; i++) {
      warm(450);
    }
    time += 700_000;
    warm(450);
    assertEquals(Head.Side.NONE, head.side());
    assertTrue(head.baselineMs().isEmpty(), "it is learnt anew");
    for (int i = 0; i < 100; i++) {
      assertFalse(warm(450 + 15 * random.nextGaussian()));
    }
    assertEquals(450, head.baselineMs().orElseThrow(), 10);
  }

  @Test
  void failuresAndColdStartsAreNotLatency() {
    learn(500);
    double ewma = head.ewmaMs().orElseThrow();
    for (int i = 0; i < 10; i++) {
      assertFalse(add(3, Double.NaN, AttemptStatus.THROTTLED, false));
      assertFalse(add(3, Double.NaN, AttemptStatus.FUNCTION_ERROR, false));
      assertFalse(add(9_000, Double.NaN, AttemptStatus.SUCCESS, true));
    }
    assertEquals(ewma, head.ewmaMs().orElseThrow());
    assertEquals(530, head.count());
  }

  @Test
  void thePeakTakesALongerTimeAtOnceAndDecays() {
    learn(200);
    warm(2_000);
    assertEquals(2_000, head.peakEwmaMs().orElseThrow());
    assertTrue(head.ewmaMs().orElseThrow() < 250);
    time += 60_000;
    warm(200);
    assertTrue(head.peakEwmaMs().orElseThrow() < 210);
  }

  @Test
  void itIsStoredWhole() {
    learn(100);
    warm(450);
    warm(450);
    var copy = Head.decode(head.encode());
    assertArrayEquals(head.encode(), copy.encode());
    time += 33;
    var third =
        new Sample(
            "d", "v", 1, time, AttemptStatus.SUCCESS, false, 0, 450, 0, 0, false, Double.NaN);
    assertTrue(copy.add(third, DECAY), "the run goes on");
  }
}
