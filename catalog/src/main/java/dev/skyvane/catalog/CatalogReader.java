package dev.skyvane.catalog;

import dev.skyvane.catalog.data.DataFile;
import dev.skyvane.catalog.data.DataSet;
import dev.skyvane.catalog.price.PriceFiles;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a {@link Catalog} of the data files. */
final class CatalogReader {

  /** Measured round trips that are in the jar. */
  private static final List<String> SHIPPED_RTT = List.of("rtt_gcp.csv", "rtt_azure.csv");

  private static final String OWN_RTT = "rtt_aws.csv";
  private static final String OWN_YEARLY = "carbon_yearly.csv";

  private final List<DataSet> loaded = new ArrayList<>();
  private final @Nullable Path more;
  private final Map<String, String> titleOfSource = new HashMap<>();

  private CatalogReader(@Nullable Path more) {
    this.more = more;
    for (DataFile.Row row : DataFile.read("sources.csv").rows()) {
      titleOfSource.put(row.text("source"), row.text("title"));
    }
  }

  /**
   * Reads the jar's files, and those of a folder where there is one.
   *
   * @param more folder with files that can't be in the jar; null: none
   */
  static Catalog read(@Nullable Path more) {
    return new CatalogReader(more).catalog();
  }

  private Catalog catalog() {
    Map<String, Region> regions = regions();
    Map<String, GridAverage> zones = zones();
    var countries = new HashMap<String, String>();
    var places = new HashMap<String, Coordinates>();
    regions.forEach(
        (id, region) -> {
          countries.put(id, region.country());
          places.put(id, region.location());
        });
    var prices = new PriceFiles();
    var catalog =
        new Catalog.Parts(
            regions.values(),
            prices.current(),
            prices.vsp(),
            prices.fed(),
            prices.egress(countries),
            prices.sizes(),
            prices.productOfProvider(),
            grids(regions.values(), zones),
            zones,
            LatencyModel.fitted().with(matrix(), places),
            EnergyModel.of(shipped("energy.csv"), shipped("pue.csv")),
            fedRegions());
    loaded.addAll(prices.loaded());
    return new Catalog(catalog, loaded);
  }

  private Map<String, Region> regions() {
    var concurrency = new HashMap<String, Integer>();
    for (DataFile.Row row : shipped("providers.csv").rows()) {
      concurrency.put(row.text("provider"), row.integer("concurrency"));
    }
    var regions = new LinkedHashMap<String, Region>();
    for (DataFile.Row row : shipped("regions.csv").rows()) {
      String id = row.text("id");
      int colon = id.indexOf(':');
      String provider = id.substring(0, Math.max(colon, 0));
      Region region =
          new Region(
              id,
              provider,
              id.substring(colon + 1),
              row.text("title"),
              new Coordinates(row.number("latitude"), row.number("longitude")),
              row.text("country"),
              row.optional("grid_zone").orElse(null),
              known(concurrency, provider, "providers.csv"));
      if (regions.put(id, region) != null) {
        throw row.wrong("id", "is '" + id + "', which another line has too");
      }
    }
    return regions;
  }

  private RttMatrix matrix() {
    var files = new ArrayList<DataFile>();
    for (String name : SHIPPED_RTT) {
      files.add(shipped(name));
    }
    Path own = more == null ? null : more.resolve(OWN_RTT);
    if (own != null && Files.exists(own)) {
      files.add(note(DataFile.read(own)));
    }
    return RttMatrix.of(files);
  }

  private Map<String, GridAverage> zones() {
    var zones = new HashMap<String, GridAverage>();
    for (DataFile.Row row : shipped("grid_zones.csv").rows()) {
      Double fossilShare = row.optionalNumber("fossil_share").orElse(null);
      String source = source(row.text("source"));
      if (fossilShare != null) {
        source += "; fossil share: " + source(row.text("fossil_source"));
      }
      zones.put(
          row.text("zone"),
          new GridAverage(
              row.text("zone"), row.number("g_per_kwh"), fossilShare, row.integer("year"), source));
    }
    Path own = more == null ? null : more.resolve(OWN_YEARLY);
    if (own != null && Files.exists(own)) {
      YearlyGrid yearly = YearlyGrid.read(own);
      loaded.add(yearly.description());
      zones.putAll(yearly.newest());
    }
    return zones;
  }

  private Map<String, GridAverage> grids(Iterable<Region> regions, Map<String, GridAverage> zones) {
    var carbonFree = new HashMap<String, BigDecimal>();
    for (DataFile.Row row : shipped("gcp_carbon_free.csv").rows()) {
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

  /** Read again: the price book of the same file knows the price alone. */
  private static List<FedRegion> fedRegions() {
    var regions = new ArrayList<FedRegion>();
    for (DataFile.Row row : DataFile.read("fed_regions.csv").rows()) {
      regions.add(
          new FedRegion(
              row.text("region"),
              row.decimal("usd_per_gb_second"),
              row.number("cpu_steal"),
              row.number("clock_2_5"),
              row.number("clock_2_9"),
              row.number("clock_3_0"),
              row.optionalNumber("fossil_share").orElse(null)));
    }
    return regions;
  }

  private DataFile shipped(String name) {
    return note(DataFile.read(name));
  }

  private DataFile note(DataFile file) {
    loaded.add(file.describe());
    return file;
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
