package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the accounts at all providers have used since the month began, which is what free tiers and
 * volume tiers depend on. One object holds one account for each free pool, so the free tiers of
 * several providers add up: whoever always takes the lowest {@link #marginalUsd} uses all of them
 * up before paying.
 *
 * <p>Free quantities are taken first, in the order of use; what is left counts towards the volume
 * tiers of its price list. Providers don't say in which order they take free quantities where
 * prices differ between regions: the sum may differ from theirs by that. Not thread-safe.
 */
public final class MonthToDate {

  private final Map<PoolUnit, Pooled> pools = new LinkedHashMap<>();
  private final Map<ListUnit, Booked> lists = new LinkedHashMap<>();
  private final Set<String> unpriced = new LinkedHashSet<>();

  /**
   * What some more use would cost, in USD, exact; empty where a volume tier's price is unknown.
   *
   * @param list price list of the use
   * @param usage the use
   */
  public Optional<BigDecimal> marginalUsd(PriceList list, Usage usage) {
    BigDecimal usd = BigDecimal.ZERO;
    for (var entry : usage.quantities().entrySet()) {
      Rate rate = list.rates().get(entry.getKey());
      if (rate != null) {
        BigDecimal paid = split(list, rate, entry.getKey(), entry.getValue()).usd();
        if (paid == null) {
          return Optional.empty();
        }
        usd = usd.add(paid);
      }
    }
    return Optional.of(usd);
  }

  /** Books some use. */
  public void add(PriceList list, Usage usage) {
    usage
        .quantities()
        .forEach(
            (unit, quantity) -> {
              Rate rate = list.rates().get(unit);
              if (rate != null) {
                book(list, unit, split(list, rate, unit, quantity));
              }
            });
  }

  /** Books use that has no known price: the bill has no total any more. */
  public void addUnpriced(String subject) {
    unpriced.add(subject);
  }

  /**
   * Free quantity that is left of a unit, at the price at which the free tier counts it; 0 where
   * nothing is free.
   */
  public BigDecimal freeLeft(FreeTier tier, BilledUnit unit) {
    FreeTier.Grant grant = tier.grant(unit).orElse(null);
    if (grant == null) {
      return BigDecimal.ZERO;
    }
    Pooled pooled = pools.get(new PoolUnit(tier.pool(), unit));
    if (pooled == null) {
      return grant.quantity();
    }
    BigDecimal worth = grant.worthUsdPerUnit();
    if (worth == null) {
      return grant.quantity().subtract(pooled.quantity).max(BigDecimal.ZERO);
    }
    // Rounded down: what is shown as left can be had.
    return worth.signum() == 0
        ? BigDecimal.ZERO
        : creditLeft(grant, worth, pooled)
            .divide(worth, Math.max(6, grant.quantity().scale()), RoundingMode.DOWN);
  }

  /** The bill as of now. */
  public Bill bill() {
    var lines = new ArrayList<Bill.Line>();
    var unknown = new ArrayList<>(unpriced);
    lists.forEach(
        (key, booked) -> {
          lines.add(key.line(Bill.Kind.LIST, booked.quantity, booked.listUsd));
          if (booked.freeUsd.signum() != 0) {
            lines.add(key.line(Bill.Kind.FREE_TIER, booked.quantity, booked.freeUsd.negate()));
          }
          if (booked.volumeUsd.signum() != 0) {
            lines.add(key.line(Bill.Kind.VOLUME, booked.quantity, booked.volumeUsd.negate()));
          }
          if (booked.beyondKnownTiers) {
            unknown.add(
                key.subject + " " + key.unit.text() + " beyond the volume tiers that are known");
          }
        });
    return new Bill(lines, unknown);
  }

  private Split split(PriceList list, Rate rate, BilledUnit unit, BigDecimal quantity) {
    FreeTier tier = list.product().free();
    FreeTier.Grant grant = tier.grant(unit).orElse(null);
    BigDecimal listUsd = quantity.multiply(rate.usdPerUnit());
    BigDecimal paid = quantity;
    BigDecimal freeUsd = BigDecimal.ZERO;
    if (grant != null) {
      Pooled pooled = pools.getOrDefault(new PoolUnit(tier.pool(), unit), Pooled.EMPTY);
      BigDecimal worth = grant.worthUsdPerUnit();
      if (worth == null) {
        BigDecimal left = grant.quantity().subtract(pooled.quantity).max(BigDecimal.ZERO);
        paid = quantity.subtract(left.min(quantity));
        freeUsd = quantity.subtract(paid).multiply(rate.usdPerUnit());
      } else {
        freeUsd = creditLeft(grant, worth, pooled).min(listUsd);
      }
    }
    Booked booked = lists.get(new ListUnit(list.product().id(), list.subject(), unit));
    BigDecimal tiered = rate.usd(booked == null ? BigDecimal.ZERO : booked.paid, paid).orElse(null);
    BigDecimal volumeUsd =
        tiered == null ? null : paid.multiply(rate.usdPerUnit()).subtract(tiered);
    return new Split(quantity, paid, listUsd, freeUsd, volumeUsd);
  }

  private static BigDecimal creditLeft(FreeTier.Grant grant, BigDecimal worth, Pooled pooled) {
    return grant.quantity().multiply(worth).subtract(pooled.listUsd).max(BigDecimal.ZERO);
  }

  private void book(PriceList list, BilledUnit unit, Split split) {
    FreeTier tier = list.product().free();
    if (tier.grant(unit).isPresent()) {
      pools.merge(
          new PoolUnit(tier.pool(), unit), new Pooled(split.quantity, split.listUsd), Pooled::plus);
    }
    Booked booked =
        lists.computeIfAbsent(
            new ListUnit(list.product().id(), list.subject(), unit), _ -> new Booked());
    booked.quantity = booked.quantity.add(split.quantity);
    booked.paid = booked.paid.add(split.paid);
    booked.listUsd = booked.listUsd.add(split.listUsd);
    booked.freeUsd = booked.freeUsd.add(split.freeUsd);
    if (split.volumeUsd == null) {
      booked.beyondKnownTiers = true;
    } else {
      booked.volumeUsd = booked.volumeUsd.add(split.volumeUsd);
    }
  }

  private record PoolUnit(String pool, BilledUnit unit) {}

  private record ListUnit(String product, String subject, BilledUnit unit) {
    Bill.Line line(Bill.Kind kind, BigDecimal quantity, BigDecimal usd) {
      return new Bill.Line(kind, product, subject, unit, quantity, usd);
    }
  }

  /** Use of a free pool, by quantity and at list price. */
  private record Pooled(BigDecimal quantity, BigDecimal listUsd) {
    static final Pooled EMPTY = new Pooled(BigDecimal.ZERO, BigDecimal.ZERO);

    Pooled plus(Pooled other) {
      return new Pooled(quantity.add(other.quantity), listUsd.add(other.listUsd));
    }
  }

  private record Split(
      BigDecimal quantity,
      BigDecimal paid,
      BigDecimal listUsd,
      BigDecimal freeUsd,
      @Nullable BigDecimal volumeUsd) {

    @Nullable BigDecimal usd() {
      return volumeUsd == null ? null : listUsd.subtract(freeUsd).subtract(volumeUsd);
    }
  }

  private static final class Booked {
    private BigDecimal quantity = BigDecimal.ZERO;
    private BigDecimal paid = BigDecimal.ZERO;
    private BigDecimal listUsd = BigDecimal.ZERO;
    private BigDecimal freeUsd = BigDecimal.ZERO;
    private BigDecimal volumeUsd = BigDecimal.ZERO;
    private boolean beyondKnownTiers;
  }
}
