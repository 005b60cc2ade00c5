package dev.skyvane.router.intake;

import java.util.concurrent.atomic.AtomicLong;

/** The bytes of records that an assignment of a partition holds. Thread-safe. */
final class HeldBytes {
  private static final long DISCARDED = Long.MIN_VALUE;

  private final AtomicLong own = new AtomicLong();
  private final AtomicLong all;
  private final long most;

  /**
   * None yet.
   *
   * @param all bytes over all partitions, counted up and down with these
   * @param most of all
   */
  HeldBytes(AtomicLong all, long most) {
    this.all = all;
    this.most = most;
  }

  /** Whether no more should be taken on. */
  boolean full() {
    return all.get() >= most;
  }

  void hold(long bytes) {
    change(bytes);
  }

  void letGo(long bytes) {
    change(-bytes);
  }

  private void change(long bytes) {
    long before = own.getAndUpdate(held -> held == DISCARDED ? held : held + bytes);
    if (before != DISCARDED) {
      all.addAndGet(bytes);
    }
  }

  /** Lets go of all that is still held, for good: whatever comes later does not count. */
  void discard() {
    long before = own.getAndSet(DISCARDED);
    if (before != DISCARDED) {
      all.addAndGet(-before);
    }
  }
}
