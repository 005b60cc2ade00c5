package dev.skyvane.metrics.table;

import dev.skyvane.metrics.slice.Granularity;
import dev.skyvane.metrics.slice.Head;
import dev.skyvane.metrics.slice.Latencies;
import dev.skyvane.metrics.slice.Profile;
import dev.skyvane.metrics.slice.Slice;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.Deviation;
import dev.skyvane.schemas.record.LatencyStats;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** Builds what routers read. */
public final class Stats {
  private Stats() {}

  /** Start of the window that ends with the slice of this time, ms since 1970-01-01 UTC. */
  public static long windowStart(long time) {
    var ten = Granularity.TEN_SECONDS;
    return ten.start(time) - Granularity.MINUTE.size() + ten.size();
  }

  /**
   * The newest state of a target as seen from a vantage.
   *
   * @param minute the sum of the slices that end with that of the newest outcome
   */
  public static LatencyStats of(String name, Head head, Slice minute, Profile profile) {
    int at = name.lastIndexOf('@');
    long updated = head.updatedAt();
    var warm = minute.warm();
    return LatencyStats.newBuilder()
        .setTarget(name.substring(0, at))
        .setVantage(name.substring(at + 1))
        .setUpdatedAt(Instant.ofEpochMilli(updated))
        .setWindowFrom(Instant.ofEpochMilli(windowStart(updated)))
        .setWindowTo(
            Instant.ofEpochMilli(
                Granularity.TEN_SECONDS.start(updated) + Granularity.TEN_SECONDS.size()))
        .setCount(minute.count())
        .setErrors(minute.errors())
        .setThrottles(minute.count(AttemptStatus.THROTTLED))
        .setTimeouts(minute.count(AttemptStatus.TIMEOUT))
        .setFunctionErrors(minute.count(AttemptStatus.FUNCTION_ERROR))
        .setUnavailable(minute.count(AttemptStatus.UNAVAILABLE))
        .setColdStarts(minute.coldStarts())
        .setSloViolations(minute.sloViolations())
        .setWarmCount(warm.count())
        .setEwmaMs(boxed(head.ewmaMs()))
        .setPeakEwmaMs(boxed(head.peakEwmaMs()))
        .setMeanMs(boxed(minute.meanMs()))
        .setP50Ms(boxed(warm.quantile(0.5)))
        .setP90Ms(boxed(warm.quantile(0.9)))
        .setP95Ms(boxed(warm.quantile(0.95)))
        .setP99Ms(boxed(warm.quantile(0.99)))
        .setP999Ms(boxed(warm.quantile(0.999)))
        .setRelativeError(Latencies.RELATIVE_ERROR)
        .setQueueMs(boxed(minute.queueMs()))
        .setNetworkMs(boxed(minute.networkMs()))
        .setExecutionMs(boxed(minute.executionMs()))
        .setBaselineMs(boxed(head.baselineMs()))
        .setBaselineSdMs(boxed(head.baselineSdMs()))
        .setDeviation(Deviation.valueOf(head.side().name()))
        .setDeviatedAt(
            head.deviatedAt().isPresent()
                ? Instant.ofEpochMilli(head.deviatedAt().getAsLong())
                : null)
        .setProfileMeanMs(means(profile))
        .build();
  }

  private static List<@Nullable Double> means(Profile profile) {
    var means = new ArrayList<@Nullable Double>();
    for (int hour = 0; hour < Profile.HOURS && !profile.isEmpty(); hour++) {
      means.add(boxed(profile.meanMs(hour)));
    }
    return means;
  }

  private static @Nullable Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
