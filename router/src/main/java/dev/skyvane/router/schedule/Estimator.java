package dev.skyvane.router.schedule;

import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.Usage;
import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.router.table.FunctionView;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a deployment: {@code latency = request + execution + payload + data}, {@code
 * cost = marginal price + egress of the data}. Where calls were measured, their latency stands for
 * request, execution and data; for those that were not, the execution is the mean of those that
 * were. What can't be known is NaN.
 */
final class Estimator {
  private final LatencyModel latency;
  private final MarginalPrice prices;
  private final EgressPrice egress;
  private final Measured measured;

  Estimator(LatencyModel latency, MarginalPrice prices, EgressPrice egress, Measured measured) {
    this.latency = latency;
    this.prices = prices;
    this.egress = egress;
    this.measured = measured;
  }

  /** Grows when plans of a function have to be made anew. */
  long inputsVersion(String function) {
    return prices.version() + measured.version(function);
  }

  /** Expected execution time of a function, in ms. */
  double executionMs(FunctionView function) {
    double mean = measured.executionMs(function.name());
    return Double.isNaN(mean) ? function.spec().getExpectedDurationMs() : mean;
  }

  /**
   * A candidate that has no score yet.
   *
   * @param executionMs expected execution time, in ms
   * @param sloMs the function's objective, in ms; null for none
   */
  Candidate estimate(
      DeploymentView deployment,
      double executionMs,
      @Nullable Long sloMs,
      @Nullable Vantage vantage,
      Data data) {
    double usd = prices.usd(deployment, Math.round(executionMs)) + egressUsd(deployment, data);
    var observed = measured.of(deployment.id(), vantage == null ? "" : vantage.id());
    var outlook = Outlook.of(observed, measured.suspectUntil(deployment.id()), sloMs);
    var location = deployment.region().location();
    if (vantage == null || location == null) {
      return new Candidate(
          deployment,
          Double.NaN,
          observed == null ? Double.NaN : observed.latencyMs(),
          usd,
          0,
          outlook);
    }
    double distance = vantage.location().distanceKmTo(location);
    double rtt =
        latency.rttMs(vantage.id(), vantage.location(), deployment.region().id(), location);
    double answered =
        observed != null
            ? observed.latencyMs()
            : latency.requestMsOfRtt(rtt) + executionMs + readMs(deployment, data);
    return new Candidate(
        deployment, distance, answered + Transfer.ms(rtt, data.payloadBytes()), usd, 0, outlook);
  }

  private double egressUsd(DeploymentView deployment, Data data) {
    var source = data.source();
    if (source == null || data.sourceBytes() == 0) {
      return 0;
    }
    var own = source.ownPrice();
    if (own == null || source.id().equals(deployment.region().id())) {
      return egress.usd(source.id(), deployment.region().id(), data.sourceBytes());
    }
    // The site's list stands in place of the provider's, also where it does not say.
    return own.rates().containsKey(BilledUnit.EGRESS_GB)
        ? own.listUsd(Usage.egress(data.sourceBytes())).doubleValue()
        : Double.NaN;
  }

  /** A request for the data, and their transfer. */
  private double readMs(DeploymentView deployment, Data data) {
    if (data.source() == null || data.sourceBytes() == 0) {
      return 0;
    }
    var from = data.source().location();
    var to = deployment.region().location();
    if (from == null || to == null) {
      return Double.NaN;
    }
    double rtt = latency.rttMs(data.source().id(), from, deployment.region().id(), to);
    return rtt + Transfer.ms(rtt, data.sourceBytes());
  }
}
