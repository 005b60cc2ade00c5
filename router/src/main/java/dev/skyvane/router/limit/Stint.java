package dev.skyvane.router.limit;

import java.util.concurrent.atomic.AtomicInteger;

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

  private Stint(boolean live, int bans, long since, long banUntil) {
    this.live = live;
    this.bans = bans;
    this.since = since;
    this.banUntil = banUntil;
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
    while (true) {
      int now = inFlight.get();
      if (now >= Ejection.FIRST_TRIALS + successes.get()) {
        return false;
      }
      if (inFlight.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }
}
