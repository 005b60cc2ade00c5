package dev.skyvane.stream.query;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What one partition answers.
 *
 * @param rows in any order
 * @param newestMs time of the newest outcome in them, ms since 1970-01-01 UTC; 0 if there is none
 */
public record Rows(List<JsonObject> rows, long newestMs) {
  /** Nothing. */
  public static final Rows NONE = new Rows(List.of(), 0);

  public Rows {
    rows = List.copyOf(rows);
  }
}
