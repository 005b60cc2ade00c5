package dev.skyvane.catalog;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Catalog} of the data files. */
final class CatalogReader {

  private final Map<String, String> titleOfSource = new HashMap<>();

  private CatalogReader() {
    for (DataFile.Row row : DataFile.read("sources.csv").rows()) {
      titleOfSource.put(row.text("source"), row.text("title"));
    }
  }

  static Catalog read() {
    return new CatalogReader().catalog();
  }

  private Catalog catalog() {
    List<Region> regions = regions();
    Map<String, GridAverage> zones = zones();
    return new Catalog(
        regions, prices(), grids(regions, zones), zones, LatencyModel.measured(), energy());
  }

  private static List<Region> regions() {
    var concurrency = new HashMap<String, Integer>();
    for (DataFile.Row row : DataFile.read("providers.csv").rows()) {
      concurrency.put(row.text("provider"), row.integer("concurrency"));
    }
    var regions = new ArrayList<Region>();
    for (DataFile.Row row : DataFile.read("regions.csv").rows()) {
      String id = row.text("id");
      int colon = id.indexOf(':');
      String provider = id.substring(0, Math.max(colon, 0));
      regions.add(
          new Region(
              id,
              provider,
              id.substring(colon + 1),
              row.text("title"),
              new Coordinates(row.number("latitude"), row.number("longitude")),
              row.text("country"),
              row.optional("grid_zone").orElse(null),
              known(concurrency, provider, "providers.csv")));
    }
    return regions;
  }

  private Map<Catalog.PricedSize, PriceList> prices() {
    var products = new HashMap<String, DataFile.Row>();
    for (DataFile.Row row : DataFile.read("products.csv").rows()) {
      products.put(row.text("product"), row);
    }
    var prices = new HashMap<Catalog.PricedSize, PriceList>();
    for (DataFile.Row row : DataFile.read("prices.csv").rows()) {
      DataFile.Row product = known(products, row.text("product"), "products.csv");
      prices.put(
          new Catalog.PricedSize(row.text("region"), row.text("architecture")),
          new PriceList(
              row.decimal("usd_per_request"),
              row.decimal("usd_per_gb_second"),
              row.decimal("usd_per_vcpu_second"),
              product.integer("minimum_ms"),
              product.integer("round_up_ms"),
              product.text("memory").equals("dynamic"),
              source(row.text("source")),
              row.text("as_of")));
    }
    return prices;
  }

  private Map<String, GridAverage> zones() {
    var zones = new HashMap<String, GridAverage>();
    for (DataFile.Row row : DataFile.read("grid_zones.csv").rows()) {
      Double fossilShare = row.optional("fossil_share").map(Double::valueOf).orElse(null);
      String source = source(row.text("source"));
      if (fossilShare != null) {
        source += "; fossil share: " + source(row.text("fossil_source"));
      }
      zones.put(
          row.text("zone"),
          new GridAverage(
              row.text("zone"), row.number("g_per_kwh"), fossilShare, row.integer("year"), source));
    }
    return zones;
  }

  private static Map<String, GridAverage> grids(
      List<Region> regions, Map<String, GridAverage> zones) {
    var carbonFree = new HashMap<String, BigDecimal>();
    for (DataFile.Row row : DataFile.read("gcp_carbon_free.csv").rows()) {
      carbonFree.put(row.text("region"), row.decimal("cfe"));
    }
    var grids = new HashMap<String, GridAverage>();
    for (Region region : regions) {
      GridAverage zone = region.gridZone() == null ? null : zones.get(region.gridZone());
      if (zone != null) {
        grids.put(region.id(), withFossilShare(zone, carbonFree.get(region.id())));
      }
    }
    return grids;
  }

  private static GridAverage withFossilShare(GridAverage zone, @Nullable BigDecimal carbonFree) {
    if (zone.fossilShare() != null || carbonFree == null) {
      return zone;
    }
    return new GridAverage(
        zone.zone(),
        zone.gramsPerKwh(),
        BigDecimal.ONE.subtract(carbonFree).doubleValue(),
        zone.year(),
        zone.source()
            + "; fossil share: approximately 1 - Google's hourly carbon-free energy, contracts of"
            + " Google included");
  }

  private static EnergyModel energy() {
    var coefficients = new HashMap<String, EnergyModel.Coefficients>();
    for (DataFile.Row row : DataFile.read("energy.csv").rows()) {
      coefficients.put(
          row.text("provider"),
          new EnergyModel.Coefficients(
              row.number("idle_watts"),
              row.number("full_watts"),
              row.number("utilisation"),
              row.number("memory_kwh_per_gb_hour"),
              row.number("pue")));
    }
    return new EnergyModel(coefficients);
  }

  private String source(String code) {
    return known(titleOfSource, code, "sources.csv");
  }

  private static <T> T known(Map<String, T> values, String key, String file) {
    T value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("'" + key + "' has no line in " + file);
    }
    return value;
  }
}
