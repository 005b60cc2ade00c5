package dev.skyvane.router.limit;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A time in which a deployment is live, or one that begins with a ban. What a call says counts in
 * the stint in which it began, and in no other.
 */
final class Stint {
  final boolean live;

  /** Bans in a row that led here. */
  final int bans;

  final long since;
  final AtomicInteger failuresInRow = new AtomicInteger();
  final AtomicInteger successes = new AtomicInteger();

  /** Calls of a stint that began with a ban; not counted in a live one. */
  final AtomicInteger inFlight = new AtomicInteger();

  volatile long banUntil;
  private final AtomicLong nextProbe;

  private Stint(boolean live, int bans, long since, long banUntil) {
    this.live = live;
    this.bans = bans;
    this.since = since;
    this.banUntil = banUntil;
    this.nextProbe = new AtomicLong(since);
  }

  static Stint live(int bans, long now) {
    return new Stint(true, bans, now, now);
  }

  static Stint banned(int bans, long now, long nanos) {
    return new Stint(false, bans, now, now + nanos);
  }

  boolean bannedAt(long now) {
    return now - banUntil < 0;
  }

  boolean roomForTrial() {
    return inFlight.get() < Ejection.FIRST_TRIALS + successes.get();
  }

  boolean tryTrial() {
    return tryBegin(Ejection.FIRST_TRIALS + successes.get());
  }

  boolean roomForProbe(long now) {
    return inFlight.get() < Ejection.PROBES && now - nextProbe.get() >= 0;
  }

  /** Takes a call on during the ban. */
  boolean tryProbe(long now) {
    if (!tryBegin(Ejection.PROBES)) {
      return false;
    }
    long due = nextProbe.get();
    if (now - due >= 0 && nextProbe.compareAndSet(due, now + Ejection.PROBE_PACE_NANOS)) {
      return true;
    }
    inFlight.decrementAndGet();
    return false;
  }

  private boolean tryBegin(int most) {
    while (true) {
      int now = inFlight.get();
      if (now >= most) {
        return false;
      }
      if (inFlight.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }
}
