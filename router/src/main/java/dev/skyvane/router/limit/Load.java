package dev.skyvane.router.limit;

import java.util.concurrent.atomic.AtomicInteger;

/** Attempts in flight at one deployment, within the limit of its region, and how they end. */
public final class Load {
  /** Attempts in flight of a load that was forgotten; it can't have any. */
  private static final int FORGOTTEN = Integer.MIN_VALUE / 2;

  private final AtomicInteger outstanding = new AtomicInteger();
  private final String key;
  private final Limit limit;
  private final Health health;
  private final Loads all;
  private volatile boolean unused;

  Load(String key, Limit limit, Health health, Loads all) {
    this.key = key;
    this.limit = limit;
    this.health = health;
    this.all = all;
  }

  String key() {
    return key;
  }

  Limit limit() {
    return limit;
  }

  /** Attempts in flight at this deployment. */
  public int outstanding() {
    return Math.max(0, outstanding.get());
  }

  /** Calls of this router in flight in the region, over all deployments there. */
  public int inRegion() {
    return limit.inFlight();
  }

  /** Calls at one time that this router may make in the region. */
  public int allowedInRegion() {
    return limit.allowed();
  }

  /** Whether this router may make a call in the region at this moment. */
  public boolean hasRoom() {
    return limit.hasRoom() && outstanding.get() >= 0;
  }

  /** Whether the region takes calls at all: its limit is not 0. */
  public boolean open() {
    return limit.size() > 0;
  }

  /** Notes that somebody would call this deployment, had the region a place. */
  public void miss() {
    limit.miss();
  }

  /** How far this deployment is trusted at this moment. */
  public Standing standing() {
    return health.standing();
  }

  /** Whether it is live, or ramping with room for a trial. */
  public boolean admits() {
    return health.admits();
  }

  /** Whether it {@link #admits} a call, or may be asked although it is ejected. */
  public boolean admitsProbe() {
    return health.admitsProbe();
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
   * Takes a place if the region has one, of a deployment that is live, ramps back, or is ejected
   * and {@link #admitsProbe}; whoever gets true owes a {@link Slot}.
   */
  public boolean tryAcquire() {
    return limit.tryAcquire() && admitted(health.tryProbe());
  }

  /** As {@link #tryAcquire}, only if it {@link #admits} a call. */
  public boolean tryAcquireAdmitted() {
    return limit.tryAcquire() && admitted(health.tryBegin());
  }

  private boolean admitted(boolean begun) {
    if (!begun) {
      limit.release();
      return false;
    }
    if (outstanding.incrementAndGet() > 0) {
      return true;
    }
    outstanding.decrementAndGet();
    health.ended(health.current(), Verdict.IGNORED);
    limit.release();
    return false;
  }

  Stint stint() {
    return health.current();
  }

  long release(Stint began, Verdict verdict) {
    long ban = health.ended(began, verdict);
    limit.release();
    if (outstanding.decrementAndGet() == 0 && unused) {
      all.forgetIfIdle(this);
    }
    return ban;
  }

  void use(boolean newUse) {
    unused = !newUse;
  }

  /** Takes no call any more, if it has none and no view of the world uses it. */
  boolean tryForget() {
    if (!unused || !outstanding.compareAndSet(0, FORGOTTEN)) {
      return false;
    }
    health.forget();
    return true;
  }
}
