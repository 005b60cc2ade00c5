package dev.skyvane.router.parking;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What an invocation's attempts have cost so far.
 *
 * @param listCostUsd in USD, or null where unknown
 * @param carbonGrams in gCO2e, NaN where unknown
 * @param fossilGbSeconds FF-GBS, NaN where unknown
 */
public record Spent(@Nullable BigDecimal listCostUsd, double carbonGrams, double fossilGbSeconds) {
  /** Nothing ran yet. */
  public static final Spent NOTHING = new Spent(BigDecimal.ZERO, 0, 0);
}
