package dev.skyvane.bench.rig;

import dev.skyvane.metrics.MetricsService;
import java.util.Locale;
import java.util.Map;

/** When a metrics stream publishes a state that has changed. */
public enum Publishing {
  /** As it does by itself: every 100 ms at most. */
  AT_ONCE(Map.of()),

  /** Every 10 s at most, which is once for each slice of its windows; deviations alone earlier. */
  AT_WINDOW_END(Map.of(MetricsService.EMIT_INTERVAL_MS, "10000"));

  private final Map<String, String> settings;

  Publishing(Map<String, String> settings) {
    this.settings = settings;
  }

  Map<String, String> settings() {
    return settings;
  }

  /** As in tables and names. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
