package dev.skyvane.router.schedule;

/**
 * What was measured of a deployment as called from a vantage. Latencies are those of calls that
 * found a warm instance, from request to answer, in ms.
 *
 * @param basis {@link Basis#LIVE} or {@link Basis#PROFILE}
 * @param latencyMs expected
 * @param usualMs a slow mean, which a slow-down of minutes does not move much
 * @param peakMs a mean that follows a rise at once and falls slowly
 * @param p95Ms 95th percentile; NaN where unknown
 * @param p99Ms 99th percentile; NaN where unknown
 * @param asOf time of the newest outcome in it, ms since 1970-01-01 UTC
 * @param validUntil when it no longer counts, ms since 1970-01-01 UTC
 */
public record Observation(
    Basis basis,
    double latencyMs,
    double usualMs,
    double peakMs,
    double p95Ms,
    double p99Ms,
    long asOf,
    long validUntil) {

  /** What a call may take over what one in a hundred takes before it is overdue. */
  private static final double OVERDUE = 1.05;

  /** What a call may take over the mean before it is overdue. */
  private static final double OVERDUE_OF_MEAN = 1.1;

  /**
   * Whether it breaks an objective for the 95th percentile: the mean does, or the percentile and
   * the latest calls do. The percentile alone remembers for as long as its window what has healed.
   */
  boolean violates(long sloMs) {
    return basis == Basis.LIVE
        && (latencyMs > sloMs || (p95Ms > sloMs && Math.max(peakMs, latencyMs) > sloMs));
  }

  /** The time after which a call takes longer than its history says, in ms. */
  double overdueMs() {
    double usual = Double.isNaN(p99Ms) ? latencyMs : p99Ms;
    return Math.max(usual * OVERDUE, latencyMs * OVERDUE_OF_MEAN);
  }
}
