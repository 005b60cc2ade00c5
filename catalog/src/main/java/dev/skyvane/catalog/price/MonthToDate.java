package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Optional;
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

  private final Books books;

  /** A month of which nothing was used yet, kept in memory. */
  public MonthToDate() {
    this(Books.inMemory());
  }

  /** A month as its books have it. */
  public MonthToDate(Books books) {
    this.books = books;
  }

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

  /**
   * Books some use.
   *
   * @return what it costs, in USD, beside what was used before; empty where a volume tier's price
   *     is unknown
   */
  public Optional<BigDecimal> add(PriceList list, Usage usage) {
    BigDecimal usd = BigDecimal.ZERO;
    for (var entry : usage.quantities().entrySet()) {
      Rate rate = list.rates().get(entry.getKey());
      if (rate != null) {
        Split split = split(list, rate, entry.getKey(), entry.getValue());
        book(list, entry.getKey(), split);
        BigDecimal paid = split.usd();
        usd = usd == null || paid == null ? null : usd.add(paid);
      }
    }
    return Optional.ofNullable(usd);
  }

  /** Books use that has no known price: the bill has no total any more. */
  public void addUnpriced(String subject) {
    books.keepUnpriced(subject);
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
    Books.Pooled pooled = books.pooled(new Books.PoolUnit(tier.pool(), unit));
    BigDecimal worth = grant.worthUsdPerUnit();
    if (worth == null) {
      return grant.quantity().subtract(pooled.quantity()).max(BigDecimal.ZERO);
    }
    if (pooled.listUsd().signum() == 0) {
      return grant.quantity();
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
    var unknown = new ArrayList<>(books.unpriced());
    books
        .booked()
        .forEach(
            (key, booked) -> {
              lines.add(line(key, Bill.Kind.LIST, booked, booked.listUsd()));
              if (booked.freeUsd().signum() != 0) {
                lines.add(line(key, Bill.Kind.FREE_TIER, booked, booked.freeUsd().negate()));
              }
              if (booked.volumeUsd().signum() != 0) {
                lines.add(line(key, Bill.Kind.VOLUME, booked, booked.volumeUsd().negate()));
              }
              if (booked.beyondKnownTiers()) {
                unknown.add(
                    key.subject()
                        + " "
                        + key.unit().text()
                        + " beyond the volume tiers that are known");
              }
            });
    return new Bill(lines, unknown);
  }

  private static Bill.Line line(
      Books.ListUnit key, Bill.Kind kind, Books.Booked booked, BigDecimal usd) {
    return new Bill.Line(kind, key.product(), key.subject(), key.unit(), booked.quantity(), usd);
  }

  private Split split(PriceList list, Rate rate, BilledUnit unit, BigDecimal quantity) {
    FreeTier tier = list.product().free();
    FreeTier.Grant grant = tier.grant(unit).orElse(null);
    BigDecimal listUsd = quantity.multiply(rate.usdPerUnit());
    BigDecimal paid = quantity;
    BigDecimal freeUsd = BigDecimal.ZERO;
    if (grant != null) {
      Books.Pooled pooled = books.pooled(new Books.PoolUnit(tier.pool(), unit));
      BigDecimal worth = grant.worthUsdPerUnit();
      if (worth == null) {
        BigDecimal left = grant.quantity().subtract(pooled.quantity()).max(BigDecimal.ZERO);
        paid = quantity.subtract(left.min(quantity));
        freeUsd = quantity.subtract(paid).multiply(rate.usdPerUnit());
      } else {
        freeUsd = creditLeft(grant, worth, pooled).min(listUsd);
      }
    }
    Books.Booked booked = books.booked(of(list, unit));
    BigDecimal tiered = rate.usd(booked.paid(), paid).orElse(null);
    BigDecimal volumeUsd =
        tiered == null ? null : paid.multiply(rate.usdPerUnit()).subtract(tiered);
    return new Split(quantity, paid, listUsd, freeUsd, volumeUsd);
  }

  private static BigDecimal creditLeft(
      FreeTier.Grant grant, BigDecimal worth, Books.Pooled pooled) {
    return grant.quantity().multiply(worth).subtract(pooled.listUsd()).max(BigDecimal.ZERO);
  }

  private static Books.ListUnit of(PriceList list, BilledUnit unit) {
    return new Books.ListUnit(list.product().id(), list.subject(), unit);
  }

  private void book(PriceList list, BilledUnit unit, Split split) {
    FreeTier tier = list.product().free();
    if (tier.grant(unit).isPresent()) {
      var pool = new Books.PoolUnit(tier.pool(), unit);
      books.keep(pool, books.pooled(pool).plus(split.quantity, split.listUsd));
    }
    Books.Booked before = books.booked(of(list, unit));
    BigDecimal volumeUsd = split.volumeUsd;
    books.keep(
        of(list, unit),
        new Books.Booked(
            before.quantity().add(split.quantity),
            before.paid().add(split.paid),
            before.listUsd().add(split.listUsd),
            before.freeUsd().add(split.freeUsd),
            volumeUsd == null ? before.volumeUsd() : before.volumeUsd().add(volumeUsd),
            before.beyondKnownTiers() || volumeUsd == null));
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
}
