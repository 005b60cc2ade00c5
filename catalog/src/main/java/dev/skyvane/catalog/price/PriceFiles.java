package dev.skyvane.catalog.price;

import dev.skyvane.catalog.data.DataFile;
import dev.skyvane.catalog.data.DataSet;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes price books of the data files in the jar. Used by one thread. */
public final class PriceFiles {

  private static final String CURRENT = "prices.csv";

  private final List<DataSet> loaded = new ArrayList<>();
  private final Map<String, String> titleOfSource = new HashMap<>();
  private final Map<String, FreeTier> freeTiers;
  private final Map<String, Product> products = new HashMap<>();
  private final Map<String, Boolean> defaults = new HashMap<>();
  private final Map<String, String> productOfProvider = new HashMap<>();
  private final Map<String, List<DataFile.Row>> volumeTiers = new HashMap<>();

  /**
   * Reads what the lists have in common.
   *
   * @throws IllegalStateException if a file is missing or damaged
   */
  public PriceFiles() {
    // No data, but the titles of sources that the data names.
    for (DataFile.Row row : DataFile.read("sources.csv").rows()) {
      titleOfSource.put(row.text("source"), row.text("title"));
    }
    this.freeTiers = freeTiers();
    for (DataFile.Row row : read("products.csv").rows()) {
      String id = row.text("product");
      products.put(
          id,
          new Product(
              id,
              row.text("title"),
              row.integer("minimum_ms"),
              row.integer("round_up_ms"),
              row.text("memory").equals("dynamic"),
              row.integer("memory_step_mb"),
              row.optional("free_pool")
                  .map(pool -> known(freeTiers, pool, row, "free_pool"))
                  .orElse(FreeTier.NONE)));
      boolean usual = row.text("default").equals("yes");
      defaults.put(id, usual);
      if (usual) {
        productOfProvider.put(row.text("provider"), id);
      }
    }
    for (DataFile.Row row : read("volume_tiers.csv").rows()) {
      volumeTiers
          .computeIfAbsent(tierKey(row.text("region"), row), _ -> new ArrayList<>())
          .add(row);
    }
  }

  /** The newest known prices. */
  public PriceBook current() {
    return book(CURRENT);
  }

  /**
   * Table 1 of Baarzi et al., "On Merits and Viability of Multi-Cloud Serverless" (SoCC 2021), as
   * printed: one list for each provider, prices of 28 May 2021.
   */
  public PriceBook vsp() {
    return book("prices_vsp.csv");
  }

  /**
   * Table II of Cordingly et al., "Towards Federated Serverless Computing" (IC2E 2023): prices of
   * GB-seconds alone, with three digits, of 19 regions of AWS.
   */
  public PriceBook fed() {
    var entries = new ArrayList<PriceBook.Entry>();
    for (DataFile.Row row : read("fed_regions.csv").rows()) {
      String region = row.text("region");
      entries.add(
          new PriceBook.Entry(
              region,
              "x86_64",
              true,
              new PriceList(
                  region + " x86_64",
                  known(products, "fed-lambda", row, "region"),
                  Map.of(BilledUnit.GB_SECOND, Rate.flat(row.decimal("usd_per_gb_second"))),
                  "Towards Federated Serverless Computing (IC2E 2023) Table II",
                  "2023")));
    }
    return new PriceBook(entries);
  }

  /** Sizes that products offer. */
  public Sizes sizes() {
    return Sizes.read(read("sizes.csv"));
  }

  /** Product that the deployments of each provider have where nothing else is said. */
  public Map<String, String> productOfProvider() {
    return Map.copyOf(productOfProvider);
  }

  /**
   * Prices of data that leaves a region.
   *
   * @param countryOfRegion ISO 3166-1 alpha-2 code of each region's country
   */
  public EgressPrices egress(Map<String, String> countryOfRegion) {
    var builder = new EgressPrices.Builder();
    for (DataFile.Row row : read("egress_pairs.csv").rows()) {
      builder.tier(
          row.text("from"),
          row.text("to"),
          new Rate.Tier(null, row.decimal("usd_per_gb")),
          source(row),
          row.text("as_of"));
    }
    for (DataFile.Row row : read("egress_areas.csv").rows()) {
      builder.tier(
          row.text("from"),
          row.text("to"),
          new Rate.Tier(row.optionalDecimal("up_to_gb").orElse(null), row.decimal("usd_per_gb")),
          source(row),
          row.text("as_of"));
    }
    var continents = new HashMap<String, String>();
    for (DataFile.Row row : read("continents.csv").rows()) {
      continents.put(row.text("country"), row.text("continent"));
    }
    var continentOfRegion = new HashMap<String, String>();
    countryOfRegion.forEach(
        (region, country) -> {
          String continent = continents.get(country);
          if (continent != null) {
            continentOfRegion.put(region, continent);
          }
        });
    var free = new HashMap<String, FreeTier>();
    freeTiers.forEach(
        (pool, tier) -> {
          if (pool.endsWith("-internet-egress")) {
            free.put(pool.substring(0, pool.indexOf('-')), tier);
          }
        });
    return builder.build(free, continentOfRegion);
  }

  /** What has been read until now. */
  public List<DataSet> loaded() {
    return List.copyOf(loaded);
  }

  private PriceBook book(String name) {
    var entries = new ArrayList<PriceBook.Entry>();
    for (DataFile.Row row : read(name).rows()) {
      Product product = known(products, row.text("product"), row, "product");
      entries.add(
          new PriceBook.Entry(
              row.text("region"),
              row.text("architecture"),
              !name.equals(CURRENT) || Boolean.TRUE.equals(defaults.get(product.id())),
              new PriceList(
                  row.text("region") + " " + row.text("architecture"),
                  product,
                  rates(row),
                  source(row),
                  row.text("as_of"))));
    }
    return new PriceBook(entries);
  }

  private Map<BilledUnit, Rate> rates(DataFile.Row row) {
    var rates = new EnumMap<BilledUnit, Rate>(BilledUnit.class);
    rate(rates, row, BilledUnit.REQUEST, "usd_per_request");
    rate(rates, row, BilledUnit.GB_SECOND, "usd_per_gb_second");
    rate(rates, row, BilledUnit.VCPU_SECOND, "usd_per_vcpu_second");
    rate(rates, row, BilledUnit.GHZ_SECOND, "usd_per_ghz_second");
    return rates;
  }

  private void rate(Map<BilledUnit, Rate> rates, DataFile.Row row, BilledUnit unit, String column) {
    BigDecimal usd = row.decimal(column);
    if (usd.signum() == 0) {
      return;
    }
    var tiers = new ArrayList<Rate.Tier>();
    for (DataFile.Row tier : tiersOf(row)) {
      if (BilledUnit.valueOf(tier.text("unit")) == unit) {
        tiers.add(
            new Rate.Tier(
                tier.optionalDecimal("up_to").orElse(null),
                tier.optionalDecimal("usd_per_unit").orElse(usd)));
      }
    }
    rates.put(unit, tiers.isEmpty() ? Rate.flat(usd) : new Rate(tiers));
  }

  private List<DataFile.Row> tiersOf(DataFile.Row row) {
    String region = row.text("region");
    List<DataFile.Row> own = volumeTiers.get(tierKey(region, row));
    return own != null
        ? own
        : volumeTiers.getOrDefault(
            tierKey(region.substring(0, region.indexOf(':')) + ":*", row), List.of());
  }

  private static String tierKey(String region, DataFile.Row row) {
    return region + " " + row.text("product") + " " + row.text("architecture");
  }

  private Map<String, FreeTier> freeTiers() {
    var grants = new HashMap<String, Map<BilledUnit, FreeTier.Grant>>();
    for (DataFile.Row row : read("free_tiers.csv").rows()) {
      @Nullable BigDecimal worth = row.optionalDecimal("worth_usd").orElse(null);
      grants
          .computeIfAbsent(row.text("pool"), _ -> new EnumMap<>(BilledUnit.class))
          .put(
              BilledUnit.valueOf(row.text("unit")),
              new FreeTier.Grant(row.decimal("quantity"), worth));
    }
    var tiers = new HashMap<String, FreeTier>();
    grants.forEach((pool, units) -> tiers.put(pool, new FreeTier(pool, units)));
    return tiers;
  }

  private String source(DataFile.Row row) {
    return known(titleOfSource, row.text("source"), row, "source");
  }

  private DataFile read(String name) {
    DataFile file = DataFile.read(name);
    loaded.add(file.describe());
    return file;
  }

  private static <T> T known(Map<String, T> values, String key, DataFile.Row row, String column) {
    T value = values.get(key);
    if (value == null) {
      throw row.wrong(column, "is '" + key + "', which no other file explains");
    }
    return value;
  }
}
