package dev.skyvane.router.limit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;

/**
 * How many retries a function may make: a share of its first attempts over the last 10 s, and never
 * less than a rate, so that a function with few invocations may retry too. Who gets none waits
 * until there is some: the budget bounds the share of the traffic that retries, and ends nobody.
 * The window moves in steps of a second. Thread-safe without locks; a budget is never exceeded, and
 * where loops ask for the last retries at one time they may all be refused.
 */
public final class RetryBudget {
  private static final int WINDOW_SECONDS = 10;
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final double PERCENT = 100;

  /**
   * The size of a budget.
   *
   * @param percent retries, in percent of first attempts
   * @param leastPerSecond retries per second that are allowed in any case
   */
  public record Size(int percent, int leastPerSecond) {
    /** Every retry is allowed. */
    public static final Size UNLIMITED = new Size(0, Integer.MAX_VALUE);
  }

  /** What happened in one second. */
  private static final class Tally {
    private final long second;
    private final AtomicInteger firsts = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();

    Tally(long second) {
      this.second = second;
    }
  }

  private final Size size;
  private final LongSupplier clock;
  private final AtomicReferenceArray<Tally> ring = new AtomicReferenceArray<>(WINDOW_SECONDS);

  /**
   * A budget of nothing spent.
   *
   * @param clock in ns, as {@link System#nanoTime}
   */
  public RetryBudget(Size size, LongSupplier clock) {
    this.size = size;
    this.clock = clock;
  }

  /** Counts an invocation's first attempt. */
  public void first() {
    tally(second()).firsts.incrementAndGet();
  }

  /** Takes one retry out of the budget if there is one. */
  public boolean tryRetry() {
    long now = second();
    var tally = tally(now);
    tally.retries.incrementAndGet();
    long firsts = 0;
    long retries = 0;
    for (int i = 0; i < WINDOW_SECONDS; i++) {
      var each = ring.get(i);
      if (each != null && now - each.second < WINDOW_SECONDS) {
        firsts += each.firsts.get();
        retries += each.retries.get();
      }
    }
    double least = (double) size.leastPerSecond() * WINDOW_SECONDS;
    if (retries <= Math.max(least, firsts * (size.percent() / PERCENT))) {
      return true;
    }
    tally.retries.decrementAndGet();
    return false;
  }

  private long second() {
    return Math.floorDiv(clock.getAsLong(), SECOND_NANOS);
  }

  private Tally tally(long second) {
    int place = (int) Math.floorMod(second, (long) WINDOW_SECONDS);
    while (true) {
      var found = ring.get(place);
      if (found != null && found.second >= second) {
        return found;
      }
      var fresh = new Tally(second);
      if (ring.compareAndSet(place, found, fresh)) {
        return fresh;
      }
    }
  }
}
