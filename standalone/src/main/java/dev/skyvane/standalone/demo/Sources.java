package dev.skyvane.standalone.demo;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.GridAverage;
import dev.skyvane.catalog.data.DataSet;
import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.standalone.world.World;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Says which data the comparison rests on. */
public final class Sources {
  private Sources() {}

  /**
   * The data, a line each.
   *
   * @param byReading share of what is compared whose carbon rests on the hours of the replay, 0 to
   *     1
   */
  public static List<String> describe(Catalog catalog, double byReading) {
    var years =
        World.known().stream()
            .flatMap(id -> catalog.grid(id).stream())
            .map(GridAverage::year)
            .collect(Collectors.toCollection(TreeSet::new));
    var prices =
        World.known().stream()
            .flatMap(id -> catalog.prices(id, World.ARCHITECTURE).stream())
            .map(PriceList::asOf)
            .distinct()
            .collect(Collectors.joining(" and "));
    var shared =
        catalog.loaded().stream()
            .filter(data -> !data.shipped())
            .map(DataSet::file)
            .sorted()
            .collect(Collectors.joining(", "));
    return List.of(
        "latency  what the caller waits; the network is emulated by its distance to the region",
        "cost     per million invocations like these, at list price before free tiers; AWS as of "
            + prices
            + ",",
        "         Google and Azure as listed in 2025 and 2026, by the whole time of a call, as they don't tell",
        "         their callers the time that they bill; OpenFaaS and the http regions at made-up prices;",
        "         minimize-cost goes by what one more call costs, which is nothing while free quantities last",
        "carbon   per million invocations, by the receipts, of grids and a model of energy: grids of the USA",
        "         as they were hour by hour on 13 April 2022 (%.0f %% of the runs; US EIA, direct emissions),"
            .formatted(100 * byReading),
        "         all others by yearly averages of "
            + (years.size() == 1 ? years.first() : years.first() + " to " + years.last())
            + (shared.contains("carbon_yearly") ? " (life cycle)" : " (emissions of operation)")
            + "; policies take turns, so that",
        "         all meet the same hours",
        "data     "
            + (shared.isEmpty()
                ? "as shipped in the jar, see docs/catalog.md"
                : "as shipped in the jar, and " + shared));
  }
}
