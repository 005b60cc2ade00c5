package dev.skyvane.router.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LoadTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

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

  @Test
  void whatNoViewUsesIsForgottenOnceIdle() {
    var idle = loads.of("idle", "aws:a", 2);
    var busy = loads.of("busy", "aws:b", 1);
    var used = loads.of("used", "aws:a", 2);
    assertTrue(busy.tryAcquire());
    var slot = new Slot(busy);
    loads.keepOnly(Set.of(used));
    assertEquals(2, loads.size());
    assertFalse(idle.tryAcquire(), "no call is counted where nobody sees it");
    assertFalse(idle.hasRoom());
    assertEquals(0, idle.outstanding());
    assertEquals(1, loads.inFlight(), "calls in flight are still counted");
    assertSame(busy, loads.of("busy", "aws:b", 1));
    loads.keepOnly(Set.of(used));
    slot.close();
    assertEquals(1, loads.size());
    assertEquals(List.of("aws:a"), loads.limits().stream().map(Limit::id).toList());
    assertNotSame(idle, loads.of("idle", "aws:a", 2));
    assertTrue(used.tryAcquire());
    assertTrue(loads.of("idle", "aws:a", 2).tryAcquire());
    assertFalse(used.tryAcquire(), "one limit, before and after");
  }

  @Test
  void whatComesBackInTimeIsNotForgotten() {
    var load = loads.of("d", "aws:a", 1);
    assertTrue(load.tryAcquire());
    loads.keepOnly(Set.of());
    assertSame(load, loads.of("d", "aws:a", 1));
    new Slot(load).close();
    assertSame(load, loads.of("d", "aws:a", 1));
    assertTrue(load.tryAcquire());
  }

  @Test
  void theForgottenAreNoLongerCountedAsEjected() {
    var ejecting = new Loads(new Ejection(1, SECOND, SECOND, 20), System::nanoTime);
    var load = ejecting.of("d", "aws:a", 1);
    var other = ejecting.of("e", "aws:a", 1);
    assertTrue(load.tryAcquire());
    assertTrue(new Slot(load).close(Verdict.DROPPED) > 0);
    assertFalse(other.allLive());
    ejecting.keepOnly(Set.of(other));
    assertTrue(other.allLive());
    assertEquals(0, ejecting.notLive());
  }

  @Test
  void loadsThatComeAndGoUnderCallsKeepTheLimit() throws Exception {
    var seed = Seed.fresh();
    int limit = 3;
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    var ended = new AtomicBoolean();
    try (var threads = Executors.newFixedThreadPool(4)) {
      var callers = new ArrayList<Future<?>>();
      for (int i = 0; i < 3; i++) {
        var random = new SplittableRandom(seed.value() + i);
        callers.add(
            threads.submit(
                () -> {
                  var load = loads.of("d", "aws:a", limit);
                  for (int n = 0; n < 50_000; n++) {
                    if (random.nextInt(10) == 0) {
                      load = loads.of("d", "aws:a", limit);
                    }
                    if (load.tryAcquire()) {
                      most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                      inside.decrementAndGet();
                      new Slot(load).close();
                    }
                  }
                  return null;
                }));
      }
      var builder =
          threads.submit(
              () -> {
                while (!ended.get()) {
                  loads.keepOnly(Set.of());
                }
              });
      for (var caller : callers) {
        caller.get();
      }
      ended.set(true);
      builder.get();
    }
    loads.keepOnly(Set.of());
    assertTrue(most.get() <= limit, "saw " + most);
    assertTrue(most.get() > 0);
    assertEquals(0, loads.size());
    assertEquals(0, loads.inFlight());
    assertEquals(List.of(), loads.limits());
  }

  @Test
  void demandIsTheMostInFlightAndAGuessAtWhatWasLacking() {
    var load = loads.of("d", "aws:a", 10);
    var limit = loads.limits().getFirst();
    assertEquals(0, limit.takeDemand(7), "nobody was refused here");
    for (int i = 0; i < 4; i++) {
      assertTrue(load.tryAcquire());
    }
    new Slot(load).close();
    assertEquals(4, limit.takeDemand(0), "the most since it was last asked");
    assertEquals(3, limit.takeDemand(0));
    load.miss();
    assertEquals(5, limit.takeDemand(2), "two wait");
    assertEquals(3, limit.takeDemand(2), "not here");
    load.miss();
    assertEquals(4, limit.takeDemand(0), "somebody went elsewhere");
    load.miss();
    assertEquals(10, limit.takeDemand(Integer.MAX_VALUE), "no more than there is");
  }

  @Test
  void aSharedLimitHasNothingUntilItIsAllowed() {
    var shared = new Loads(Ejection.NEVER, System::nanoTime, true);
    var load = shared.of("d", "aws:a", 4);
    var limit = shared.limits().getFirst();
    assertFalse(load.tryAcquire());
    assertTrue(load.open());
    assertEquals(2, limit.allow(2));
    assertTrue(load.tryAcquire() && load.tryAcquire());
    assertFalse(load.tryAcquire());
    assertEquals(2, limit.allow(1), "what is in flight goes on");
    assertEquals(1, limit.allowed());
    shared.of("e", "aws:a", 9);
    assertEquals(1, limit.allowed(), "a larger limit is not this router's yet");
    assertEquals(9, limit.size());
    limit.allow(5);
    shared.of("e", "aws:a", 3);
    assertEquals(3, limit.allowed());
    shared.of("e", "aws:a", 0);
    assertFalse(load.open());
  }
}
