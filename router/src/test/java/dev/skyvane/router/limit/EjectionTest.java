package dev.skyvane.router.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EjectionTest {
  private static final Ejection RULES =
      new Ejection(5, Duration.ofSeconds(5), Duration.ofSeconds(300), 20);

  /** Close to where a clock in ns wraps around. */
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 3_000_000_000L);

  private final Loads loads = new Loads(RULES, nanos::get);
  private final Load load = loads.of("d", "aws:a", 1_000);

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  private Slot forced() {
    assertTrue(load.tryAcquire());
    return new Slot(load);
  }

  private Slot admitted() {
    assertTrue(load.tryAcquireAdmitted());
    return new Slot(load);
  }

  /** Fails so often; the ban of the last, in ms. */
  private long fail(int times) {
    long ban = 0;
    for (int i = 0; i < times; i++) {
      ban = forced().close(Verdict.DROPPED);
    }
    return ban / 1_000_000;
  }

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      assertEquals(0, admitted().close(Verdict.SUCCESS));
    }
  }

  @Test
  void onlyFailuresInARowEject() {
    assertEquals(0, fail(4));
    succeed(1);
    assertEquals(0, fail(4));
    assertEquals(Standing.LIVE, load.standing());
    assertEquals(5_000, fail(1));
    assertEquals(Standing.EJECTED, load.standing());
    assertFalse(load.admits());
    assertFalse(load.tryAcquireAdmitted());
    assertEquals(0, loads.inFlight(), "what is not admitted takes no place");
    assertEquals(1, loads.notLive());
  }

  @Test
  void whatTeachesNothingNeitherEjectsNorHelps() {
    for (int i = 0; i < 100; i++) {
      forced().close();
      forced().close(Verdict.IGNORED);
    }
    assertEquals(Standing.LIVE, load.standing());
    fail(4);
    forced().close();
    assertEquals(5_000, fail(1), "still in a row");
  }

  @Test
  void withoutRulesNothingIsEjected() {
    var never = new Loads().of("d", "aws:a", 1);
    for (int i = 0; i < 100; i++) {
      assertTrue(never.tryAcquireAdmitted());
      assertEquals(0, new Slot(never).close(Verdict.DROPPED));
    }
    assertEquals(Standing.LIVE, never.standing());
  }

  @Test
  void aBurstThatFailsEjectsOnce() {
    var burst = new ArrayList<Slot>();
    for (int i = 0; i < 100; i++) {
      burst.add(admitted());
    }
    var bans = burst.stream().map(slot -> slot.close(Verdict.DROPPED)).filter(b -> b > 0).toList();
    assertEquals(List.of(5_000_000_000L), bans);
    pass(Duration.ofMillis(5_001));
    assertEquals(Standing.RAMPING, load.standing(), "the rest has not made the ban longer");
  }

  @Test
  void oldCallsSayNothingAfterTheBan() {
    var old = List.of(admitted(), admitted());
    fail(5);
    pass(Duration.ofSeconds(6));
    assertEquals(0, old.get(0).close(Verdict.DROPPED));
    old.get(1).close(Verdict.SUCCESS);
    assertEquals(Standing.RAMPING, load.standing());
    assertEquals(10_000, admitted().close(Verdict.DROPPED) / 1_000_000, "its first call counts");
  }

  @ParameterizedTest
  @CsvSource({"1,5", "2,10", "3,20", "6,160", "7,300", "8,300", "40,300", "1000000,300"})
  void bansDoubleUpToTheCap(int times, long seconds) {
    assertEquals(Duration.ofSeconds(seconds).toNanos(), RULES.banNanos(times));
  }

  @Test
  void aTrialThatFailsMakesTheNextBanTwiceAsLong() {
    assertEquals(5_000, fail(5));
    for (long expected : new long[] {10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000}) {
      pass(Duration.ofSeconds(301));
      assertEquals(Standing.RAMPING, load.standing());
      assertEquals(expected, fail(1));
      assertEquals(Standing.EJECTED, load.standing());
    }
    assertEquals(1, loads.notLive(), "one deployment, however often");
  }

  @Test
  void itRampsBackByWhatSucceeds() {
    fail(5);
    pass(Duration.ofMillis(4_999));
    assertFalse(load.admits());
    pass(Duration.ofMillis(1));
    int inFlight = 2;
    int succeeded = 0;
    while (load.standing() == Standing.RAMPING) {
      var trials = new ArrayList<Slot>();
      while (load.tryAcquireAdmitted()) {
        trials.add(new Slot(load));
      }
      assertEquals(inFlight, trials.size(), "after " + succeeded);
      assertFalse(load.admits());
      for (var trial : trials) {
        trial.close(Verdict.SUCCESS);
      }
      succeeded += trials.size();
      inFlight = 2 + succeeded;
      assertTrue(succeeded < 100, "never comes back");
    }
    assertTrue(succeeded >= Ejection.LIVE_AFTER, "live after " + succeeded);
    assertEquals(0, loads.notLive());
    var many = new ArrayList<Slot>();
    for (int i = 0; i < 500; i++) {
      many.add(admitted());
    }
    many.forEach(Slot::close);
    assertEquals(0, loads.inFlight());
  }

  @Test
  void aTrialThatTeachesNothingGivesItsPlaceBack() {
    fail(5);
    pass(Duration.ofSeconds(5));
    for (int i = 0; i < 20; i++) {
      var first = admitted();
      var second = admitted();
      assertFalse(load.admits());
      first.close();
      second.close(Verdict.IGNORED);
    }
    assertEquals(Standing.RAMPING, load.standing());
  }

  @Test
  void afterItsFirstSuccessARampBearsAFailureOrTwo() {
    fail(5);
    pass(Duration.ofSeconds(5));
    succeed(1);
    assertEquals(0, fail(4));
    succeed(1);
    assertEquals(0, fail(4));
    assertEquals(10_000, fail(1), "five in a row");
  }

  @Test
  void aCallThatSucceedsDuringTheBanEndsIt() {
    fail(5);
    forced().close(Verdict.SUCCESS);
    assertEquals(Standing.RAMPING, load.standing());
    assertTrue(load.admits());
  }

  @Test
  void callsForWantOfABetterOneDoNotLengthenTheBan() {
    fail(5);
    for (int i = 0; i < 49; i++) {
      assertEquals(0, fail(1));
      pass(Duration.ofMillis(100));
    }
    assertEquals(Standing.EJECTED, load.standing());
    pass(Duration.ofMillis(100));
    assertEquals(Standing.RAMPING, load.standing());
    assertEquals(10_000, fail(1), "the second ban, not the fifty-first");
  }

  @Test
  void bansAreForgottenAfterAHealthyTime() {
    fail(5);
    pass(Duration.ofSeconds(5));
    succeed(Ejection.LIVE_AFTER);
    pass(Duration.ofSeconds(299));
    assertEquals(10_000, fail(5), "not long enough");
    pass(Duration.ofSeconds(10));
    succeed(Ejection.LIVE_AFTER);
    pass(Duration.ofSeconds(300));
    assertEquals(5_000, fail(5), "as at first");
  }

  @Test
  void deploymentsOfARegionStandEachForItself() {
    var other = loads.of("other", "aws:a", 1_000);
    fail(5);
    assertEquals(Standing.EJECTED, load.standing());
    assertEquals(Standing.LIVE, other.standing());
    assertFalse(other.allLive(), "one of all is not");
  }

  @Test
  void aFullRegionIsNoTrial() {
    var small = loads.of("small", "aws:small", 1);
    for (int i = 0; i < 5; i++) {
      assertTrue(small.tryAcquire());
      new Slot(small).close(Verdict.DROPPED);
    }
    pass(Duration.ofSeconds(5));
    assertTrue(small.tryAcquireAdmitted());
    assertFalse(small.tryAcquireAdmitted());
    assertFalse(small.tryAcquire());
    assertEquals(1, small.outstanding());
    new Slot(small).close();
    assertTrue(small.admits());
  }

  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "5,1", "6,2", "19,4", "100,20"})
  void theFloorIsAShareAndAtLeastOne(int candidates, int floor) {
    assertEquals(floor, RULES.floor(candidates));
    assertEquals(1, Ejection.NEVER.floor(candidates));
  }

  @Test
  void eightThreadsLeaveNothingBehindAndNeverPassTheTrials() throws Exception {
    var seed = Seed.fresh();
    fail(5);
    pass(Duration.ofSeconds(5));
    var inside = new AtomicInteger();
    var most = new AtomicInteger();
    run(
        seed,
        random -> {
          if (load.tryAcquireAdmitted()) {
            var slot = new Slot(load);
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            inside.decrementAndGet();
            slot.close();
          }
        });
    assertTrue(most.get() <= Ejection.FIRST_TRIALS, "saw " + most);
    assertTrue(most.get() > 0);
    run(
        seed,
        random -> {
          if (random.nextInt(50) == 0) {
            pass(Duration.ofSeconds(1));
          }
          if (random.nextBoolean() ? load.tryAcquireAdmitted() : load.tryAcquire()) {
            new Slot(load).close(Verdict.values()[random.nextInt(3)]);
          }
        });
    assertEquals(0, load.outstanding());
    assertEquals(0, loads.inFlight());
    assertEquals(load.standing() == Standing.LIVE ? 0 : 1, loads.notLive());
    pass(Duration.ofSeconds(300));
    succeed(Ejection.LIVE_AFTER);
    assertEquals(Standing.LIVE, load.standing());
    assertEquals(0, loads.notLive());
  }

  private interface Step {
    void run(SplittableRandom random);
  }

  private static void run(Seed seed, Step step) throws Exception {
    var start = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(8)) {
      var ends = new ArrayList<Future<?>>();
      for (int i = 0; i < 8; i++) {
        var random = new SplittableRandom(seed.value() + i);
        ends.add(
            threads.submit(
                () -> {
                  start.await();
                  for (int n = 0; n < 20_000; n++) {
                    step.run(random);
                  }
                  return null;
                }));
      }
      start.countDown();
      for (var end : ends) {
        end.get();
      }
    }
  }
}
