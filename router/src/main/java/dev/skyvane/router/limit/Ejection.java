package dev.skyvane.router.limit;

import java.time.Duration;

/**
 * The rules by which deployments are ejected.
 *
 * @param failures failures in a row that eject a deployment; 0: none ever is
 * @param firstBan length of the first ban; each further one is twice as long
 * @param longestBan cap of a ban; a deployment that was live for as long begins anew at the first
 * @param floorPercent least share of a function's candidates, 0 to 100, that are used as if live
 */
public record Ejection(int failures, Duration firstBan, Duration longestBan, int floorPercent) {
  /** Nothing is ever ejected. */
  public static final Ejection NEVER = new Ejection(0, Duration.ZERO, Duration.ZERO, 0);

  /** Calls at one time that a deployment is let have when its ban is over. */
  static final int FIRST_TRIALS = 2;

  /**
   * Calls at one time by which an ejected deployment is asked where a function has no better one. A
   * second, so that one that hangs does not hide the end of an outage until it times out; no third,
   * because each spends an attempt of an invocation.
   */
  static final int PROBES = 2;

  /**
   * Least time between the beginnings of two such calls, in ns. Where failures are fast, ten a
   * second at most are spent on an outage, and its end is seen a tenth of a second late.
   */
  static final long PROBE_PACE_NANOS = 100_000_000;

  /** Calls that must succeed after a ban before the deployment is live again. */
  static final int LIVE_AFTER = 32;

  private static final int LARGEST_SHIFT = 20;
  private static final int PERCENT = 100;

  /**
   * Length of a ban, in ns.
   *
   * @param times how often in a row, this one included; at least 1
   */
  long banNanos(int times) {
    long first = firstBan.toNanos();
    long longest = longestBan.toNanos();
    int shift = Math.min(times - 1, LARGEST_SHIFT);
    return first > longest >> shift ? longest : first << shift;
  }

  /** How many of so many candidates are used as if live, whatever their standing; at least 1. */
  int floor(int candidates) {
    return Math.max(1, Math.ceilDiv(candidates * floorPercent, PERCENT));
  }
}
