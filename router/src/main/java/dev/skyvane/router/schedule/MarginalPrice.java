package dev.skyvane.router.schedule;

import dev.skyvane.router.table.DeploymentView;

/** What one more run would cost, by what has been used so far. Thread-safe. */
@FunctionalInterface
public interface MarginalPrice {

  /**
   * Price of one more run, in USD: 0 while it would be free; NaN where unknown.
   *
   * @param durationMs expected execution time, in ms
   */
  double usd(DeploymentView deployment, long durationMs);

  /** Changes whenever prices may have changed; plans are then made anew. */
  default long version() {
    return 0;
  }

  /** The list price, whatever was used before. */
  static MarginalPrice list() {
    return (deployment, _) -> deployment.expectedUsd();
  }
}
