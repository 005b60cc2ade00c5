package dev.skyvane.router.limit;

import java.util.concurrent.atomic.AtomicInteger;

/** Attempts in flight at one deployment, within the limit of its region, and how they end. */
public final class Load {
  private final AtomicInteger outstanding = new AtomicInteger();
  private final Limit limit;
  private final Health health;
  private final Loads all;

  Load(Limit limit, Health health, Loads all) {
    this.limit = limit;
    this.health = health;
    this.all = all;
  }

  /** Attempts in flight at this deployment. */
  public int outstanding() {
    return outstanding.get();
  }

  /** Whether the region has a free place at this moment. */
  public boolean hasRoom() {
    return limit.hasRoom();
  }

  /** How far this deployment is trusted at this moment. */
  public Standing standing() {
    return health.standing();
  }

  /** Whether it is live, or ramping with room for a trial. */
  public boolean admits() {
    return health.admits();
  }

  /** Whether every deployment is live, this one and all others, so that none need be asked. */
  public boolean allLive() {
    return all.allLive();
  }

  /** Least number of a function's candidates that are used as if live. */
  public int floor(int candidates) {
    return all.rules().floor(candidates);
  }

  /**
   * Takes a place if the region has one, whatever the standing; whoever gets true owes a {@link
   * Slot}.
   */
  public boolean tryAcquire() {
    if (!limit.tryAcquire()) {
      return false;
    }
    health.begin();
    outstanding.incrementAndGet();
    return true;
  }

  /** As {@link #tryAcquire}, only if it {@link #admits} a call. */
  public boolean tryAcquireAdmitted() {
    if (!limit.tryAcquire()) {
      return false;
    }
    if (!health.tryBegin()) {
      limit.release();
      return false;
    }
    outstanding.incrementAndGet();
    return true;
  }

  Stint stint() {
    return health.current();
  }

  long release(Stint began, Verdict verdict) {
    outstanding.decrementAndGet();
    limit.release();
    return health.ended(began, verdict);
  }
}
