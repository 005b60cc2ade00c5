package dev.skyvane.catalog;

import dev.skyvane.catalog.data.DataFile;
import dev.skyvane.catalog.data.DataSet;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Yearly averages of grid zones from a file that can't be in the jar because of its licence.
 * Immutable.
 */
public final class YearlyGrid {

  private final DataSet description;
  private final Map<String, NavigableMap<Integer, GridAverage>> zones = new HashMap<>();

  private YearlyGrid(DataFile file) {
    this.description = file.describe();
    for (DataFile.Row row : file.rows()) {
      String zone = row.text("zone");
      int year = row.integer("year");
      if (row.optional("g_per_kwh").isPresent()) {
        zones
            .computeIfAbsent(zone, _ -> new TreeMap<>())
            .put(
                year,
                new GridAverage(
                    zone,
                    row.number("g_per_kwh"),
                    row.optionalNumber("fossil_share").orElse(null),
                    year,
                    description.source()));
      }
    }
  }

  /**
   * Reads a file with the columns {@code zone}, {@code year}, {@code g_per_kwh} (life cycle,
   * gCO2e/kWh) and {@code fossil_share} (0 to 1).
   *
   * @throws IllegalStateException if a line is damaged
   * @throws java.io.UncheckedIOException if the file can't be read
   */
  public static YearlyGrid read(Path file) {
    return new YearlyGrid(DataFile.read(file));
  }

  /** Average of a year; empty where it is unknown. */
  public Optional<GridAverage> of(String zone, int year) {
    return Optional.ofNullable(zones.getOrDefault(zone, new TreeMap<>()).get(year));
  }

  /** Average of the newest year that is known; empty where none is. */
  public Optional<GridAverage> newest(String zone) {
    var years = zones.get(zone);
    return years == null ? Optional.empty() : Optional.of(years.lastEntry().getValue());
  }

  /** The newest averages, by zone. */
  Map<String, GridAverage> newest() {
    var newest = new HashMap<String, GridAverage>();
    zones.forEach((zone, years) -> newest.put(zone, years.lastEntry().getValue()));
    return newest;
  }

  /** What the file says of itself. */
  public DataSet description() {
    return description;
  }
}
