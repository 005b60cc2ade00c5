package dev.skyvane.router.balance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.limit.Slot;
import dev.skyvane.router.schedule.Plan;
import dev.skyvane.router.schedule.Scheduler;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.Spread;
import dev.skyvane.testkit.Seed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PickerTest {
  private final Loads loads = new Loads();

  /** A plan whose first {@code near} ranks cost the same, the others ever more. */
  private Plan plan(int near, Spread spread, int... limits) {
    return plan(loads, near, spread, limits);
  }

  static Plan plan(Loads loads, int near, Spread spread, int... limits) {
    var places = new ArrayList<Sketch>();
    for (int rank = 0; rank < limits.length; rank++) {
      places.add(Sketch.of("d" + rank).usd(rank < near ? 1 : 1 + rank).limit(limits[rank]));
    }
    var policy =
        Policy.newBuilder()
            .setKind(PolicyKind.MINIMIZE)
            .setWeights(Map.of("cost", 1.0))
            .setTolerance(0)
            .setSpread(spread);
    var plan =
        new Scheduler(LatencyModel.fed())
            .plan(Sketch.function(Sketch.spec(policy).build(), loads, places), null, 1, 0);
    assertEquals(near, plan.near());
    return plan;
  }

  static int pick(Plan plan) {
    return Picker.pick(plan, new Tried(), 0);
  }

  static Tried tried(int... ranks) {
    var tried = new Tried();
    for (int rank : ranks) {
      tried.add("d" + rank);
    }
    return tried;
  }

  @Test
  void theNearSetComesFirstThenTheOthersByRank() {
    for (var spread : Spread.values()) {
      var own = new PickerTest();
      var plan = own.plan(2, spread, 1, 1, 1, 1);
      var first = List.of(pick(plan), pick(plan));
      assertTrue(first.containsAll(List.of(0, 1)), spread + " " + first);
      assertEquals(2, pick(plan));
      assertEquals(3, pick(plan));
      assertEquals(Picker.NONE, pick(plan), "all are full");
      assertEquals(4, own.loads.inFlight(), "every pick holds a place, no refusal does");
    }
  }

  @Test
  void leastOutstandingTakesTheFewestAndOfEqualsTheBest() {
    var plan = plan(3, Spread.LEAST_OUTSTANDING, 100, 100, 100, 100);
    assertEquals(0, pick(plan));
    assertEquals(1, pick(plan));
    assertEquals(2, pick(plan));
    assertEquals(0, pick(plan));
    new Slot(plan.candidate(2).deployment().load()).close();
    assertEquals(2, pick(plan), "it has none, the others have one or two");
  }

  @Test
  void byCapacityPicksFillRegionsInProportionToTheirLimits() {
    var plan = plan(3, Spread.CAPACITY, 10, 40, 50, 1000);
    var counts = new int[4];
    for (int i = 0; i < 50; i++) {
      counts[pick(plan)]++;
    }
    assertEquals(List.of(5, 20, 25, 0), List.of(counts[0], counts[1], counts[2], counts[3]));
  }

  @Test
  void byCapacityTheRegionCountsThatDeploymentsShare() {
    var places =
        List.of(
            Sketch.of("a").region("aws:one").usd(1).limit(4),
            Sketch.of("b").region("aws:one").usd(1).limit(4),
            Sketch.of("c").region("aws:two").usd(1).limit(4));
    var policy = Policy.newBuilder().setWeights(Map.of("cost", 1.0)).setSpread(Spread.CAPACITY);
    var plan =
        new Scheduler(LatencyModel.fed())
            .plan(Sketch.function(Sketch.spec(policy).build(), loads, places), null, 1, 0);
    var picked = new ArrayList<Integer>();
    for (int i = 0; i < 8; i++) {
      picked.add(pick(plan));
    }
    assertEquals(List.of(0, 2, 0, 2, 0, 2, 0, 2), picked);
  }

  @Test
  void twoChoicesTakeTheLessUsedOfTwoThatTheTurnDraws() {
    var seen = new HashMap<Integer, Integer>();
    for (int turn = 0; turn < 10_000; turn++) {
      var own = new PickerTest();
      var plan = own.plan(4, Spread.TWO_CHOICES, 9, 9, 9, 9, 9);
      // Rank 3 is the busiest: it is never the less used one of two.
      assertTrue(plan.candidate(3).deployment().load().tryAcquire());
      int rank = Picker.pick(plan, new Tried(), turn);
      seen.merge(rank, 1, Integer::sum);
    }
    // Of six pairs 0 is the first in three, 1 in two and 2 in one, which all have room alike.
    assertEquals(5_000, seen.get(0), 300);
    assertEquals(3_333, seen.get(1), 300);
    assertEquals(1_667, seen.get(2), 300);
    assertEquals(3, seen.size());
  }

  @Test
  void twoChoicesAreTheSameForTheSameTurns() {
    var first = plan(5, Spread.TWO_CHOICES, 99, 99, 99, 99, 99);
    var second = new PickerTest().plan(5, Spread.TWO_CHOICES, 99, 99, 99, 99, 99);
    for (int turn = -50; turn < 50; turn++) {
      assertEquals(Picker.pick(first, new Tried(), turn), Picker.pick(second, new Tried(), turn));
    }
  }

  @Test
  void twoChoicesStayWithinAboutOneOfEven() {
    // With two choices the fullest of n is at ln ln n / ln 2 + O(1) over the mean (Mitzenmacher).
    var limits = new int[64];
    Arrays.fill(limits, 1000);
    var plan = plan(64, Spread.TWO_CHOICES, limits);
    for (int turn = 0; turn < 6_400; turn++) {
      Picker.pick(plan, new Tried(), turn);
    }
    for (int rank = 0; rank < 64; rank++) {
      int calls = plan.candidate(rank).deployment().load().outstanding();
      assertTrue(Math.abs(calls - 100) <= 6, rank + ": " + calls);
    }
  }

  @Test
  void whereNeitherOfTwoIsFreeAnotherIsPicked() {
    var plan = plan(4, Spread.TWO_CHOICES, 1, 1, 1, 1);
    var picked = new TreeSet<Integer>();
    for (int i = 0; i < 4; i++) {
      picked.add(Picker.pick(plan, new Tried(), 7));
    }
    assertEquals(Set.of(0, 1, 2, 3), picked);
    assertEquals(Picker.NONE, Picker.pick(plan, new Tried(), 7));
  }

  @Test
  void inTurnIsEvenOverTheNearSet() {
    var plan = plan(3, Spread.ROUND_ROBIN, 1000, 1000, 1000, 1000);
    var counts = new HashMap<Integer, Integer>();
    for (int turn = Integer.MAX_VALUE - 149; turn != Integer.MIN_VALUE + 150; turn++) {
      counts.merge(Picker.pick(plan, new Tried(), turn), 1, Integer::sum);
    }
    assertEquals(3, counts.size());
    for (int count : counts.values()) {
      assertTrue(Math.abs(count - 100) <= 1, counts.toString());
    }
  }

  @Test
  void inTurnSkipsWhatIsFull() {
    var plan = plan(3, Spread.ROUND_ROBIN, 1, 1, 1);
    assertEquals(1, Picker.pick(plan, new Tried(), 1));
    assertEquals(2, Picker.pick(plan, new Tried(), 1));
    assertEquals(0, Picker.pick(plan, new Tried(), 1));
    assertEquals(Picker.NONE, Picker.pick(plan, new Tried(), 1));
  }

  @Test
  void whatWasNotTriedGoesBeforeWhatWas() {
    for (var spread : List.of(Spread.ROUND_ROBIN, Spread.LEAST_OUTSTANDING)) {
      var own = new PickerTest();
      var plan = own.plan(2, spread, 9, 9, 9);
      assertEquals(1, Picker.pick(plan, tried(0), 0));
      assertEquals(2, Picker.pick(plan, tried(0, 1), 0), "further, but untried");
      assertEquals(0, Picker.pick(plan, tried(1, 2), 0));
      assertNotEquals(Picker.NONE, Picker.pick(plan, tried(0, 1, 2), 0), "all tried: any will do");
    }
  }

  @Test
  void waitsForAnUntriedOneThatIsFullRatherThanRepeat() {
    var plan = plan(2, Spread.LEAST_OUTSTANDING, 9, 1, 1);
    assertEquals(1, Picker.pick(plan, tried(0), 0));
    assertEquals(2, Picker.pick(plan, tried(0), 0));
    assertEquals(Picker.NONE, Picker.pick(plan, tried(0), 0));
    assertEquals(0, plan.candidate(0).deployment().load().outstanding());
    assertTrue(Picker.untriedNext(plan, tried(0)));
    assertFalse(Picker.untriedNext(plan, tried(0, 1, 2)));
    assertEquals(0, Picker.pick(plan, tried(0, 1, 2), 0), "once all were tried, the free one");
  }

  @Test
  void eightThreadsNeverGoOverALimitAndLeaveNothingBehind() throws Exception {
    var seed = Seed.fresh();
    for (var spread : List.of(Spread.ROUND_ROBIN, Spread.LEAST_OUTSTANDING)) {
      var own = new PickerTest();
      int[] limits = {3, 1, 4, 2};
      var plan = own.plan(2, spread, limits);
      var inside = new AtomicInteger[] {zero(), zero(), zero(), zero()};
      var over = new AtomicInteger();
      var picks = new AtomicInteger();
      var turns = new AtomicInteger();
      var start = new CountDownLatch(1);
      try (var threads = Executors.newFixedThreadPool(8)) {
        var ends = new ArrayList<Future<?>>();
        for (int i = 0; i < 8; i++) {
          var random = new SplittableRandom(seed.value() + i);
          ends.add(
              threads.submit(
                  () -> {
                    start.await();
                    var held = new ArrayList<Integer>();
                    for (int n = 0; n < 20_000; n++) {
                      if (random.nextBoolean()) {
                        var tried = random.nextInt(4) == 0 ? tried(random.nextInt(4)) : new Tried();
                        int rank = Picker.pick(plan, tried, turns.getAndIncrement());
                        if (rank != Picker.NONE) {
                          picks.incrementAndGet();
                          if (inside[rank].incrementAndGet() > limits[rank]) {
                            over.incrementAndGet();
                          }
                          held.add(rank);
                        }
                      } else if (!held.isEmpty()) {
                        giveBack(plan, inside, held.removeLast());
                      }
                    }
                    for (int rank : held) {
                      giveBack(plan, inside, rank);
                    }
                    return null;
                  }));
        }
        start.countDown();
        for (var end : ends) {
          end.get();
        }
      }
      assertEquals(0, over.get(), spread + ": picks over a limit");
      assertTrue(picks.get() > 1_000, "only " + picks + " picks");
      assertEquals(0, own.loads.inFlight());
      for (int rank = 0; rank < 4; rank++) {
        assertEquals(0, plan.candidate(rank).deployment().load().outstanding());
      }
    }
  }

  private static void giveBack(Plan plan, AtomicInteger[] inside, int rank) {
    inside[rank].decrementAndGet();
    new Slot(plan.candidate(rank).deployment().load()).close();
  }

  private static AtomicInteger zero() {
    return new AtomicInteger();
  }
}
