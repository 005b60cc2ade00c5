package dev.skyvane.bench;

import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;

/**
 * What JMH found for one case.
 *
 * @param nanos mean time of an operation on a processor, in ns
 * @param errorNanos half of the interval that holds it with 99.9 % confidence, in ns; NaN where
 *     there were too few rounds
 * @param clockNanos mean time of an operation on the clock, in ns
 * @param bytes allocated per operation, in B
 */
record Measured(double nanos, double errorNanos, double clockNanos, double bytes) {
  /** Below this many rounds the interval is so wide that it says nothing. */
  private static final int FEWEST_ROUNDS = 5;

  private static final String ALLOCATED = "gc.alloc.rate.norm";

  static Measured of(BenchmarkResult result) {
    var time = secondary(result, ProcessorTimeProfiler.RESULT);
    return new Measured(
        time.getScore(),
        time.getSampleCount() < FEWEST_ROUNDS ? Double.NaN : time.getScoreError(),
        result.getPrimaryResult().getScore(),
        secondary(result, ALLOCATED).getScore());
  }

  private static Result<?> secondary(BenchmarkResult result, String name) {
    var found = result.getSecondaryResults().get(name);
    if (found == null) {
      throw new IllegalStateException(
          "JMH reported no " + name + ", only " + result.getSecondaryResults().keySet());
    }
    return found;
  }
}
