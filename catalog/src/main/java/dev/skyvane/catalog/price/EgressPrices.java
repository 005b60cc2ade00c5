package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * List prices of data that leaves a region, by where it goes. Immutable.
 *
 * <p>Who receives pays nothing. Within a region nothing is charged either (AWS Lambda pricing: only
 * data "from outside the region"; Cloud Run pricing; Azure bandwidth pricing), nor in a region of
 * one's own, where nothing leaves. Between regions of one provider its own prices hold; to another
 * provider data crosses the internet. What a list says of a pair or an area alone is known: all
 * else is empty, never 0. To price a payload, take {@link Usage#egress}.
 */
public final class EgressPrices {

  private static final Product FREE_OF_CHARGE =
      new Product("same-region", "Data within a region", 0, 1, false, 1, FreeTier.NONE);

  /** Where the price depends on the continent, the key is {@code area > internet/continent}. */
  private final Map<String, Rated> lines;

  private final Map<String, FreeTier> freeToInternet;
  private final Map<String, String> continentOfRegion;

  EgressPrices(
      Map<String, Rated> lines,
      Map<String, FreeTier> freeToInternet,
      Map<String, String> continentOfRegion) {
    this.lines = Map.copyOf(lines);
    this.freeToInternet = Map.copyOf(freeToInternet);
    this.continentOfRegion = Map.copyOf(continentOfRegion);
  }

  /**
   * Price list of data from one region to another; empty where it is unknown.
   *
   * @param fromRegion id of the region that the data leaves
   * @param toRegion id of the region that it goes to, of any provider
   */
  public Optional<PriceList> between(String fromRegion, String toRegion) {
    if (fromRegion.equals(toRegion)) {
      return Optional.of(
          new PriceList(
              fromRegion,
              FREE_OF_CHARGE,
              Map.of(BilledUnit.EGRESS_GB, Rate.flat(BigDecimal.ZERO)),
              "pricing pages of the providers",
              "2026"));
    }
    String provider = provider(fromRegion);
    if (!provider.equals(provider(toRegion))) {
      return toInternet(fromRegion, continentOfRegion.get(toRegion));
    }
    Rated line = lines.get(key(fromRegion, toRegion));
    if (line == null) {
      String from = continentOfRegion.get(fromRegion);
      String to = continentOfRegion.get(toRegion);
      if (from == null || to == null) {
        return Optional.empty();
      }
      String where = from.equals(to) ? "same-continent" : "other-continent";
      line = to.equals("china") ? null : lines.get(key(provider + ":" + from, where));
    }
    return line == null
        ? Optional.empty()
        : Optional.of(list(key(fromRegion, toRegion), provider + "-egress", FreeTier.NONE, line));
  }

  /**
   * Price list of data from a region to the internet; empty where it is unknown.
   *
   * @param fromRegion id of the region that the data leaves
   * @param toContinent where it goes, as in {@code europe}; null: unknown, which makes the price
   *     unknown where it depends on that
   */
  public Optional<PriceList> toInternet(String fromRegion, @Nullable String toContinent) {
    String provider = provider(fromRegion);
    String from = continentOfRegion.get(fromRegion);
    if (from == null) {
      return Optional.empty();
    }
    for (String area : List.of(fromRegion, provider + ":" + from, provider + ":*")) {
      for (String where : internet(toContinent)) {
        Rated line = lines.get(key(area, where));
        if (line != null) {
          return Optional.of(
              list(
                  key(fromRegion, where),
                  provider + "-internet-egress",
                  free(provider, from, toContinent),
                  line));
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> internet(@Nullable String continent) {
    return continent == null ? List.of("internet") : List.of("internet", "internet/" + continent);
  }

  /** Continent of a region, as network prices divide the world; empty: unknown. */
  public Optional<String> continent(String regionId) {
    return Optional.ofNullable(continentOfRegion.get(regionId));
  }

  private FreeTier free(String provider, String from, @Nullable String to) {
    // Google's free GB is for data within North America alone.
    return provider.equals("gcp") && !(from.equals("north-america") && from.equals(to))
        ? FreeTier.NONE
        : freeToInternet.getOrDefault(provider, FreeTier.NONE);
  }

  private static PriceList list(String subject, String product, FreeTier free, Rated line) {
    return new PriceList(
        subject,
        new Product(product, "Data out", 0, 1, false, 1, free),
        Map.of(BilledUnit.EGRESS_GB, line.rate),
        line.source,
        line.asOf);
  }

  private static String provider(String regionId) {
    return regionId.substring(0, Math.max(0, regionId.indexOf(':')));
  }

  static String key(String from, String to) {
    return from + " > " + to;
  }

  /** A price with its source and date. */
  record Rated(Rate rate, String source, String asOf) {}

  /** Collects tiers of lines in the order of a file. */
  static final class Builder {
    private final Map<String, Rated> lines = new HashMap<>();

    void tier(String from, String to, Rate.Tier tier, String source, String asOf) {
      lines.merge(
          key(from, to),
          new Rated(new Rate(List.of(tier)), source, asOf),
          (before, more) ->
              new Rated(
                  new Rate(
                      Stream.concat(before.rate.tiers().stream(), more.rate.tiers().stream())
                          .toList()),
                  before.source,
                  before.asOf));
    }

    EgressPrices build(Map<String, FreeTier> free, Map<String, String> continents) {
      return new EgressPrices(lines, free, continents);
    }
  }
}
