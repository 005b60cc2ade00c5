package dev.skyvane.router.table;

import dev.skyvane.catalog.GridAverage;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the electricity of a region.
 *
 * @param zone of the grid
 * @param gramsPerKwh intensity, gCO2e per kWh
 * @param fossilShare 0 to 1; null where unknown
 * @param kind measured, estimated, forecast or yearly-average
 * @param asOf when a reading began to hold, ms since 1970-01-01 UTC; 0 for an average
 */
public record Grid(
    String zone, double gramsPerKwh, @Nullable Double fossilShare, String kind, long asOf) {

  static @Nullable Grid of(@Nullable GridAverage average) {
    return average == null
        ? null
        : new Grid(
            average.zone(), average.gramsPerKwh(), average.fossilShare(), "yearly-average", 0);
  }
}
