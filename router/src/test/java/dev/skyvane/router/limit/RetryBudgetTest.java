package dev.skyvane.router.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RetryBudgetTest {
  private static final long SECOND = 1_000_000_000L;

  private final AtomicLong nanos = new AtomicLong(-5 * SECOND);

  private RetryBudget budget(int percent, int leastPerSecond) {
    return new RetryBudget(new RetryBudget.Size(percent, leastPerSecond), nanos::get);
  }

  private static int retries(RetryBudget budget, int wanted) {
    int allowed = 0;
    for (int i = 0; i < wanted; i++) {
      allowed += budget.tryRetry() ? 1 : 0;
    }
    return allowed;
  }

  private static void firsts(RetryBudget budget, int count) {
    for (int i = 0; i < count; i++) {
      budget.first();
    }
  }

  @Test
  void retriesAreAShareOfFirstAttempts() {
    var budget = budget(20, 0);
    assertEquals(0, retries(budget, 10));
    firsts(budget, 1_000);
    assertEquals(200, retries(budget, 1_000));
    firsts(budget, 10);
    assertEquals(2, retries(budget, 10));
  }

  @Test
  void aFewAreAlwaysAllowed() {
    var budget = budget(20, 10);
    assertEquals(100, retries(budget, 1_000), "10 per second over 10 s");
    firsts(budget, 500);
    assertEquals(0, retries(budget, 1), "the least is no addition");
    firsts(budget, 5);
    assertEquals(1, retries(budget, 10));
  }

  @Test
  void whatIsTenSecondsOldNoLongerCounts() {
    var budget = budget(50, 0);
    firsts(budget, 100);
    nanos.addAndGet(9 * SECOND);
    assertEquals(50, retries(budget, 100), "still in the window");
    nanos.addAndGet(SECOND);
    assertEquals(0, retries(budget, 100));
    firsts(budget, 200);
    assertEquals(50, retries(budget, 100), "50 of 100 were spent a second ago");
    nanos.addAndGet(9 * SECOND);
    assertEquals(50, retries(budget, 100), "and are free again");
    nanos.addAndGet(1_000 * SECOND);
    assertEquals(0, retries(budget, 1));
  }

  @Test
  void unlimitedIsUnlimited() {
    var budget = new RetryBudget(RetryBudget.Size.UNLIMITED, nanos::get);
    assertEquals(10_000, retries(budget, 10_000));
    assertEquals(0, retries(budget(0, 0), 10));
  }

  @Test
  void eachFunctionHasItsOwn() {
    var budgets = new RetryBudgets(new RetryBudget.Size(0, 1), nanos::get);
    assertSame(budgets.of("a"), budgets.of("a"));
    assertNotSame(budgets.of("a"), budgets.of("b"));
    assertEquals(10, retries(budgets.of("a"), 100));
    assertEquals(10, retries(budgets.of("b"), 100));
  }

  /** What happened in a second. */
  private record Past(long second, boolean retry) {}

  @Test
  void itIsAsTheModelSays() {
    var seed = Seed.fresh();
    for (int round = 0; round < 50; round++) {
      var random = new Random(seed.value() + round);
      int percent = random.nextInt(101);
      int least = random.nextInt(3);
      var budget = budget(percent, least);
      var past = new ArrayDeque<Past>();
      for (int step = 0; step < 2_000; step++) {
        nanos.addAndGet((long) (random.nextDouble() * random.nextDouble() * SECOND / 20));
        if (random.nextInt(500) == 0) {
          nanos.addAndGet(random.nextInt(30) * SECOND);
        }
        long now = Math.floorDiv(nanos.get(), SECOND);
        past.removeIf(each -> now - each.second() >= 10);
        if (random.nextInt(3) > 0) {
          budget.first();
          past.add(new Past(now, false));
        } else {
          long retries = past.stream().filter(Past::retry).count();
          long firsts = past.size() - retries;
          boolean expected = retries + 1 <= Math.max(least * 10L, firsts * (percent / 100.0));
          assertEquals(expected, budget.tryRetry(), "round " + round + ", step " + step);
          if (expected) {
            past.add(new Past(now, true));
          }
        }
      }
    }
  }

  @Test
  void eightThreadsNeverTakeMoreThanThereIs() throws Exception {
    var budget = budget(10, 0);
    firsts(budget, 50_000);
    var allowed = new AtomicInteger();
    var start = new CountDownLatch(1);
    try (var threads = Executors.newFixedThreadPool(8)) {
      var ends = new ArrayList<Future<?>>();
      for (int i = 0; i < 8; i++) {
        ends.add(
            threads.submit(
                () -> {
                  start.await();
                  allowed.addAndGet(retries(budget, 2_000));
                  return null;
                }));
      }
      start.countDown();
      for (var end : ends) {
        end.get();
      }
    }
    assertTrue(allowed.get() <= 5_000, "allowed " + allowed);
    assertTrue(allowed.get() >= 5_000 - 8, "allowed " + allowed);
    assertEquals(5_000 - allowed.get(), retries(budget, 100));
  }
}
