package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an account has free each month. Immutable.
 *
 * @param pool name of what all price lists draw on that share it: one account's product, over all
 *     its regions and architectures
 * @param grants free quantities, by unit
 */
public record FreeTier(String pool, Map<BilledUnit, Grant> grants) {

  /** Nothing is free. */
  public static final FreeTier NONE = new FreeTier("", Map.of());

  /** Copies the map. */
  public FreeTier {
    grants = Map.copyOf(grants);
  }

  /** What is free of a unit; empty: nothing. */
  public Optional<Grant> grant(BilledUnit unit) {
    return Optional.ofNullable(grants.get(unit));
  }

  /**
   * A free quantity.
   *
   * @param quantity units per month
   * @param worthUsdPerUnit null: the units themselves are free, wherever they are used. Else the
   *     grant is money, this price times the quantity, so that it buys fewer units where they cost
   *     more. Google works so: "applied as a spending based discount using Tier 1 pricing" (Cloud
   *     Run pricing)
   */
  public record Grant(BigDecimal quantity, @Nullable BigDecimal worthUsdPerUnit) {

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException if a value is negative
     */
    public Grant {
      if (quantity.signum() < 0 || (worthUsdPerUnit != null && worthUsdPerUnit.signum() < 0)) {
        throw new IllegalArgumentException(
            "a free quantity and its worth must not be negative: " + quantity.toPlainString());
      }
    }
  }
}
