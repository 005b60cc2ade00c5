package dev.skyvane.bench.rig;

import java.util.function.IntPredicate;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Requests that were all replied to.
 *
 * @param count how many
 * @param nanos from the first sent to the last reply read, in ns
 * @param latencies by request, from when it was to be sent until its reply was read, in ns
 * @param failed how many ended in an error that nobody asked for
 * @param failure the last of these, null if there was none
 */
record Sent(int count, long nanos, long[] latencies, int failed, @Nullable String failure) {
  private static final int DIGITS = 3;

  /**
   * The same, where no call may fail.
   *
   * @throws IllegalStateException if one did
   */
  Sent allAnswered() {
    if (failure != null) {
      throw new IllegalStateException(
          "%d of %,d calls failed, as %s".formatted(failed, count, failure));
    }
    return this;
  }

  /** Latencies of all requests, in ns. */
  Histogram all() {
    return of(_ -> true);
  }

  /** Latencies of some of the requests, in ns. */
  Histogram of(IntPredicate which) {
    var histogram = new Histogram(DIGITS);
    for (int index = 0; index < count; index++) {
      if (which.test(index)) {
        histogram.recordValue(Math.max(0, latencies[index]));
      }
    }
    return histogram;
  }
}
