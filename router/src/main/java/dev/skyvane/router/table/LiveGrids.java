package dev.skyvane.router.table;

import dev.skyvane.schemas.record.CarbonReading;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The carbon readings that hold at a moment.
 *
 * @param byZone by grid zone
 * @param validUntil when the first of them no longer holds, ms since 1970-01-01 UTC
 */
record LiveGrids(Map<String, Grid> byZone, long validUntil) {
  /** How long a reading holds that does not say so: sources publish hourly, some hours late. */
  private static final long HOLDS_MS = Duration.ofHours(6).toMillis();

  private static final double MOST_GRAMS = 2_000;

  static LiveGrids of(Collection<CarbonReading> readings, long now) {
    var byZone = new HashMap<String, Grid>();
    long until = Long.MAX_VALUE;
    for (var reading : readings) {
      var grams = reading.getGramsPerKwh();
      long from = reading.getValidFrom().toEpochMilli();
      long end =
          Math.max(
              from + HOLDS_MS,
              reading.getValidUntil() == null ? 0 : reading.getValidUntil().toEpochMilli());
      if (grams != null && grams >= 0 && grams <= MOST_GRAMS && end > now) {
        byZone.put(
            reading.getZone(),
            new Grid(
                reading.getZone(),
                grams,
                reading.getFossilShare(),
                reading.getKind().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                from));
        until = Math.min(until, end);
      }
    }
    return new LiveGrids(Map.copyOf(byZone), until);
  }
}
