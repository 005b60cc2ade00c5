package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * A month's bill: list costs, and below them what free tiers and volume tiers take off, each on a
 * line of its own. Exact; providers round the sum to cents. Immutable.
 *
 * @param lines list costs and credits, grouped by subject in the order of first use
 * @param unpriced what has been used at a price that is not known
 */
public record Bill(List<Line> lines, List<String> unpriced) {

  /** Copies the lists. */
  public Bill {
    lines = List.copyOf(lines);
    unpriced = List.copyOf(unpriced);
  }

  /** Sum of the list costs, in USD, of what has a known price. */
  public BigDecimal listUsd() {
    return sum(Kind.LIST);
  }

  /** Sum of what free tiers take off, in USD: 0 or less. */
  public BigDecimal freeTierUsd() {
    return sum(Kind.FREE_TIER);
  }

  /** Sum of what volume tiers take off, in USD: 0 or less. */
  public BigDecimal volumeUsd() {
    return sum(Kind.VOLUME);
  }

  /** What is to be paid, in USD; empty where something was used at an unknown price. */
  public Optional<BigDecimal> totalUsd() {
    return unpriced.isEmpty()
        ? Optional.of(listUsd().add(freeTierUsd()).add(volumeUsd()))
        : Optional.empty();
  }

  private BigDecimal sum(Kind kind) {
    BigDecimal sum = BigDecimal.ZERO;
    for (Line line : lines) {
      if (line.kind() == kind) {
        sum = sum.add(line.usd());
      }
    }
    return sum;
  }

  /** What a line says. */
  public enum Kind {
    /** Quantity times list price. */
    LIST,
    /** What the account's free tier takes off. */
    FREE_TIER,
    /** What lower prices of higher volume tiers take off. */
    VOLUME
  }

  /**
   * One line.
   *
   * @param kind what it says
   * @param product id of the product
   * @param subject what the price list is for
   * @param unit what was metered
   * @param quantity units used in the month, the free ones included
   * @param usd amount in USD; negative for what is taken off
   */
  public record Line(
      Kind kind,
      String product,
      String subject,
      BilledUnit unit,
      BigDecimal quantity,
      BigDecimal usd) {}
}
