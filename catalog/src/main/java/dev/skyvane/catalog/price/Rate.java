package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Price of a unit, by the volume of the month: each tier's price holds for what lies within it,
 * never for what lies below. Immutable.
 *
 * @param tiers ascending; what lies above the last has no known price
 */
public record Rate(List<Tier> tiers) {

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if there is no tier, or a bound does not exceed the one before
   */
  public Rate {
    tiers = List.copyOf(tiers);
    if (tiers.isEmpty()) {
      throw new IllegalArgumentException("a rate needs at least one tier");
    }
    BigDecimal from = BigDecimal.ZERO;
    for (int i = 0; i < tiers.size(); i++) {
      BigDecimal upTo = tiers.get(i).upTo();
      if (upTo == null ? i < tiers.size() - 1 : upTo.compareTo(from) <= 0) {
        throw new IllegalArgumentException(
            "tier " + (i + 1) + " of " + tiers + " must end above the one before it");
      }
      from = upTo == null ? from : upTo;
    }
  }

  /** The same price for any volume. */
  public static Rate flat(BigDecimal usdPerUnit) {
    return new Rate(List.of(new Tier(null, usdPerUnit)));
  }

  /** List price, which is the first tier's, in USD per unit. */
  public BigDecimal usdPerUnit() {
    return tiers.getFirst().usdPerUnit();
  }

  /**
   * Exact price of a quantity, in USD; empty where a part of it lies above the last known tier.
   *
   * @param used paid for earlier in the month, in units
   * @param quantity to be paid for, in units
   * @throws IllegalArgumentException if a quantity is negative
   */
  public Optional<BigDecimal> usd(BigDecimal used, BigDecimal quantity) {
    if (used.signum() < 0 || quantity.signum() < 0) {
      throw new IllegalArgumentException(
          "quantities must not be negative: " + used.toPlainString() + ", " + quantity);
    }
    BigDecimal usd = BigDecimal.ZERO;
    BigDecimal from = used;
    BigDecimal to = used.add(quantity);
    for (Tier tier : tiers) {
      BigDecimal end = tier.upTo() == null ? to : tier.upTo().min(to);
      if (end.compareTo(from) > 0) {
        usd = usd.add(end.subtract(from).multiply(tier.usdPerUnit()));
        from = end;
      }
    }
    return from.compareTo(to) < 0 ? Optional.empty() : Optional.of(usd);
  }

  /**
   * A range of the month's volume.
   *
   * @param upTo end of the range, in units of a month; null: none
   * @param usdPerUnit USD per unit
   */
  public record Tier(@Nullable BigDecimal upTo, BigDecimal usdPerUnit) {

    /**
     * Checks the price.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public Tier {
      if (usdPerUnit.signum() < 0) {
        throw new IllegalArgumentException(
            "price " + usdPerUnit.toPlainString() + " must not be negative");
      }
    }
  }
}
