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
 * request, execution and data; for those that were not, what is beside the network is what it
 * usually is where calls were measured, and a margin is added, because callers who try what nobody
 * knows meet its cold starts. What can't be known is NaN.
 */
final class Estimator {
  /** By how much an estimate has to be better than a measurement: so far it may well be off. */
  private static final double UNMEASURED = 1.1;

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

  /**
   * What is expected of a call wherever it runs.
   *
   * @param executionMs its execution, in ms
   * @param besideNetworkMs all that is not the network, in ms
   * @param margin on the latency where nothing was measured
   */
  record Expected(double executionMs, double besideNetworkMs, double margin) {}

  /** What is expected of a function's calls from a vantage. */
  Expected expected(FunctionView function, @Nullable Vantage vantage, Data data) {
    double mean = measured.executionMs(function.name());
    double execution = Double.isNaN(mean) ? function.spec().getExpectedDurationMs() : mean;
    double beside = 0;
    int count = 0;
    for (var deployment : function.deployments()) {
      var observed = vantage == null ? null : measured.of(deployment.id(), vantage.id());
      if (observed != null && vantage != null) {
        double rest =
            observed.usualMs() - requestMs(deployment, vantage) - readMs(deployment, data);
        if (!Double.isNaN(rest)) {
          beside += Math.max(0, rest);
          count++;
        }
      }
    }
    return count == 0
        ? new Expected(execution, execution, 1)
        : new Expected(execution, beside / count, UNMEASURED);
  }

  private double requestMs(DeploymentView deployment, Vantage vantage) {
    var location = deployment.region().location();
    return location == null
        ? Double.NaN
        : latency.requestMsOfRtt(
            latency.rttMs(vantage.id(), vantage.location(), deployment.region().id(), location));
  }

  /**
   * A candidate that has no score yet.
   *
   * @param expected of all deployments of the function
   * @param sloMs the function's objective, in ms; null for none
   */
  Candidate estimate(
      DeploymentView deployment,
      Expected expected,
      @Nullable Long sloMs,
      @Nullable Vantage vantage,
      Data data) {
    double usd =
        prices.usd(deployment, Math.round(expected.executionMs())) + egressUsd(deployment, data);
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
            : (latency.requestMsOfRtt(rtt) + expected.besideNetworkMs() + readMs(deployment, data))
                * expected.margin();
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
