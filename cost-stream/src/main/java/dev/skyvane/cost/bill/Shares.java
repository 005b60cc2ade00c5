package dev.skyvane.cost.bill;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.Map;

/** Divides an amount by weights, so that the parts add up to it exactly. */
final class Shares {
  private static final int LEAST_SCALE = 18;

  private Shares() {}

  /**
   * Parts in proportion to weights, each rounded down to 18 decimals, or to as many as the amount
   * has; what is left over goes to the part with the largest weight, of several to the first.
   *
   * @param amount 0 or more
   * @param weights 0 or more; where all are 0 nothing can be divided and the map is empty
   */
  static <K> Map<K, BigDecimal> of(BigDecimal amount, Map<K, BigDecimal> weights) {
    var parts = new LinkedHashMap<K, BigDecimal>();
    BigDecimal all = weights.values().stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    if (all.signum() <= 0) {
      return parts;
    }
    int scale = Math.max(LEAST_SCALE, amount.scale());
    BigDecimal left = amount;
    Map.Entry<K, BigDecimal> largest = null;
    for (var entry : weights.entrySet()) {
      BigDecimal part = amount.multiply(entry.getValue()).divide(all, scale, RoundingMode.DOWN);
      parts.put(entry.getKey(), part);
      left = left.subtract(part);
      if (largest == null || entry.getValue().compareTo(largest.getValue()) > 0) {
        largest = entry;
      }
    }
    if (largest != null) {
      parts.merge(largest.getKey(), left, BigDecimal::add);
    }
    return parts;
  }
}
