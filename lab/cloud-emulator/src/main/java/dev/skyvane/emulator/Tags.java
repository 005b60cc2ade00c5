package dev.skyvane.emulator;

import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;

/** Headers by which a caller tells the emulator about itself; real providers ignore them. */
final class Tags {

  /** Where the caller stands, {@code lat,lon}; absent means in the region itself. */
  static final String VANTAGE = "skyvane-vantage";

  static final String INVOCATION_ID = "skyvane-invocation-id";
  static final String ATTEMPT_ID = "skyvane-attempt-id";
  static final String ATTEMPT = "skyvane-attempt";

  private Tags() {}

  static Map<String, String> ofHeaders(HttpServerRequest request) {
    var tags = new HashMap<String, String>();
    for (var name : new String[] {VANTAGE, INVOCATION_ID, ATTEMPT_ID, ATTEMPT}) {
      var value = request.getHeader(name);
      if (value != null) {
        tags.put(name, value);
      }
    }
    return tags;
  }
}
