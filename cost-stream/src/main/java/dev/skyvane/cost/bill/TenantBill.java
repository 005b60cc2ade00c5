package dev.skyvane.cost.bill;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What a tenant owes for a month. Immutable.
 *
 * @param month as in {@code 2026-11}, in the time zone of each provider's billing
 * @param tenant empty: what named none
 * @param lines by account, region and function
 * @param requests attempts that ran
 * @param unpriced of them those whose list cost is unknown; they are on no line
 * @param estimated of them those whose metering is estimated
 * @param estimatedUsd part of the list costs that rests on estimated metering
 * @param unknown what makes the total unknown, in sentences
 * @param withDataOut whether data that left a region is part of the total
 */
public record TenantBill(
    String month,
    String tenant,
    List<Line> lines,
    long requests,
    long unpriced,
    long estimated,
    BigDecimal estimatedUsd,
    List<String> unknown,
    boolean withDataOut) {

  /** Copies the lists. */
  public TenantBill {
    lines = List.copyOf(lines);
    unknown = List.copyOf(unknown);
  }

  /** What a line says. */
  public enum Kind {
    /** List costs, as receipts state them. */
    LIST,
    /** This tenant's share of what free tiers take off. */
    FREE_TIER,
    /** This tenant's share of what volume tiers take off. */
    VOLUME,
    /** Data that left a region, at list price; no receipt states it. */
    DATA_OUT,
    /** What free tiers and volume tiers take off that. */
    DATA_OUT_CREDIT,
    /** What is charged on top. */
    FEE
  }

  /**
   * One line.
   *
   * @param account at the provider; empty for the fee
   * @param region id; empty for the fee
   * @param function name; empty for the fee
   * @param requests attempts that ran, on lines of list costs and of the fee
   * @param usd negative for what is taken off
   */
  public record Line(
      Kind kind, String account, String region, String function, long requests, BigDecimal usd) {

    /** Who ran it, as in {@code aws}; empty for the fee. */
    public String provider() {
      return region.substring(0, Math.max(0, region.indexOf(':')));
    }
  }

  /** Sum of the lines of a kind, in USD. */
  public BigDecimal usd(Kind kind) {
    return lines.stream()
        .filter(line -> line.kind() == kind)
        .map(Line::usd)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Sum of what is known, in USD. */
  public BigDecimal knownUsd() {
    return lines.stream()
        .filter(line -> withDataOut || !ofDataOut(line.kind()))
        .map(Line::usd)
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** What is owed, in USD; empty where a part is unknown. */
  public Optional<BigDecimal> totalUsd() {
    return unknown.isEmpty() ? Optional.of(knownUsd()) : Optional.empty();
  }

  static boolean ofDataOut(Kind kind) {
    return kind == Kind.DATA_OUT || kind == Kind.DATA_OUT_CREDIT;
  }
}
