package dev.skyvane.metrics.slice;

import java.time.Duration;

/** How long a slice is and how long it is kept. */
public enum Granularity {
  TEN_SECONDS("10s", Duration.ofSeconds(10), Duration.ofHours(1)),
  MINUTE("1m", Duration.ofMinutes(1), Duration.ofDays(2)),
  HOUR("1h", Duration.ofHours(1), Duration.ofDays(400));

  private final String text;
  private final long size;
  private final long retention;

  Granularity(String text, Duration size, Duration retention) {
    this.text = text;
    this.size = size.toMillis();
    this.retention = retention.toMillis();
  }

  /** As people write it, {@code 10s}. */
  public String text() {
    return text;
  }

  /** Length of a slice, in ms. */
  public long size() {
    return size;
  }

  /** How long a slice is kept after its end, in ms. */
  public long retention() {
    return retention;
  }

  /** Start of the slice that a time falls into, ms since 1970-01-01 UTC. */
  public long start(long time) {
    return Math.floorDiv(time, size) * size;
  }

  /** The one of this name. */
  public static Granularity named(String text) {
    for (var each : values()) {
      if (each.text.equals(text)) {
        return each;
      }
    }
    throw new IllegalArgumentException("no granularity " + text);
  }
}
