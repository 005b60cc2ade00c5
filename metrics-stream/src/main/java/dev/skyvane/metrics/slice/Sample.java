package dev.skyvane.metrics.slice;

import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.Outcome;
import java.util.OptionalDouble;

/**
 * What is kept of one outcome.
 *
 * @param target id of the deployment or region
 * @param vantage where the router stood
 * @param id hash of the attempt's id
 * @param time append time of the outcome, ms since 1970-01-01 UTC
 * @param cold whether it began an instance; unknown counts as no
 * @param queueMs from append of the invocation to the attempt
 * @param inFlightMs from request to answer
 * @param executionMs NaN if unknown
 * @param networkMs NaN if unknown
 * @param slo whether the function's SLO was violated
 * @param deviation share of the mean that is a major deviation; NaN: by variance
 */
public record Sample(
    String target,
    String vantage,
    long id,
    long time,
    AttemptStatus status,
    boolean cold,
    double queueMs,
    double inFlightMs,
    double executionMs,
    double networkMs,
    boolean slo,
    double deviation) {

  /**
   * Of an outcome, as its deployment's.
   *
   * @param sloMs longest in-flight time that keeps the SLO
   */
  public static Sample of(Outcome outcome, long time, OptionalDouble sloMs, double deviation) {
    return new Sample(
        outcome.getDeployment(),
        outcome.getVantage(),
        Hash64.of(outcome.getAttemptId()),
        time,
        outcome.getStatus(),
        Boolean.TRUE.equals(outcome.getColdStart()),
        outcome.getQueueMs(),
        outcome.getInFlightMs(),
        outcome.getExecutionMs() == null ? Double.NaN : outcome.getExecutionMs(),
        outcome.getNetworkMs() == null ? Double.NaN : outcome.getNetworkMs(),
        sloMs.isPresent() && outcome.getInFlightMs() > sloMs.getAsDouble(),
        deviation);
  }

  /** The same as its region's: latency of all its functions, judged by variance. */
  public Sample ofRegion(String region) {
    return new Sample(
        region,
        vantage,
        id,
        time,
        status,
        cold,
        queueMs,
        inFlightMs,
        executionMs,
        networkMs,
        slo,
        Double.NaN);
  }

  /** Whether latency is measured by it: a failure, however fast, and a cold start are not. */
  public boolean warm() {
    return status == AttemptStatus.SUCCESS && !cold;
  }

  /** Target and vantage, as keys of tables have them. */
  public String name() {
    return target + "@" + vantage;
  }
}
