package dev.skyvane.bench.rig;

import java.time.Duration;
import java.util.Arrays;

/** Windows that both stream services keep of each deployment. */
public enum Window {
  TEN_SECONDS("10s", Duration.ofSeconds(10), Duration.ofHours(1)),
  MINUTE("1m", Duration.ofMinutes(1), Duration.ofDays(2)),
  HOUR("1h", Duration.ofHours(1), Duration.ofDays(400));

  private final String text;
  private final Duration length;
  private final Duration kept;

  Window(String text, Duration length, Duration kept) {
    this.text = text;
    this.length = length;
    this.kept = kept;
  }

  /** As queries write it. */
  String text() {
    return text;
  }

  Duration length() {
    return length;
  }

  /** How long one is kept. */
  Duration kept() {
    return kept;
  }

  /** How many there are of a deployment once all are there. */
  public static long most() {
    return Arrays.stream(values()).mapToLong(each -> each.kept.dividedBy(each.length)).sum();
  }
}
