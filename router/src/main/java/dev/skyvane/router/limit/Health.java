package dev.skyvane.router.limit;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/**
 * Whether a deployment can be trusted, by how its calls end. Thread-safe without locks; asking
 * allocates nothing, and reads the clock only while the deployment is not live.
 *
 * <pre>
 *           enough failures in a row               ban over, or a call succeeded
 *   LIVE ────────────────────────────► EJECTED ──────────────────────────────────► RAMPING
 *    ▲                                    ▲   its first call fails, or enough in a row │ │
 *    │                                    └──────────── ban twice as long ─────────────┘ │
 *    └──────────────────────────── enough calls succeeded ───────────────────────────────┘
 * </pre>
 *
 * <p>Calls that began before the ban say nothing after it: a burst that fails ejects once.
 */
final class Health {
  private final Ejection rules;
  private final LongSupplier clock;
  private final AtomicInteger notLive;
  private final AtomicReference<Stint> stint;

  /**
   * A deployment that is live.
   *
   * @param clock in ns, as {@link System#nanoTime}
   * @param notLive counts the deployments that are not live
   */
  Health(Ejection rules, LongSupplier clock, AtomicInteger notLive) {
    this.rules = rules;
    this.clock = clock;
    this.notLive = notLive;
    this.stint = new AtomicReference<>(Stint.live(0, clock.getAsLong()));
  }

  Standing standing() {
    var now = current();
    if (now.live) {
      return Standing.LIVE;
    }
    return now.bannedAt(clock.getAsLong()) ? Standing.EJECTED : Standing.RAMPING;
  }

  /** Whether a call may begin, as far as this deployment's trust goes. */
  boolean admits() {
    var now = current();
    return now.live || (!now.bannedAt(clock.getAsLong()) && now.roomForTrial());
  }

  /** Takes a call on if {@link #admits}. */
  boolean tryBegin() {
    var now = current();
    return now.live || (!now.bannedAt(clock.getAsLong()) && now.tryTrial());
  }

  /**
   * Whether a call may begin although the deployment is not trusted: without bounds once a call
   * succeeded, before that as a trial, and during a ban as a probe.
   */
  boolean admitsProbe() {
    var now = current();
    if (now.live || now.successes.get() > 0) {
      return true;
    }
    long time = clock.getAsLong();
    return now.bannedAt(time) ? now.roomForProbe(time) : now.roomForTrial();
  }

  /** Takes a call on if {@link #admitsProbe}. */
  boolean tryProbe() {
    var now = current();
    if (now.live) {
      return true;
    }
    if (now.successes.get() > 0) {
      now.inFlight.incrementAndGet();
      return true;
    }
    long time = clock.getAsLong();
    return now.bannedAt(time) ? now.tryProbe(time) : now.tryTrial();
  }

  /** Is live from now on, for nobody: its deployment is gone. */
  void forget() {
    var now = current();
    if (!now.live && stint.compareAndSet(now, Stint.live(now.bans, now.since))) {
      notLive.decrementAndGet();
    }
  }

  /** The stint to which a call belongs that begins now. */
  Stint current() {
    return Objects.requireNonNull(stint.get());
  }

  /**
   * Learns from the end of a call. The standing changes only from the stint in which the call
   * began.
   *
   * @param began the stint in which it began
   * @return the ban to which it led, in ns; 0 if to none
   */
  long ended(Stint began, Verdict verdict) {
    if (!began.live) {
      began.inFlight.decrementAndGet();
    }
    if (verdict == Verdict.IGNORED || rules.failures() == 0) {
      return 0;
    }
    if (verdict == Verdict.DROPPED) {
      return failed(began);
    }
    succeeded(began);
    return 0;
  }

  private void succeeded(Stint began) {
    if (began.failuresInRow.get() != 0) {
      began.failuresInRow.set(0);
    }
    if (began.live) {
      return;
    }
    long now = clock.getAsLong();
    int successes = began.successes.incrementAndGet();
    if (began.bannedAt(now)) {
      began.banUntil = now;
    }
    if (successes >= Ejection.LIVE_AFTER
        && stint.compareAndSet(began, Stint.live(began.bans, now))) {
      notLive.decrementAndGet();
    }
  }

  private long failed(Stint began) {
    long now = clock.getAsLong();
    if (!began.live && began.bannedAt(now)) {
      // Called for want of a better one; that it still fails is no news.
      return 0;
    }
    int inRow = began.failuresInRow.incrementAndGet();
    boolean untested = !began.live && began.successes.get() == 0;
    if (inRow < rules.failures() && !untested) {
      return 0;
    }
    boolean forgiven = began.live && now - began.since >= rules.longestBan().toNanos();
    int bans = forgiven ? 1 : began.bans + 1;
    long ban = rules.banNanos(bans);
    if (!stint.compareAndSet(began, Stint.banned(bans, now, ban))) {
      return 0;
    }
    if (began.live) {
      notLive.incrementAndGet();
    }
    return ban;
  }
}
