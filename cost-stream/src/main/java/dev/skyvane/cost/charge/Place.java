package dev.skyvane.cost.charge;

import dev.skyvane.catalog.GridAverage;
import dev.skyvane.catalog.price.PriceList;
import org.jspecify.annotations.Nullable;

/**
 * A region as bills and carbon see it.
 *
 * @param id {@code provider:name}
 * @param provider who runs it
 * @param account account at the provider that pays there
 * @param priceable whether its prices may be asked for: not where its spec has some that can't be
 *     read
 * @param ownPrice price list in place of the catalog's; null: none
 * @param gridZone zone of the electricity grid; null: unknown
 * @param grid its yearly average; null: unknown
 */
public record Place(
    String id,
    String provider,
    String account,
    boolean priceable,
    @Nullable PriceList ownPrice,
    @Nullable String gridZone,
    @Nullable GridAverage grid) {

  /** The provider in a region's id. */
  public static String provider(String id) {
    int colon = id.indexOf(':');
    return colon < 0 ? id : id.substring(0, colon);
  }

  /**
   * The account that pays in a region.
   *
   * @param named by the region's spec; null: the provider's only one
   */
  public static String account(String id, @Nullable String named) {
    return named == null ? provider(id) : provider(id) + "/" + named;
  }
}
