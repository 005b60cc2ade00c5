package dev.skyvane.catalog;

import org.jspecify.annotations.Nullable;

/**
 * Yearly average of the electricity that a region draws: what is used where there is no reading.
 *
 * @param zone zone of the electricity grid
 * @param gramsPerKwh carbon intensity, in gCO2e/kWh
 * @param fossilShare share of fossil fuels in generation, 0 to 1; null: unknown
 * @param year year of the carbon intensity
 * @param source where both values come from, with their approximations
 */
public record GridAverage(
    String zone, double gramsPerKwh, @Nullable Double fossilShare, int year, String source) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is not a number or out of range
   */
  public GridAverage {
    if (!(gramsPerKwh >= 0 && gramsPerKwh <= 2000)) {
      throw new IllegalArgumentException(
          "carbon intensity of zone " + zone + " is " + gramsPerKwh + " g/kWh, not 0 to 2000");
    }
    if (fossilShare != null && !(fossilShare >= 0 && fossilShare <= 1)) {
      throw new IllegalArgumentException(
          "fossil share of zone " + zone + " is " + fossilShare + ", not 0 to 1");
    }
  }
}
