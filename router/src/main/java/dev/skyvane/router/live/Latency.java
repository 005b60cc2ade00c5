package dev.skyvane.router.live;

import dev.skyvane.schemas.record.LatencyStats;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The newest word on a deployment as called from a vantage. Times are in ms, NaN where unknown.
 *
 * @param ewmaMs mean time of warm calls from request to answer, that of late ones counts most
 * @param usualMs the same over a longer time
 * @param peakMs the same, but it follows a rise at once
 * @param p95Ms 95th percentile
 * @param p99Ms 99th percentile
 * @param executionMs mean execution time
 * @param profileMs mean by hour of day, UTC; empty where unknown
 * @param updatedAt time of the newest outcome in it, ms since 1970-01-01 UTC
 * @param deviatedAt time of the last major deviation from its own history, ms since 1970-01-01 UTC;
 *     0 for none
 */
record Latency(
    double ewmaMs,
    double usualMs,
    double peakMs,
    double p95Ms,
    double p99Ms,
    double executionMs,
    List<@Nullable Double> profileMs,
    long updatedAt,
    long deviatedAt) {

  static Latency of(LatencyStats stats) {
    double ewma = number(stats.getEwmaMs());
    return new Latency(
        ewma,
        stats.getBaselineMs() == null ? ewma : stats.getBaselineMs(),
        stats.getPeakEwmaMs() == null ? ewma : stats.getPeakEwmaMs(),
        number(stats.getP95Ms()),
        number(stats.getP99Ms()),
        number(stats.getExecutionMs()),
        stats.getProfileMeanMs(),
        stats.getUpdatedAt().toEpochMilli(),
        stats.getDeviatedAt() == null ? 0 : stats.getDeviatedAt().toEpochMilli());
  }

  private static double number(@Nullable Double value) {
    return value == null ? Double.NaN : value;
  }

  /** What is usual at the hour of a moment; NaN where unknown. */
  double profile(long atMs) {
    int hour = Instant.ofEpochMilli(atMs).atOffset(ZoneOffset.UTC).getHour();
    return hour < profileMs.size() ? number(profileMs.get(hour)) : Double.NaN;
  }

  /** Whether plans that rest on another should be made anew, for more than a margin's sake. */
  boolean differs(Latency other, double margin) {
    return deviatedAt != other.deviatedAt
        || moved(ewmaMs, other.ewmaMs, margin)
        || moved(peakMs, other.peakMs, margin)
        || moved(p95Ms, other.p95Ms, margin)
        || moved(p99Ms, other.p99Ms, margin);
  }

  private static boolean moved(double now, double before, double margin) {
    return Double.isNaN(now) != Double.isNaN(before)
        || Math.abs(now - before) > margin * Math.max(Math.abs(before), Math.abs(now));
  }
}
