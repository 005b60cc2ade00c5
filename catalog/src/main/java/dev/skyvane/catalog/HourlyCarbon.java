package dev.skyvane.catalog;

import dev.skyvane.catalog.data.DataFile;
import dev.skyvane.catalog.data.DataSet;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Carbon of grid zones hour by hour, from a file: for replays. Immutable. */
public final class HourlyCarbon {
  private static final String SHIPPED = "carbon_hourly_eia_2022-04.csv";

  private final DataSet description;
  private final Map<String, NavigableMap<Instant, Reading>> zones = new HashMap<>();
  private final boolean lifeCycle;

  private HourlyCarbon(DataFile file) {
    this.description = file.describe();
    boolean found = false;
    for (DataFile.Row row : file.rows()) {
      var lifeCycle = row.optionalNumber("lca_g_per_kwh");
      found |= lifeCycle.isPresent();
      var grams = lifeCycle.or(() -> row.optionalNumber("direct_g_per_kwh"));
      if (grams.isPresent()) {
        zones
            .computeIfAbsent(row.text("zone"), _ -> new TreeMap<>())
            .put(
                hour(row),
                new Reading(grams.get(), row.optionalNumber("fossil_share").orElse(null)));
      }
    }
    this.lifeCycle = found;
  }

  /**
   * Reads a file with the columns {@code hour} (ISO 8601 in UTC), {@code zone}, {@code
   * lca_g_per_kwh}, {@code direct_g_per_kwh} (gCO2e/kWh) and {@code fossil_share} (0 to 1). The
   * life-cycle intensity is taken where it is given, else the direct one: a file should give one of
   * them throughout, or its zones do not compare. An hour that has neither is unknown.
   *
   * @throws IllegalStateException if a line is damaged
   * @throws java.io.UncheckedIOException if the file can't be read
   */
  public static HourlyCarbon read(Path file) {
    return new HourlyCarbon(DataFile.read(file));
  }

  /**
   * What ships with the catalog: the balancing areas of PJM, MISO, Texas, California and Bonneville
   * in April 2022, direct emissions (US Energy Information Administration).
   */
  public static HourlyCarbon shipped() {
    return new HourlyCarbon(DataFile.read(SHIPPED));
  }

  /** Whether the file gives life-cycle intensities, else direct ones. */
  public boolean lifeCycle() {
    return lifeCycle;
  }

  /** Zones of which something is known. */
  public Set<String> zones() {
    return Set.copyOf(zones.keySet());
  }

  /** The reading of the hour that an instant is in; empty where it is unknown. */
  public Optional<Reading> at(String zone, Instant instant) {
    var hours = zones.get(zone);
    var entry = hours == null ? null : hours.floorEntry(instant);
    return entry == null || !instant.isBefore(entry.getKey().plusSeconds(3600))
        ? Optional.empty()
        : Optional.of(entry.getValue());
  }

  /** First hour of a zone; empty where nothing is known of it. */
  public Optional<Instant> first(String zone) {
    return Optional.ofNullable(zones.get(zone)).map(NavigableMap::firstKey);
  }

  /** Last hour of a zone; empty where nothing is known of it. */
  public Optional<Instant> last(String zone) {
    return Optional.ofNullable(zones.get(zone)).map(NavigableMap::lastKey);
  }

  /** What the file says of itself. */
  public DataSet description() {
    return description;
  }

  private static Instant hour(DataFile.Row row) {
    try {
      return Instant.parse(row.text("hour"));
    } catch (DateTimeException e) {
      throw row.wrong("hour", "is '" + row.text("hour") + "', not an instant in ISO 8601");
    }
  }

  /**
   * What a grid was in an hour.
   *
   * @param gramsPerKwh carbon intensity, in gCO2e/kWh
   * @param fossilShare share of fossil fuels in generation, 0 to 1; null: unknown
   */
  public record Reading(double gramsPerKwh, @Nullable Double fossilShare) {}
}
