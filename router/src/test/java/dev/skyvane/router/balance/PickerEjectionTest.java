package dev.skyvane.router.balance;

import static dev.skyvane.router.balance.PickerTest.pick;
import static dev.skyvane.router.balance.PickerTest.tried;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.skyvane.router.limit.Ejection;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.limit.Slot;
import dev.skyvane.router.limit.Verdict;
import dev.skyvane.router.schedule.Plan;
import dev.skyvane.schemas.record.Spread;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PickerEjectionTest {
  private static final Ejection RULES =
      new Ejection(1, Duration.ofSeconds(5), Duration.ofSeconds(300), 40);

  private final AtomicLong nanos = new AtomicLong();
  private final Loads loads = new Loads(RULES, nanos::get);

  private Plan plan(int near, Spread spread, int... limits) {
    return PickerTest.plan(loads, near, spread, limits);
  }

  /** Until an ejected deployment may be asked again. */
  private void pace() {
    nanos.addAndGet(Duration.ofMillis(100).toNanos());
  }

  private static void succeed(Plan plan, int rank) {
    var load = plan.candidate(rank).deployment().load();
    assertTrue(load.tryAcquire());
    new Slot(load).close(Verdict.SUCCESS);
  }

  private static void fail(Plan plan, int... ranks) {
    for (int rank : ranks) {
      var load = plan.candidate(rank).deployment().load();
      assertTrue(load.tryAcquire());
      assertTrue(new Slot(load).close(Verdict.DROPPED) > 0);
    }
  }

  private static int used(Plan plan, Tried tried, int turn) {
    int rank = Picker.pick(plan, tried, turn);
    if (rank != Picker.NONE) {
      new Slot(plan.candidate(rank).deployment().load()).close();
    }
    return rank;
  }

  @Test
  void theEjectedAreNotPickedWhileOthersAreLeft() {
    for (var spread : List.of(Spread.ROUND_ROBIN, Spread.LEAST_OUTSTANDING)) {
      var own = new PickerEjectionTest();
      var plan = own.plan(3, spread, 1, 1, 1, 1);
      fail(plan, 0, 2);
      for (int turn = 0; turn < 9; turn++) {
        assertEquals(1, used(plan, new Tried(), turn), spread + " turn " + turn);
      }
      assertEquals(1, pick(plan));
      assertEquals(3, pick(plan), "further, but live");
      assertEquals(Picker.NONE, pick(plan), "the live ones are waited for");
    }
  }

  @Test
  void oneThatFailsAtOnceDrawsNoTraffic() {
    var plan = plan(3, Spread.LEAST_OUTSTANDING, 100, 100, 100);
    for (int i = 0; i < 30; i++) {
      pick(plan);
    }
    fail(plan, 0);
    for (int i = 0; i < 10; i++) {
      new Slot(plan.candidate(0).deployment().load()).close();
    }
    assertEquals(0, plan.candidate(0).deployment().load().outstanding(), "as idle as can be");
    for (int i = 0; i < 50; i++) {
      assertNotEquals(0, pick(plan));
    }
  }

  @Test
  void aTriedOneThatIsLiveGoesBeforeAnUntriedThatIsEjected() {
    var plan = plan(2, Spread.LEAST_OUTSTANDING, 9, 9, 9);
    fail(plan, 1);
    assertEquals(2, used(plan, tried(0), 0));
    assertTrue(Picker.untriedNext(plan, tried(0)));
    assertFalse(Picker.untriedNext(plan, tried(0, 2)));
    assertEquals(0, used(plan, tried(0, 2), 0));
    var refused = tried(0, 2);
    refused.refuse("d0");
    assertEquals(2, used(plan, refused, 0), "the other of the two that were tried");
    refused.refuse("d2");
    assertTrue(Picker.untriedNext(plan, refused));
    assertEquals(1, used(plan, refused, 0), "nothing else is left");
    refused.add("d1");
    assertFalse(Picker.untriedNext(plan, refused));
    pace();
    assertNotEquals(Picker.NONE, used(plan, refused, 0));
  }

  @Test
  void whereAllAreEjectedTheBestAreUsedDownToTheFloor() {
    var plan = plan(1, Spread.LEAST_OUTSTANDING, 1, 1, 1);
    fail(plan, 2, 1);
    assertEquals(0, used(plan, new Tried(), 0));
    assertEquals(1, used(plan, tried(0), 0), "one live of three is less than 40 %");
    fail(plan, 0);
    pace();
    assertEquals(0, pick(plan));
    assertEquals(1, pick(plan));
    assertEquals(Picker.NONE, pick(plan), "two of three make 40 %");
    assertEquals(2, Picker.pick(plan, tried(0, 1), 0), "untried, and no other is live");
  }

  @Test
  void aFunctionOfOneDeploymentIsNeverWithoutIt() {
    var plan = plan(1, Spread.ROUND_ROBIN, 9);
    fail(plan, 0);
    assertEquals(0, used(plan, new Tried(), 0));
    pace();
    assertEquals(0, used(plan, tried(0), 0));
  }

  @Test
  void theFloorIsAskedByTwoCallsAtATimeAndTenASecond() {
    for (var spread : List.of(Spread.ROUND_ROBIN, Spread.LEAST_OUTSTANDING)) {
      var own = new PickerEjectionTest();
      var plan = own.plan(1, spread, 100);
      fail(plan, 0);
      assertEquals(0, pick(plan));
      for (int ms = 0; ms < 100; ms += 5) {
        assertEquals(Picker.NONE, pick(plan), spread + " after " + ms + " ms");
        own.nanos.addAndGet(Duration.ofMillis(5).toNanos());
      }
      assertEquals(0, pick(plan));
      own.pace();
      own.pace();
      assertEquals(Picker.NONE, pick(plan), "two are in flight");
      assertEquals(2, own.loads.inFlight(), "what is refused takes no place");
      new Slot(plan.candidate(0).deployment().load()).close(Verdict.DROPPED);
      assertEquals(0, pick(plan));
      assertEquals(Picker.NONE, pick(plan));
    }
  }

  @Test
  void afterTheBanTheFloorIsTriedBeforeItIsTrusted() {
    var plan = plan(1, Spread.LEAST_OUTSTANDING, 100);
    fail(plan, 0);
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    assertEquals(0, pick(plan));
    assertEquals(0, pick(plan));
    assertEquals(Picker.NONE, pick(plan), "an outage may go on");
    new Slot(plan.candidate(0).deployment().load()).close(Verdict.SUCCESS);
    for (int i = 0; i < 99; i++) {
      assertEquals(0, pick(plan), "pick " + i);
    }
    assertEquals(Picker.NONE, pick(plan), "at its limit");
  }

  @Test
  void theFirstProbeThatSucceedsLetsAllGo() {
    var plan = plan(1, Spread.LEAST_OUTSTANDING, 100);
    fail(plan, 0);
    assertEquals(0, pick(plan));
    assertEquals(Picker.NONE, pick(plan));
    new Slot(plan.candidate(0).deployment().load()).close(Verdict.SUCCESS);
    for (int i = 0; i < 100; i++) {
      assertEquals(0, pick(plan), "pick " + i);
    }
  }

  @Test
  void whatIsLeftForARetryIsAskedAsSlowly() {
    var plan = plan(3, Spread.ROUND_ROBIN, 100, 100, 100);
    fail(plan, 0, 1, 2);
    assertEquals(0, pick(plan));
    assertEquals(1, pick(plan), "two of three make 40 %");
    assertEquals(2, Picker.pick(plan, tried(0, 1), 0));
    assertEquals(Picker.NONE, Picker.pick(plan, tried(0, 1), 0), "waits for the untried one");
    assertEquals(Picker.NONE, Picker.pick(plan, tried(0, 1, 2), 0));
    assertTrue(Picker.untriedNext(plan, tried(0, 1)));
    pace();
    assertEquals(2, Picker.pick(plan, tried(0, 1), 0));
  }

  @Test
  void whileTheFloorIsPacedTheLiveOnesServe() {
    var plan = plan(1, Spread.LEAST_OUTSTANDING, 100, 100, 100);
    fail(plan, 0, 1);
    assertEquals(0, pick(plan), "one live of three is less than 40 %");
    for (int i = 0; i < 50; i++) {
      assertEquals(2, pick(plan));
    }
    pace();
    assertEquals(0, pick(plan));
  }

  @Test
  void aRegionWithoutAnyPlaceIsNeverWaitedFor() {
    for (var spread : List.of(Spread.ROUND_ROBIN, Spread.LEAST_OUTSTANDING)) {
      var own = new PickerEjectionTest();
      var plan = own.plan(2, spread, 9, 0, 0);
      assertEquals(0, used(plan, new Tried(), 1));
      assertTrue(Picker.untriedNext(plan, new Tried()));
      assertFalse(Picker.untriedNext(plan, tried(0)), "the others take no call at all");
      assertEquals(0, used(plan, tried(0), 0), "so the one that was tried is tried again");
      assertEquals(Picker.NONE, Picker.pick(own.plan(1, spread, 0), new Tried(), 0));
    }
  }

  @Test
  void pickersAtOneTimeNeverPassTheProbes() throws Exception {
    var plan = plan(1, Spread.LEAST_OUTSTANDING, 100);
    fail(plan, 0);
    for (int round = 1; round < 50; round++) {
      pace();
      var start = new CountDownLatch(1);
      var picks = new AtomicInteger();
      try (var threads = Executors.newFixedThreadPool(4)) {
        for (int i = 0; i < 4; i++) {
          threads.submit(
              () -> {
                start.await();
                if (pick(plan) == 0) {
                  picks.incrementAndGet();
                }
                return null;
              });
        }
        start.countDown();
      }
      // Who looks while another is being refused may be refused too, but never let in beside it.
      assertTrue(picks.get() <= 1, picks + " in round " + round);
      if (picks.get() == 1) {
        new Slot(plan.candidate(0).deployment().load()).close();
      }
    }
    assertEquals(0, loads.inFlight());
  }

  @Test
  void whoRampsBackGetsAFewTrialsFirst() {
    for (var spread : List.of(Spread.ROUND_ROBIN, Spread.LEAST_OUTSTANDING)) {
      var own = new PickerEjectionTest();
      var plan = own.plan(3, spread, 100, 100, 100, 100);
      fail(plan, 0);
      own.nanos.addAndGet(Duration.ofSeconds(5).toNanos());
      var counts = new HashMap<Integer, Integer>();
      for (int turn = 0; turn < 60; turn++) {
        counts.merge(Picker.pick(plan, new Tried(), turn), 1, Integer::sum);
      }
      assertEquals(2, counts.get(0), spread + " " + counts);
      assertEquals(58, counts.get(1) + counts.get(2), counts.toString());
    }
  }

  @Test
  void whoRampsBackFillsTheFloorBeforeTheEjected() {
    var plan = plan(1, Spread.LEAST_OUTSTANDING, 100, 100, 100, 100);
    fail(plan, 2, 3);
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    fail(plan, 0, 1);
    succeed(plan, 2);
    for (int i = 0; i < 50; i++) {
      assertEquals(2, pick(plan), "pick " + i);
    }
  }

  @Test
  void picksAllocateNothingWhileSomeAreEjected() {
    var plan = plan(4, Spread.LEAST_OUTSTANDING, 1_000_000, 9, 9, 9, 9);
    fail(plan, 2);
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    fail(plan, 1, 3);
    var untried = new Tried();
    var tried = tried(1, 4);
    for (int i = 0; i < 20_000; i++) {
      Picker.pick(plan, untried, i);
      Picker.pick(plan, tried, i);
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000; i++) {
      Picker.pick(plan, untried, i);
      Picker.pick(plan, tried, i);
    }
    assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
  }

  @Test
  void picksAllocateNothingWhileAllAreEjected() {
    var plan = plan(4, Spread.LEAST_OUTSTANDING, 9, 9, 9, 9, 9);
    fail(plan, 0, 1, 2, 3, 4);
    var untried = new Tried();
    for (int i = 0; i < 20_000; i++) {
      used(plan, untried, i);
    }
    var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 1_000; i++) {
      Picker.pick(plan, untried, i);
    }
    assertEquals(0, threads.getCurrentThreadAllocatedBytes() - before);
  }
}
