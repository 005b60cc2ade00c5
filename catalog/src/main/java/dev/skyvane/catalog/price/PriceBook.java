package dev.skyvane.catalog.price;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Price lists that belong together: those of today, or those that a paper printed. Immutable.
 *
 * <p>A list may hold for all regions of a provider: then any region of it has that list.
 */
public final class PriceBook {

  private final Map<Key, PriceList> byProduct = new HashMap<>();
  private final Map<Key, PriceList> byDefault = new HashMap<>();

  PriceBook(List<Entry> entries) {
    for (Entry entry : entries) {
      Product product = entry.list.product();
      put(byProduct, new Key(entry.region, product.id(), entry.architecture), entry.list);
      if (entry.byDefault) {
        put(byDefault, new Key(entry.region, "", entry.architecture), entry.list);
      }
    }
  }

  /**
   * Price list of the product that a provider's deployments have where nothing else is said; empty
   * where it is unknown, which is never to be read as 0.
   *
   * @param regionId id of the region, as in {@code aws:eu-north-1}
   * @param architecture {@code x86_64} or {@code arm64}; others are unknown
   */
  public Optional<PriceList> list(String regionId, String architecture) {
    return find(byDefault, regionId, "", architecture);
  }

  /**
   * Price list of a product; empty where it is unknown, which is never to be read as 0.
   *
   * @param regionId id of the region, as in {@code gcp:europe-west1}
   * @param product id of the product, as in {@code gcp-functions-1st-gen}
   * @param architecture {@code x86_64} or {@code arm64}; others are unknown
   */
  public Optional<PriceList> list(String regionId, String product, String architecture) {
    return find(byProduct, regionId, product, architecture);
  }

  private static Optional<PriceList> find(
      Map<Key, PriceList> lists, String regionId, String product, String architecture) {
    PriceList list = lists.get(new Key(regionId, product, architecture));
    if (list == null) {
      int colon = regionId.indexOf(':');
      list =
          lists.get(
              new Key(regionId.substring(0, Math.max(0, colon)) + ":*", product, architecture));
    }
    return Optional.ofNullable(list);
  }

  private static void put(Map<Key, PriceList> lists, Key key, PriceList list) {
    if (lists.put(key, list) != null) {
      throw new IllegalStateException(
          "region " + key.region + " has two prices of " + list.product().id());
    }
  }

  /**
   * A list and what it is for.
   *
   * @param region id of the region, or {@code provider:*}
   * @param byDefault whether its product is what a deployment has where nothing else is said
   */
  record Entry(String region, String architecture, boolean byDefault, PriceList list) {}

  private record Key(String region, String product, String architecture) {}
}
