package dev.skyvane.bench.rig;

import org.HdrHistogram.Histogram;

/**
 * What callers saw while routers ended and came back.
 *
 * @param nanos from when each call was to be sent until its reply was read, in ns
 * @param seconds from the first router's end until the last was ready again, in s
 * @param repeated calls of providers beyond one for each invocation
 * @param failed invocations that ended in an error
 */
public record Interruption(Histogram nanos, double seconds, long repeated, long failed) {
  private static final double NANOS_PER_MS = 1e6;

  /** The longest that a caller waited, in ms: the longest pause of a partition. */
  public double longestMs() {
    return nanos.getMaxValue() / NANOS_PER_MS;
  }

  /** A percentile of what callers waited, in ms. */
  public double ms(double percentile) {
    return nanos.getValueAtPercentile(percentile) / NANOS_PER_MS;
  }

  /** Callers that waited longer than some ms. */
  public long later(long ms) {
    return nanos.getTotalCount() - nanos.getCountBetweenValues(0, (long) (ms * NANOS_PER_MS));
  }
}
