package dev.skyvane.router.limit;

import java.util.concurrent.atomic.AtomicInteger;

/** Attempts in flight at one deployment, within the limit of its region. */
public final class Load {
  private final AtomicInteger outstanding = new AtomicInteger();
  private final Limit limit;

  Load(Limit limit) {
    this.limit = limit;
  }

  /** Attempts in flight at this deployment. */
  public int outstanding() {
    return outstanding.get();
  }

  /** Whether the region has a free place at this moment. */
  public boolean hasRoom() {
    return limit.hasRoom();
  }

  /** Takes a place if there is one; whoever gets true owes one {@link #release}. */
  public boolean tryAcquire() {
    if (!limit.tryAcquire()) {
      return false;
    }
    outstanding.incrementAndGet();
    return true;
  }

  void release() {
    outstanding.decrementAndGet();
    limit.release();
  }
}
