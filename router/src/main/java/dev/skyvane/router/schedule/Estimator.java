package dev.skyvane.router.schedule;

import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.Usage;
import dev.skyvane.router.table.DeploymentView;
import org.jspecify.annotations.Nullable;

/**
 * What is expected of a deployment: {@code latency = request + execution + payload + data}, {@code
 * cost = marginal price + egress of the data}. What can't be known is NaN.
 */
final class Estimator {
  private final LatencyModel latency;
  private final MarginalPrice prices;
  private final EgressPrice egress;

  Estimator(LatencyModel latency, MarginalPrice prices, EgressPrice egress) {
    this.latency = latency;
    this.prices = prices;
    this.egress = egress;
  }

  long pricesVersion() {
    return prices.version();
  }

  /**
   * A candidate that has no score yet.
   *
   * @param executionMs expected execution time, in ms
   */
  Candidate estimate(
      DeploymentView deployment, long executionMs, @Nullable Vantage vantage, Data data) {
    double usd = prices.usd(deployment, executionMs) + egressUsd(deployment, data);
    var location = deployment.region().location();
    if (vantage == null || location == null) {
      return new Candidate(deployment, Double.NaN, Double.NaN, usd, 0);
    }
    double distance = vantage.location().distanceKmTo(location);
    double rtt =
        latency.rttMs(vantage.id(), vantage.location(), deployment.region().id(), location);
    double network = latency.requestMsOfRtt(rtt) + Transfer.ms(rtt, data.payloadBytes());
    return new Candidate(
        deployment, distance, network + executionMs + readMs(deployment, data), usd, 0);
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
