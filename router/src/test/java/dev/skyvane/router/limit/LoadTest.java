package dev.skyvane.router.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTest {
  private final Loads loads = new Loads();

  @Test
  void deploymentsOfARegionShareItsLimit() {
    var small = loads.of("small", "aws:a", 2);
    var large = loads.of("large", "aws:a", 2);
    assertTrue(small.tryAcquire());
    assertTrue(large.tryAcquire());
    assertFalse(small.hasRoom());
    assertFalse(small.tryAcquire());
    assertEquals(1, small.outstanding(), "a refused try is not counted");
    assertEquals(1, large.outstanding());
    assertTrue(loads.of("other", "aws:b", 1).tryAcquire());
    assertEquals(3, loads.inFlight());
  }

  @Test
  void aSlotIsGivenBackOnce() {
    var load = loads.of("d", "aws:a", 2);
    assertTrue(load.tryAcquire());
    assertTrue(load.tryAcquire());
    var slot = new Slot(load);
    slot.close();
    slot.close();
    assertEquals(1, load.outstanding());
    assertEquals(1, loads.inFlight());
  }

  @Test
  void aSmallerLimitHoldsForWhatComesNext() {
    var load = loads.of("d", "aws:a", 3);
    assertTrue(load.tryAcquire() && load.tryAcquire() && load.tryAcquire());
    assertSame(load, loads.of("d", "aws:a", 1));
    new Slot(load).close();
    new Slot(load).close();
    assertFalse(load.tryAcquire(), "one is still in flight");
    new Slot(load).close();
    assertTrue(load.tryAcquire());
  }

  @Test
  void aDeploymentThatMovesComesUnderTheOtherRegionsLimit() {
    var before = loads.of("d", "aws:a", 1);
    assertTrue(before.tryAcquire());
    var after = loads.of("d", "aws:b", 1);
    assertNotSame(before, after);
    assertTrue(after.tryAcquire());
    assertFalse(after.tryAcquire());
  }

  @Test
  void threadsNeverGoOverTheLimitAndGiveEverythingBack() throws Exception {
    int limit = 5;
    var load = loads.of("d", "aws:a", limit);
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var start = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(8)) {
      var ends = new ArrayList<java.util.concurrent.Future<?>>();
      for (int i = 0; i < 8; i++) {
        ends.add(
            threads.submit(
                () -> {
                  start.await();
                  for (int n = 0; n < 20_000; n++) {
                    if (load.tryAcquire()) {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      inside.decrementAndGet();
                      try (var slot = new Slot(load)) {
                        slot.close();
                      }
                    }
                  }
                  return null;
                }));
      }
      start.countDown();
      for (var end : ends) {
        end.get();
      }
    }
    assertTrue(most.get() <= limit, "saw " + most);
    assertEquals(0, load.outstanding());
    assertEquals(0, loads.inFlight());
  }
}
