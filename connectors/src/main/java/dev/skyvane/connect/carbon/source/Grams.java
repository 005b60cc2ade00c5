package dev.skyvane.connect.carbon.source;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/** Carbon intensity in JSON. */
final class Grams {
  /** More than twice what coal alone gives, gCO2e/kWh: a larger one is in another unit. */
  private static final double MOST = 2_500;

  private Grams() {}

  /**
   * The value in gCO2e/kWh; null where there is none, which is never 0.
   *
   * @throws IllegalArgumentException if it is no intensity
   */
  static @Nullable Double of(JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return null;
    }
    if (!value.isNumber() || !(value.doubleValue() >= 0 && value.doubleValue() <= MOST)) {
      throw new IllegalArgumentException("the intensity is not a number from 0 to 2500 g/kWh");
    }
    return value.doubleValue();
  }
}
