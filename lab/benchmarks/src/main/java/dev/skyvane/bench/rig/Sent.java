package dev.skyvane.bench.rig;

import java.util.function.IntPredicate;
import org.HdrHistogram.Histogram;

/**
 * Requests that were all replied to as they should be.
 *
 * @param count how many
 * @param nanos from the first sent to the last reply read, in ns
 * @param latencies by request, from when it was to be sent until its reply was read, in ns
 */
public record Sent(int count, long nanos, long[] latencies) {
  private static final int DIGITS = 3;

  /** Latencies of some of the requests, in ns. */
  public Histogram of(IntPredicate which) {
    var histogram = new Histogram(DIGITS);
    for (int index = 0; index < count; index++) {
      if (which.test(index)) {
        histogram.recordValue(Math.max(0, latencies[index]));
      }
    }
    return histogram;
  }
}
