package dev.skyvane.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is known of the providers' regions before any measurement. Immutable. */
public final class Catalog {

  private final Map<String, Region> regions;
  private final Map<String, List<Region>> regionsByName;
  private final Map<PricedSize, PriceList> prices;
  private final Map<String, GridAverage> gridByRegion;
  private final Map<String, GridAverage> gridByZone;
  private final LatencyModel latency;
  private final EnergyModel energy;

  Catalog(
      Collection<Region> regions,
      Map<PricedSize, PriceList> prices,
      Map<String, GridAverage> gridByRegion,
      Map<String, GridAverage> gridByZone,
      LatencyModel latency,
      EnergyModel energy) {
    var byId = new LinkedHashMap<String, Region>();
    for (Region region : regions) {
      if (byId.put(region.id(), region) != null) {
        throw new IllegalStateException("region " + region.id() + " is in the catalog twice");
      }
    }
    this.regions = Collections.unmodifiableMap(byId);
    this.regionsByName = regions.stream().collect(Collectors.groupingBy(Region::name));
    this.prices = Map.copyOf(prices);
    this.gridByRegion = Map.copyOf(gridByRegion);
    this.gridByZone = Map.copyOf(gridByZone);
    this.latency = latency;
    this.energy = energy;
  }

  /**
   * Reads the data files in the jar, some ms of work: load once and share.
   *
   * @throws IllegalStateException if a file is missing or damaged
   */
  public static Catalog load() {
    return CatalogReader.read();
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
   * List price in a region; empty where it is unknown, which is never to be read as 0.
   *
   * @param regionId id of the region, as in {@code aws:eu-north-1}
   * @param architecture {@code x86_64} or {@code arm64}; others are unknown
   */
  public Optional<PriceList> prices(String regionId, String architecture) {
    return Optional.ofNullable(prices.get(new PricedSize(regionId, architecture)));
  }

  /**
   * Yearly average of the grid that a region draws on; empty where it is unknown. Regions on one
   * grid zone have one carbon intensity, whoever runs them.
   *
   * @param regionId id of the region, as in {@code aws:eu-north-1}
   */
  public Optional<GridAverage> grid(String regionId) {
    return Optional.ofNullable(gridByRegion.get(regionId));
  }

  /**
   * Yearly average of a grid zone, for regions that are not in the catalog; empty where it is
   * unknown.
   *
   * @param gridZone zone of the electricity grid, as in {@code SE-SE3}
   */
  public Optional<GridAverage> gridOfZone(String gridZone) {
    return Optional.ofNullable(gridByZone.get(gridZone));
  }

  /** Request latency by distance. */
  public LatencyModel latency() {
    return latency;
  }

  /** Energy by size and duration. */
  public EnergyModel energy() {
    return energy;
  }

  /** What a price list is for. */
  record PricedSize(String regionId, String architecture) {}
}
