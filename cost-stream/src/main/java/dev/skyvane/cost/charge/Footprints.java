package dev.skyvane.cost.charge;

import dev.skyvane.catalog.EnergyModel;
import dev.skyvane.catalog.GridAverage;
import dev.skyvane.cost.charge.Footprint.Intensity;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.ReadingKind;
import org.jspecify.annotations.Nullable;

/**
 * Energy and carbon of attempts: energy by {@link EnergyModel}, with its sources, times the
 * intensity of the region's grid when the attempt ended. Data on its way (payload and result
 * between router and region, and what was read elsewhere) counts with the mean of both ends, and
 * with the region's own intensity where that of the other end is not known. Immutable.
 */
final class Footprints {
  private static final double MS_PER_SECOND = 1_000;
  private static final double MB_PER_GB = 1_024;

  private final EnergyModel energy;

  Footprints(EnergyModel energy) {
    this.energy = energy;
  }

  Footprint of(Outcome outcome, double runMs, Places places, Readings readings) {
    Place place = places.place(outcome.getRegion());
    long at = outcome.getEndedAt().toEpochMilli();
    Intensity grid = intensity(place, at, readings);
    double kilowattHours =
        energy.kilowattHours(
            outcome.getRegion(),
            outcome.getArchitecture(),
            runMs,
            Math.max(0, outcome.getMemoryMb()),
            vcpu(outcome));
    if (Double.isNaN(grid.gramsPerKwh())) {
      return new Footprint(kilowattHours, Double.NaN, 0, Double.NaN, grid);
    }
    double moved =
        moved(outcome.getVantage(), outcome.getRegion(), bytes(outcome), at, grid, places, readings)
            + moved(
                outcome.getDataRegion(),
                outcome.getRegion(),
                outcome.getDataBytes(),
                at,
                grid,
                places,
                readings);
    return new Footprint(
        kilowattHours,
        EnergyModel.grams(kilowattHours, grid.gramsPerKwh()) + moved,
        moved,
        Double.isNaN(grid.fossilShare())
            ? Double.NaN
            : EnergyModel.fossilGbSeconds(
                runMs / MS_PER_SECOND,
                Math.max(0, outcome.getMemoryMb()) / MB_PER_GB,
                grid.fossilShare()),
        grid);
  }

  /**
   * What a region's grid was at a time: the reading of then, else the yearly average. A reading
   * that does not tell the share of fossil fuel takes the yearly one.
   */
  private static Intensity intensity(Place place, long at, Readings readings) {
    GridAverage yearly = place.grid();
    Readings.Reading reading =
        place.gridZone() == null ? null : readings.at(place.gridZone(), at).orElse(null);
    double yearlyFossil =
        yearly == null || yearly.fossilShare() == null ? Double.NaN : yearly.fossilShare();
    if (reading != null) {
      return new Intensity(
          reading.gramsPerKwh(),
          reading.fossilShare() == null ? yearlyFossil : reading.fossilShare(),
          reading.kind(),
          Math.max(0, at - reading.validFrom()),
          reading.source());
    }
    return yearly == null
        ? Intensity.UNKNOWN
        : new Intensity(
            yearly.gramsPerKwh(), yearlyFossil, ReadingKind.YEARLY_AVERAGE, -1, yearly.source());
  }

  private double moved(
      @Nullable String from,
      String to,
      long bytes,
      long at,
      Intensity there,
      Places places,
      Readings readings) {
    if (from == null || from.isEmpty() || bytes <= 0) {
      return 0;
    }
    double other = intensity(places.place(from), at, readings).gramsPerKwh();
    return EnergyModel.transmissionGrams(
        energy.transmissionKilowattHours(from, to, bytes),
        Double.isNaN(other) ? there.gramsPerKwh() : other,
        there.gramsPerKwh());
  }

  private static long bytes(Outcome outcome) {
    return Math.max(0, outcome.getRequestBytes()) + Math.max(0, outcome.getResultBytes());
  }

  /** One where the router did not say, as the catalog takes it where nothing is known. */
  private static double vcpu(Outcome outcome) {
    Double vcpu = outcome.getVcpu();
    return vcpu == null || !(vcpu >= 0 && vcpu < 1e6) ? 1 : vcpu;
  }
}
