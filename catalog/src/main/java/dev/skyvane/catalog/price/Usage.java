package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;

/**
 * Quantities of what is billed, exact. Immutable.
 *
 * @param quantities by unit; a unit that is not there was not used
 */
public record Usage(Map<BilledUnit, BigDecimal> quantities) {

  /** No use at all. */
  public static final Usage NOTHING = new Usage(Map.of());

  private static final BigDecimal BYTES_PER_GB = BigDecimal.valueOf(1L << 30);

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if a quantity is negative
   */
  public Usage {
    quantities = Map.copyOf(quantities);
    quantities.forEach(
        (unit, quantity) -> {
          if (quantity.signum() < 0) {
            throw new IllegalArgumentException(
                unit.text() + " is " + quantity.toPlainString() + "; it must not be negative");
          }
        });
  }

  /**
   * Data that leaves a region.
   *
   * @param bytes number of bytes; 1 GB is 2^30
   * @throws IllegalArgumentException if the number is negative
   */
  public static Usage egress(long bytes) {
    // A power of two divides into a finite decimal: exact.
    return new Usage(Map.of(BilledUnit.EGRESS_GB, BigDecimal.valueOf(bytes).divide(BYTES_PER_GB)));
  }

  /** Quantity of a unit; 0 where it was not used. */
  public BigDecimal of(BilledUnit unit) {
    return quantities.getOrDefault(unit, BigDecimal.ZERO);
  }

  /** Both together. */
  public Usage plus(Usage other) {
    var sum = new EnumMap<BilledUnit, BigDecimal>(BilledUnit.class);
    sum.putAll(quantities);
    other.quantities.forEach((unit, quantity) -> sum.merge(unit, quantity, BigDecimal::add));
    return new Usage(sum);
  }

  /**
   * The same use many times.
   *
   * @throws IllegalArgumentException if the number is negative
   */
  public Usage times(long count) {
    var product = new EnumMap<BilledUnit, BigDecimal>(BilledUnit.class);
    quantities.forEach(
        (unit, quantity) -> product.put(unit, quantity.multiply(BigDecimal.valueOf(count))));
    return new Usage(product);
  }
}
