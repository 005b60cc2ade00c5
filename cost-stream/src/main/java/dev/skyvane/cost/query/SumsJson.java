package dev.skyvane.cost.query;

import dev.skyvane.cost.book.Sums;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Windows as JSON and back. Money is text, so that no digit is lost. */
final class SumsJson {
  private SumsJson() {}

  static JsonObject of(Sums sums) {
    return cost(sums).mergeIn(carbon(sums));
  }

  /** What belongs to money. */
  static JsonObject cost(Sums sums) {
    return new JsonObject()
        .put("attempts", sums.attempts())
        .put("requests", sums.requests())
        .put("unpriced", sums.unpriced())
        .put("estimated", sums.estimated())
        .put("listUsd", sums.listUsd().toPlainString())
        .put("estimatedUsd", sums.estimatedUsd().toPlainString())
        .put("spendUsd", sums.spendUsd().toPlainString())
        .put("gbSeconds", sums.gbSeconds().toPlainString())
        .put("vcpuSeconds", sums.vcpuSeconds().toPlainString())
        .put("dataOutBytes", sums.dataOutBytes())
        .put("dataOutUsd", sums.dataOutUsd().toPlainString());
  }

  /** What belongs to carbon. */
  static JsonObject carbon(Sums sums) {
    var grams = sums.grams();
    return new JsonObject()
        .put("requests", sums.requests())
        .put("unknownCarbon", sums.unknownCarbon())
        .put("grams", grams.sum())
        .put("gramsMeasured", grams.measured())
        .put("gramsEstimated", grams.estimated())
        .put("gramsForecast", grams.forecast())
        .put("gramsYearlyAverage", grams.yearly())
        .put("transmissionGrams", sums.transmissionGrams())
        .put("kilowattHours", sums.kilowattHours())
        .put("fossilGbSeconds", sums.fossilGbSeconds())
        .put("oldestReadingMs", age(sums.oldestReadingMs()));
  }

  private static @Nullable Long age(long ms) {
    return ms < 0 ? null : ms;
  }

  static Sums read(JsonObject json) {
    return new Sums(
        json.getLong("attempts"),
        json.getLong("requests"),
        json.getLong("unpriced"),
        json.getLong("estimated"),
        new BigDecimal(json.getString("listUsd")),
        new BigDecimal(json.getString("estimatedUsd")),
        new BigDecimal(json.getString("spendUsd")),
        new BigDecimal(json.getString("gbSeconds")),
        new BigDecimal(json.getString("vcpuSeconds")),
        json.getLong("dataOutBytes"),
        new BigDecimal(json.getString("dataOutUsd")),
        json.getDouble("kilowattHours"),
        json.getDouble("transmissionGrams"),
        json.getDouble("fossilGbSeconds"),
        json.getLong("unknownCarbon"),
        json.getLong("oldestReadingMs") == null ? -1 : json.getLong("oldestReadingMs"),
        new Sums.Grams(
            json.getDouble("gramsMeasured"),
            json.getDouble("gramsEstimated"),
            json.getDouble("gramsForecast"),
            json.getDouble("gramsYearlyAverage")));
  }
}
