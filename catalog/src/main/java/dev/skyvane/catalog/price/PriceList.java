package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one product costs at one place, at list price. Immutable.
 *
 * <p>A unit that has no rate is not charged. A unit whose rate is not known makes the whole list
 * unknown: then there is no list, for an unknown price is never 0. All arithmetic is exact decimal:
 * nothing is rounded but the billed duration and, where memory is metered, the memory.
 *
 * @param subject what the list is for, as in {@code aws:eu-north-1 x86_64}; volume tiers count the
 *     use of one subject
 * @param product how the product bills
 * @param rates by unit
 * @param source where the prices come from
 * @param asOf date of the prices as far as the source states one
 */
public record PriceList(
    String subject, Product product, Map<BilledUnit, Rate> rates, String source, String asOf) {

  /** Copies the map. */
  public PriceList {
    rates = Map.copyOf(rates);
  }

  /** List price of a unit, which is the first volume tier's, in USD; 0 where it is not charged. */
  public BigDecimal usdPer(BilledUnit unit) {
    Rate rate = rates.get(unit);
    return rate == null ? BigDecimal.ZERO : rate.usdPerUnit();
  }

  /**
   * Prices of runs at a size, worked out once so that each run is cheap; empty where the list
   * charges GHz-seconds and the size does not know its GHz.
   */
  public Optional<RunPrice> at(Size size) {
    return rates.containsKey(BilledUnit.GHZ_SECOND) && size.ghz() == null
        ? Optional.empty()
        : Optional.of(new RunPrice(this, size));
  }

  /** List price of some use, in USD, exact: before free tiers and volume tiers. */
  public BigDecimal listUsd(Usage usage) {
    BigDecimal usd = BigDecimal.ZERO;
    for (BigDecimal line : lines(usage).values()) {
      usd = usd.add(line);
    }
    return usd;
  }

  /** List price of some use by unit, in USD, exact; units that are not charged have no line. */
  public Map<BilledUnit, BigDecimal> lines(Usage usage) {
    var lines = new EnumMap<BilledUnit, BigDecimal>(BilledUnit.class);
    usage
        .quantities()
        .forEach(
            (unit, quantity) -> {
              Rate rate = rates.get(unit);
              if (rate != null) {
                lines.put(unit, quantity.multiply(rate.usdPerUnit()));
              }
            });
    return lines;
  }
}
