package dev.skyvane.bench.rig;

import org.HdrHistogram.Histogram;

/**
 * What a round of calls showed.
 *
 * @param nanos times of ordinary calls, from when each was to be sent to its reply read, in ns
 * @param used what the router's JVM used meanwhile
 * @param count all calls
 * @param failed ordinary calls that failed
 */
public record HeldBackRound(Histogram nanos, Counters used, int count, int failed) {
  private static final double NANOS_PER_MS = 1e6;

  /** A percentile of the ordinary calls' times, in ms. */
  public double ms(double percentile) {
    return nanos.getValueAtPercentile(percentile) / NANOS_PER_MS;
  }

  /**
   * Calls that could hold others back; in a clean round as many ordinary ones are in their place.
   */
  public long others() {
    return count - nanos.getTotalCount();
  }
}
