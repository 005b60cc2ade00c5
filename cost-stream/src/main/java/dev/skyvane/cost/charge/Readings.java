package dev.skyvane.cost.charge;

import dev.skyvane.schemas.record.ReadingKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Readings of grids by time. */
@FunctionalInterface
public interface Readings {

  /**
   * The newest reading that was valid at a time; where none was, the newest from before that is not
   * too old. Empty where there is none.
   *
   * @param zone zone of the electricity grid
   * @param at ms since 1970-01-01 UTC
   */
  Optional<Reading> at(String zone, long at);

  /**
   * One reading.
   *
   * @param validFrom begin of the time it speaks of, ms since 1970-01-01 UTC
   * @param validUntil end of that time; {@link Long#MAX_VALUE}: until the next
   * @param gramsPerKwh in gCO2e/kWh
   * @param fossilShare 0 to 1; null: unknown
   * @param kind how it is known
   * @param source who says so
   */
  record Reading(
      long validFrom,
      long validUntil,
      double gramsPerKwh,
      @Nullable Double fossilShare,
      ReadingKind kind,
      String source) {

    /** Whether it speaks of a time. */
    public boolean speaksOf(long at) {
      return validFrom <= at && at < validUntil;
    }
  }
}
