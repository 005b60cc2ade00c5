package dev.skyvane.router.schedule;

import dev.skyvane.router.table.DeploymentView;

/**
 * A deployment that satisfies every constraint, with its estimates.
 *
 * @param deployment the deployment
 * @param distanceKm from the vantage, in km; NaN where unknown
 * @param latencyMs expected request latency, in ms; NaN where unknown
 * @param usd what one more run and the data that it reads would cost, in USD; NaN where unknown
 * @param score what the policy ranks by, smaller is better
 * @param outlook what the latency rests on
 */
public record Candidate(
    DeploymentView deployment,
    double distanceKm,
    double latencyMs,
    double usd,
    double score,
    Outlook outlook) {

  Candidate scored(double newScore) {
    return new Candidate(deployment, distanceKm, latencyMs, usd, newScore, outlook);
  }
}
