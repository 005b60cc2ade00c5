package dev.skyvane.cost.charge;

import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.catalog.price.Usage;
import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one attempt costs.
 *
 * @param function name of the function
 * @param deployment id of the deployment
 * @param region id of the region
 * @param tenant who asked; empty: none was named
 * @param account account at the provider that pays
 * @param month billing month of the provider
 * @param at append time of the outcome, ms since 1970-01-01 UTC
 * @param ran whether the provider ran it; else it costs nothing
 * @param estimated whether its metering is estimated
 * @param runMs how long it ran, in ms
 * @param listUsd list cost as the receipt states it; null: unknown
 * @param list price list that credits rest on; null: unknown
 * @param usage what it used, at that list
 * @param dataOut data that left a region for it
 * @param footprint its carbon
 */
public record Charge(
    String function,
    String deployment,
    String region,
    String tenant,
    String account,
    YearMonth month,
    long at,
    boolean ran,
    boolean estimated,
    double runMs,
    @Nullable BigDecimal listUsd,
    @Nullable PriceList list,
    Usage usage,
    List<DataOut> dataOut,
    Footprint footprint) {

  /** Copies the list. */
  public Charge {
    dataOut = List.copyOf(dataOut);
  }

  /**
   * Data that left a region.
   *
   * @param fromRegion id of the region that it left
   * @param bytes how much, in bytes
   * @param list its price list; null: unknown
   */
  public record DataOut(String fromRegion, long bytes, @Nullable PriceList list) {

    /** The same as use of a price list. */
    public Usage usage() {
      return Usage.egress(bytes);
    }
  }
}
