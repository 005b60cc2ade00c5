package dev.skyvane.catalog;

import dev.skyvane.catalog.data.DataSet;
import dev.skyvane.catalog.price.EgressPrices;
import dev.skyvane.catalog.price.PriceBook;
import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.catalog.price.RunPrice;
import dev.skyvane.catalog.price.Size;
import dev.skyvane.catalog.price.Sizes;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is known of the providers' regions before any measurement. Immutable. */
public final class Catalog {

  private final Map<String, Region> regions;
  private final Map<String, List<Region>> regionsByName;
  private final Parts parts;
  private final List<DataSet> loaded;
  private final String name;

  Catalog(Parts parts, List<DataSet> loaded) {
    var byId = new LinkedHashMap<String, Region>();
    for (Region region : parts.regions) {
      if (byId.put(region.id(), region) != null) {
        throw new IllegalStateException("region " + region.id() + " is in the catalog twice");
      }
    }
    this.regions = Collections.unmodifiableMap(byId);
    this.regionsByName = parts.regions.stream().collect(Collectors.groupingBy(Region::name));
    this.parts = parts;
    this.loaded = List.copyOf(loaded);
    this.name = name(loaded);
  }

  /**
   * Reads the data files in the jar, some ms of work: load once and share.
   *
   * @throws IllegalStateException if a file is missing or damaged
   */
  public static Catalog load() {
    return CatalogReader.read(null);
  }

  /**
   * Reads the data files in the jar, and files of a folder that the jar can't hold because of their
   * licence: {@code rtt_aws.csv} adds measured round trips, {@code carbon_yearly.csv} replaces the
   * averages of all zones that it has, so that they are of one method. A file that is not there is
   * left out; {@link #loaded} tells.
   *
   * @throws IllegalStateException if a file of the jar is missing, or one is damaged
   * @throws java.io.UncheckedIOException if a file can't be read
   */
  public static Catalog load(Path folder) {
    return CatalogReader.read(folder);
  }

  /** What was loaded, with source and licence. */
  public List<DataSet> loaded() {
    return loaded;
  }

  /** What receipts call it: {@code catalog}, and the files that were read beside the jar's. */
  public String name() {
    return name;
  }

  private static String name(List<DataSet> loaded) {
    var files =
        loaded.stream()
            .filter(data -> !data.shipped())
            .map(DataSet::file)
            .sorted()
            .collect(Collectors.joining(", "));
    return files.isEmpty() ? "catalog" : "catalog with " + files;
  }

  /** All regions, in the order of the data file; not modifiable. */
  public Collection<Region> regions() {
    return regions.values();
  }

  /**
   * The region of an id as in {@code aws:eu-north-1}, or of a bare name as in {@code eu-north-1}
   * where only one provider has it; empty if there is none, see {@link #suggest}.
   *
   * @throws IllegalArgumentException if the bare name is ambiguous; the message lists the
   *     candidates
   */
  public Optional<Region> region(String idOrBareName) {
    if (idOrBareName.indexOf(':') >= 0) {
      return Optional.ofNullable(regions.get(idOrBareName));
    }
    List<Region> candidates = regionsByName.getOrDefault(idOrBareName, List.of());
    if (candidates.size() > 1) {
      throw new IllegalArgumentException(
          candidates.stream()
              .map(Region::id)
              .sorted()
              .collect(
                  Collectors.joining(
                      ", ", "region '" + idOrBareName + "' is ambiguous; write one of ", "")));
    }
    return candidates.stream().findFirst();
  }

  /**
   * The id of the region whose id, name or title is nearest to a text that is none, by edit
   * distance; empty if nothing is near. Of several that are as near, the first of the data file.
   */
  public Optional<String> suggest(String unknown) {
    return Spelling.nearest(unknown, regions.values());
  }

  /**
   * List price in a region, of the product that a provider's deployments have where nothing else is
   * said; empty where it is unknown, which is never to be read as 0.
   *
   * @param regionId id of the region, as in {@code aws:eu-north-1}
   * @param architecture {@code x86_64} or {@code arm64}; others are unknown
   */
  public Optional<PriceList> prices(String regionId, String architecture) {
    return parts.prices.list(regionId, architecture);
  }

  /** The newest known prices, of all products. */
  public PriceBook priceBook() {
    return parts.prices;
  }

  /** Table 1 of the VSP paper; see {@link dev.skyvane.catalog.price.PriceFiles#vsp}. */
  public PriceBook vspPriceBook() {
    return parts.vspPrices;
  }

  /** Table II of the FED paper; see {@link dev.skyvane.catalog.price.PriceFiles#fed}. */
  public PriceBook fedPriceBook() {
    return parts.fedPrices;
  }

  /** Prices of data that leaves a region. */
  public EgressPrices egress() {
    return parts.egress;
  }

  /** Sizes that products offer. */
  public Sizes sizes() {
    return parts.sizes;
  }

  /**
   * A deployment's size, with the processors that its provider gives to its memory.
   *
   * @param provider who runs it; its usual product counts
   * @param memoryMb configured memory, in MB
   * @param declaredVcpu what the deployment itself says, which goes before; null: nothing
   * @throws IllegalArgumentException if a value is out of range
   */
  public Size size(String provider, int memoryMb, @Nullable Double declaredVcpu) {
    return size(provider, null, memoryMb, declaredVcpu);
  }

  /**
   * The same of a product that is not the provider's usual one.
   *
   * @param product id, as in {@code gcp-functions-1st-gen}; null: the usual one
   */
  public Size size(
      String provider, @Nullable String product, int memoryMb, @Nullable Double declaredVcpu) {
    return parts.sizes.size(
        product != null ? product : parts.productOfProvider.getOrDefault(provider, ""),
        memoryMb,
        declaredVcpu);
  }

  /**
   * Prices of the runs of a deployment; empty where they are unknown, which is never 0.
   *
   * @param regionId id of the region
   * @param product id; null: the provider's usual one
   * @param architecture {@code x86_64} or {@code arm64}
   * @param size as {@link #size} has it
   * @param own the region's own price list, which goes before the catalog's; null: none
   */
  public Optional<RunPrice> runPrice(
      String regionId,
      @Nullable String product,
      String architecture,
      Size size,
      @Nullable PriceList own) {
    if (own != null) {
      return own.at(parts.sizes.withGhz(size));
    }
    var list =
        product == null
            ? prices(regionId, architecture)
            : priceBook().list(regionId, product, architecture);
    return list.flatMap(prices -> prices.at(size));
  }

  /**
   * Yearly average of the grid that a region draws on; empty where it is unknown. Regions on one
   * grid zone have one carbon intensity, whoever runs them.
   *
   * @param regionId id of the region, as in {@code aws:eu-north-1}
   */
  public Optional<GridAverage> grid(String regionId) {
    return Optional.ofNullable(parts.gridByRegion.get(regionId));
  }

  /**
   * The same where a region's spec names its zone.
   *
   * @param gridZone zone of the electricity grid; null: the catalog's
   */
  public Optional<GridAverage> grid(String regionId, @Nullable String gridZone) {
    Optional<GridAverage> usual = grid(regionId);
    return gridZone == null || usual.filter(grid -> grid.zone().equals(gridZone)).isPresent()
        ? usual
        : gridOfZone(gridZone);
  }

  /**
   * Yearly average of a grid zone, for regions that are not in the catalog; empty where it is
   * unknown.
   *
   * @param gridZone zone of the electricity grid, as in {@code SE-SE3}
   */
  public Optional<GridAverage> gridOfZone(String gridZone) {
    return Optional.ofNullable(parts.gridByZone.get(gridZone));
  }

  /** Request latency: measured round trips where there are any, else by distance. */
  public LatencyModel latency() {
    return parts.latency;
  }

  /** Energy by size and duration, and of data on its way. */
  public EnergyModel energy() {
    return parts.energy;
  }

  /** The 19 regions of the FED paper, in the order of its Table II; not modifiable. */
  public List<FedRegion> fedRegions() {
    return parts.fedRegions;
  }

  /** What a catalog is made of. */
  record Parts(
      Collection<Region> regions,
      PriceBook prices,
      PriceBook vspPrices,
      PriceBook fedPrices,
      EgressPrices egress,
      Sizes sizes,
      Map<String, String> productOfProvider,
      Map<String, GridAverage> gridByRegion,
      Map<String, GridAverage> gridByZone,
      LatencyModel latency,
      EnergyModel energy,
      List<FedRegion> fedRegions) {

    Parts {
      regions = List.copyOf(regions);
      productOfProvider = Map.copyOf(productOfProvider);
      gridByRegion = Map.copyOf(gridByRegion);
      gridByZone = Map.copyOf(gridByZone);
      fedRegions = List.copyOf(fedRegions);
    }
  }
}
