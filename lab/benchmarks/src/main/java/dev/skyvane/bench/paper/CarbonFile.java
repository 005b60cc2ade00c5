package dev.skyvane.bench.paper;

import dev.skyvane.catalog.HourlyCarbon.Reading;
import dev.skyvane.catalog.data.DataFile;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Hourly readings of grid zones from anybody's file, checked line by line. Immutable.
 *
 * <p>Columns, in any order: {@code hour} (the full hour in UTC, ISO 8601), {@code zone}, {@code
 * lca_g_per_kwh} and {@code direct_g_per_kwh} (gCO2e/kWh, 0 to 2000), {@code fossil_share} (0 to
 * 1); a blank is unknown. The life-cycle intensity counts if any line has one, else the direct one:
 * never both, or zones and hours would not compare. Lines that begin with # are comments.
 */
public final class CarbonFile {

  private static final String HOUR = "hour";
  private static final String LIFE_CYCLE = "lca_g_per_kwh";
  private static final String DIRECT = "direct_g_per_kwh";
  private static final String SHARE = "fossil_share";
  private static final double MOST_GRAMS = 2_000;
  private static final double GRAMS_PER_SHARE = 1_000;

  private final SortedMap<String, NavigableMap<Instant, Reading>> zones = new TreeMap<>();
  private final @Nullable String credit;

  private CarbonFile(DataFile file, @Nullable String credit) {
    this.credit = credit;
    var rows = file.rows();
    boolean lifeCycle = rows.stream().anyMatch(row -> row.optional(LIFE_CYCLE).isPresent());
    for (var row : rows) {
      add(row, lifeCycle ? LIFE_CYCLE : DIRECT);
    }
  }

  /**
   * Reads a file.
   *
   * @throws IllegalStateException if it breaks a rule; the message names file, line, column and
   *     rule
   * @throws java.io.UncheckedIOException if it can't be read
   */
  public static CarbonFile read(Path path) {
    var file = DataFile.read(path);
    var read = new CarbonFile(file, credit(file));
    if (read.zones.isEmpty()) {
      throw new IllegalStateException(
          "%s has no reading: of no line both zone and %s or %s are known"
              .formatted(path.getFileName(), LIFE_CYCLE, DIRECT));
    }
    return read;
  }

  private static @Nullable String credit(DataFile file) {
    try {
      var said = file.describe();
      return said.source() + "; " + said.licence();
    } catch (IllegalStateException e) {
      // Whose data they are is for their owner to say; the figures do not depend on it.
      return null;
    }
  }

  private void add(DataFile.Row row, String counted) {
    var hour = hour(row);
    var zone = row.text("zone");
    var lifeCycle = grams(row, LIFE_CYCLE);
    var direct = grams(row, DIRECT);
    var share = row.optionalNumber(SHARE);
    if (share.isPresent() && !(share.get() >= 0 && share.get() <= 1)) {
      throw row.wrong(SHARE, "is " + share.get() + "; it must be a share from 0 to 1");
    }
    var grams = counted.equals(LIFE_CYCLE) ? lifeCycle : direct;
    if (grams.isEmpty()) {
      return;
    }
    var before =
        zones
            .computeIfAbsent(zone, _ -> new TreeMap<>())
            .put(hour, new Reading(grams.get(), share.orElse(null)));
    if (before != null) {
      throw row.wrong(HOUR, "is " + hour + " a second time for zone " + zone + "; give it once");
    }
  }

  private static Instant hour(DataFile.Row row) {
    var text = row.text(HOUR);
    try {
      var hour = Instant.parse(text);
      if (hour.truncatedTo(ChronoUnit.HOURS).equals(hour)) {
        return hour;
      }
    } catch (DateTimeException e) {
      // Said below, together with what is not on the hour.
    }
    throw row.wrong(
        HOUR, "is '" + text + "'; it must be a full hour in UTC, as in 2022-11-01T00:00:00Z");
  }

  private static Optional<Double> grams(DataFile.Row row, String column) {
    var grams = row.optionalNumber(column);
    if (grams.isPresent() && !(grams.get() >= 0 && grams.get() <= MOST_GRAMS)) {
      throw row.wrong(column, "is " + grams.get() + "; it must be 0 to 2000 gCO2e/kWh");
    }
    return grams;
  }

  /** Readings by zone and hour; not to be changed. */
  public SortedMap<String, NavigableMap<Instant, Reading>> zones() {
    return Collections.unmodifiableSortedMap(zones);
  }

  /**
   * Readings whose intensity is 10 g/kWh for each percent of fossil fuels, for who ranks by that
   * share as FED does; of zones and hours whose share is known.
   */
  public SortedMap<String, NavigableMap<Instant, Reading>> fossilShares() {
    var shares = new TreeMap<String, NavigableMap<Instant, Reading>>();
    zones.forEach(
        (zone, hours) ->
            hours.forEach(
                (hour, reading) -> {
                  if (reading.fossilShare() != null) {
                    shares
                        .computeIfAbsent(zone, _ -> new TreeMap<>())
                        .put(
                            hour,
                            new Reading(
                                GRAMS_PER_SHARE * reading.fossilShare(), reading.fossilShare()));
                  }
                }));
    return shares;
  }

  /** Whose data they are, if the file says so. */
  public Optional<String> credit() {
    return Optional.ofNullable(credit);
  }
}
