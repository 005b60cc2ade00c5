package dev.skyvane.router.schedule;

import dev.skyvane.catalog.price.EgressPrices;
import dev.skyvane.catalog.price.Usage;

/** What it costs to bring data from one region to another. Thread-safe. */
@FunctionalInterface
public interface EgressPrice {

  /**
   * Price in USD; NaN where unknown.
   *
   * @param fromRegion id of the region that holds the data
   * @param toRegion id of the region that reads them
   * @param bytes how much, above 0
   */
  double usd(String fromRegion, String toRegion, long bytes);

  /** What the providers' lists say before any volume tier. */
  static EgressPrice listed(EgressPrices lists) {
    return (from, to, bytes) ->
        lists
            .between(from, to)
            .map(list -> list.listUsd(Usage.egress(bytes)).doubleValue())
            .orElse(Double.NaN);
  }

  /**
   * Nothing within a region, which is what AWS, Google Cloud and Azure charge; unknown between
   * regions.
   */
  static EgressPrice withinRegions() {
    return (from, to, _) -> from.equals(to) ? 0 : Double.NaN;
  }
}
