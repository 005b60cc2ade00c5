package dev.skyvane.metrics.slice;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.record.AttemptStatus;
import org.junit.jupiter.api.Test;

class SliceTest {
  private static Sample sample(long id, AttemptStatus status, boolean cold, double ms) {
    return new Sample("d", "v", id, 1_000 + id, status, cold, 5, ms, 10, ms - 10, ms > 300, 0);
  }

  @Test
  void anAttemptCountsOnceAndColdStartsAndFailuresAreKeptApart() {
    var slice = Slice.open();
    assertTrue(slice.add(sample(1, AttemptStatus.SUCCESS, false, 100)));
    assertFalse(slice.add(sample(1, AttemptStatus.SUCCESS, false, 100)));
    slice.add(sample(2, AttemptStatus.SUCCESS, true, 900));
    slice.add(sample(3, AttemptStatus.TIMEOUT, false, 30_000));
    slice.add(sample(4, AttemptStatus.THROTTLED, false, 1));
    assertEquals(4, slice.count());
    assertEquals(2, slice.errors());
    assertEquals(1, slice.count(AttemptStatus.TIMEOUT));
    assertEquals(1, slice.coldStarts());
    assertEquals(2, slice.sloViolations());
    assertEquals(1, slice.warm().count());
    assertEquals(100, slice.meanMs().orElseThrow());
    assertEquals(900, slice.coldMeanMs().orElseThrow());
    assertEquals(5, slice.queueMs().orElseThrow());
    assertEquals(1_004, slice.newest());
  }

  @Test
  void itIsStoredWholeAndForgetsIdsWhenSealed() {
    var slice = Slice.open();
    for (int i = 0; i < 6_000; i++) {
      assertTrue(slice.add(sample(i * 0x9e3779b97f4a7c15L, AttemptStatus.SUCCESS, false, 100 + i)));
    }
    var copy = Slice.decode(slice.encode());
    assertArrayEquals(slice.encode(), copy.encode());
    assertFalse(
        copy.add(sample(5_999 * 0x9e3779b97f4a7c15L, AttemptStatus.SUCCESS, false, 1)),
        "the newest is known");
    assertFalse(
        copy.add(sample(2_000 * 0x9e3779b97f4a7c15L, AttemptStatus.SUCCESS, false, 1)),
        "the oldest of the newest 4,096 is known");
    copy.seal();
    assertFalse(Slice.decode(copy.encode()).isOpen());
    assertTrue(copy.encode().length < 5_000, copy.encode().length + " bytes");
  }
}
