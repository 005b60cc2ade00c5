package dev.skyvane.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of the providers' regions before any measurement. Immutable, thread-safe. */
public final class Catalog {

  private final Map<String, Region> regions;

  private Catalog(Map<String, Region> regions) {
    this.regions = regions;
  }

  /** Reads the data files in the jar. */
  public static Catalog load() {
    var regions = new LinkedHashMap<String, Region>();
    for (DataFile.Row row : DataFile.read("regions.csv").rows()) {
      String id = row.text("id");
      int colon = id.indexOf(':');
      regions.put(
          id,
          new Region(
              id,
              id.substring(0, colon),
              id.substring(colon + 1),
              row.text("title"),
              new Coordinates(row.number("latitude"), row.number("longitude")),
              row.text("country"),
              row.optional("grid_zone").orElse(null),
              1000));
    }
    return new Catalog(Collections.unmodifiableMap(regions));
  }

  /** All regions, in the order of the data file. */
  public Collection<Region> regions() {
    return regions.values();
  }

  /**
   * The region of an id, or of a bare region name where it is unique.
   *
   * @throws IllegalArgumentException if the bare name is ambiguous; the message lists the
   *     candidates
   */
  public Optional<Region> region(String idOrBareName) {
    if (idOrBareName.contains(":")) {
      return Optional.ofNullable(regions.get(idOrBareName));
    }
    List<Region> candidates = new ArrayList<>();
    for (Region region : regions.values()) {
      if (region.name().equals(idOrBareName)) {
        candidates.add(region);
      }
    }
    if (candidates.size() > 1) {
      throw new IllegalArgumentException(
          "region '"
              + idOrBareName
              + "' is ambiguous; write one of "
              + String.join(", ", candidates.stream().map(Region::id).toList()));
    }
    return candidates.stream().findFirst();
  }

  /** The id of the region whose name is nearest to the given one, if any is near. */
  public Optional<String> suggest(String unknown) {
    return Optional.empty();
  }

  /** Prices of a region; empty where unknown. */
  public Optional<PriceList> prices(String regionId, String architecture) {
    return Optional.empty();
  }

  /** Yearly average of a region's grid; empty where unknown. */
  public Optional<GridAverage> grid(String regionId) {
    return Optional.empty();
  }

  /** Request latency by distance. */
  public LatencyModel latency() {
    return LatencyModel.measured();
  }

  /** Energy by size and duration. */
  public EnergyModel energy() {
    return new EnergyModel();
  }
}
