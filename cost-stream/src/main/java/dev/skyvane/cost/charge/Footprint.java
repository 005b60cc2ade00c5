package dev.skyvane.cost.charge;

import dev.skyvane.schemas.record.ReadingKind;

/**
 * Energy and carbon of one attempt.
 *
 * @param kilowattHours energy of the run in its data centre, in kWh
 * @param grams carbon of run and transmission, in gCO2e; NaN: unknown
 * @param transmissionGrams part of it that data on its way caused, in gCO2e
 * @param fossilGbSeconds FF-GBS: seconds x GB x share of fossil fuel; NaN: unknown
 * @param intensity what the grid was counted with
 */
public record Footprint(
    double kilowattHours,
    double grams,
    double transmissionGrams,
    double fossilGbSeconds,
    Intensity intensity) {

  /** Of what did not run. */
  public static final Footprint NONE = new Footprint(0, 0, 0, 0, Intensity.UNKNOWN);

  /**
   * Carbon intensity of a grid, and how it is known.
   *
   * @param gramsPerKwh in gCO2e/kWh; NaN: unknown
   * @param fossilShare share of fossil fuel, 0 to 1; NaN: unknown
   * @param kind how it is known
   * @param ageMs from the begin of the time that the reading speaks of to the end of the attempt,
   *     in ms; -1 for a yearly average, and where nothing is known
   * @param source who says so
   */
  public record Intensity(
      double gramsPerKwh, double fossilShare, ReadingKind kind, long ageMs, String source) {

    /** Nothing is known. */
    public static final Intensity UNKNOWN =
        new Intensity(Double.NaN, Double.NaN, ReadingKind.UNKNOWN, -1, "");
  }
}
