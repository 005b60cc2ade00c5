package dev.skyvane.catalog.spec;

import dev.skyvane.catalog.price.OwnTerms;
import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.schemas.record.MemoryMetering;
import dev.skyvane.schemas.record.PriceSpec;

/** The price list that a region's spec brings in place of the catalog's. */
public final class OwnPrice {
  private OwnPrice() {}

  /**
   * The list of a spec.
   *
   * @throws IllegalArgumentException if a number is none, or out of range
   */
  public static PriceList of(String region, PriceSpec spec) {
    return new OwnTerms(
            spec.getUsdPerRequest(),
            spec.getUsdPerGbSecond(),
            spec.getUsdPerVcpuSecond(),
            spec.getUsdPerGhzSecond(),
            spec.getUsdPerEgressGb(),
            spec.getMinimumMs(),
            spec.getRoundUpMs(),
            spec.getMemoryMetering() == MemoryMetering.DYNAMIC,
            spec.getMemoryStepMb(),
            spec.getFreeRequests(),
            spec.getFreeGbSeconds(),
            spec.getFreeVcpuSeconds(),
            spec.getFreeGhzSeconds(),
            spec.getAsOf())
        .list(region);
  }
}
