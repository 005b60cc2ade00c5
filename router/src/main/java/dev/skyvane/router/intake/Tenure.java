package dev.skyvane.router.intake;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether the partitions can still be ours. A router that stood still (its process frozen, its
 * machine suspended, a long collection) may have lost them without having heard of it; what it
 * began then would be run twice. So whoever stood still for half a session asks the group first.
 * Thread-safe.
 */
final class Tenure {
  private final LongSupplier nanoTime;
  private final long limitNanos;
  private volatile long seenNanos;

  /**
   * Sure as of now.
   *
   * @param nanoTime a clock that goes on while the process stands still
   * @param session after which the group gives a silent member's partitions away
   */
  Tenure(LongSupplier nanoTime, Duration session) {
    this.nanoTime = nanoTime;
    this.limitNanos = session.toNanos() / 2;
    this.seenNanos = nanoTime.getAsLong();
  }

  /** Whether anything may begin. */
  boolean sure() {
    return nanoTime.getAsLong() - seenNanos < limitNanos;
  }

  /** The consumer thread runs; to be told often. What was in doubt stays so. */
  void tick() {
    if (sure()) {
      confirmed();
    }
  }

  /** The group has confirmed it. */
  void confirmed() {
    seenNanos = nanoTime.getAsLong();
  }
}
