package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a {@link MonthToDate} keeps what was used: in memory, or in a store that outlives the
 * process. Used by one thread.
 */
public interface Books {

  /** What was used of a free pool; {@link Pooled#NOTHING} where nothing was. */
  Pooled pooled(PoolUnit of);

  /** Keeps what was used of a free pool. */
  void keep(PoolUnit of, Pooled used);

  /** What was used at a price list; {@link Booked#NOTHING} where nothing was. */
  Booked booked(ListUnit of);

  /** Keeps what was used at a price list. */
  void keep(ListUnit of, Booked used);

  /** All that was used at price lists, in any order that is always the same. */
  Map<ListUnit, Booked> booked();

  /** Keeps that something was used at an unknown price. */
  void keepUnpriced(String subject);

  /** What was used at an unknown price. */
  Set<String> unpriced();

  /** Books in memory, in the order of first use. */
  static Books inMemory() {
    return new InMemory();
  }

  /** A unit of a free pool. */
  record PoolUnit(String pool, BilledUnit unit) {}

  /** A unit of a product's price list, see {@link PriceList#subject}. */
  record ListUnit(String product, String subject, BilledUnit unit) {}

  /**
   * Use of a free pool.
   *
   * @param quantity in units
   * @param listUsd the same at list price, in USD
   */
  record Pooled(BigDecimal quantity, BigDecimal listUsd) {
    /** Nothing was used. */
    public static final Pooled NOTHING = new Pooled(BigDecimal.ZERO, BigDecimal.ZERO);

    Pooled plus(BigDecimal moreQuantity, BigDecimal moreListUsd) {
      return new Pooled(quantity.add(moreQuantity), listUsd.add(moreListUsd));
    }
  }

  /**
   * Use at a price list.
   *
   * @param quantity in units
   * @param paid units beyond the free ones
   * @param listUsd all at list price, in USD
   * @param freeUsd what the free tier takes off, in USD, 0 or more
   * @param volumeUsd what volume tiers take off, in USD, of what they are known for
   * @param beyondKnownTiers whether a part lies above the last tier whose price is known
   */
  record Booked(
      BigDecimal quantity,
      BigDecimal paid,
      BigDecimal listUsd,
      BigDecimal freeUsd,
      BigDecimal volumeUsd,
      boolean beyondKnownTiers) {
    /** Nothing was used. */
    public static final Booked NOTHING =
        new Booked(
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            BigDecimal.ZERO,
            false);
  }

  /** Books that end with the process. */
  final class InMemory implements Books {
    private final Map<PoolUnit, Pooled> pools = new LinkedHashMap<>();
    private final Map<ListUnit, Booked> lists = new LinkedHashMap<>();
    private final Set<String> unpriced = new LinkedHashSet<>();

    private InMemory() {}

    @Override
    public Pooled pooled(PoolUnit of) {
      return pools.getOrDefault(of, Pooled.NOTHING);
    }

    @Override
    public void keep(PoolUnit of, Pooled used) {
      pools.put(of, used);
    }

    @Override
    public Booked booked(ListUnit of) {
      return lists.getOrDefault(of, Booked.NOTHING);
    }

    @Override
    public void keep(ListUnit of, Booked used) {
      lists.put(of, used);
    }

    @Override
    public Map<ListUnit, Booked> booked() {
      return lists;
    }

    @Override
    public void keepUnpriced(String subject) {
      unpriced.add(subject);
    }

    @Override
    public Set<String> unpriced() {
      return unpriced;
    }
  }
}
