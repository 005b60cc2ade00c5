package dev.skyvane.cost.book;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Lengths of windows, and how long they are kept. */
public enum Step {
  TEN_SECONDS("10s", Duration.ofSeconds(10), Duration.ofHours(1)),
  MINUTE("1m", Duration.ofMinutes(1), Duration.ofDays(2)),
  HOUR("1h", Duration.ofHours(1), Duration.ofDays(400)),

  /** A billing month; its start is the month's first day in UTC, whatever the provider's zone. */
  MONTH("month", Duration.ZERO, Duration.ofDays(800));

  private final String word;
  private final long lengthMs;
  private final long retentionMs;

  Step(String word, Duration length, Duration retention) {
    this.word = word;
    this.lengthMs = length.toMillis();
    this.retentionMs = retention.toMillis();
  }

  /** As queries write it, as in {@code 10s}. */
  public String word() {
    return word;
  }

  /** Length, in ms; 0 for a month. */
  public long lengthMs() {
    return lengthMs;
  }

  /** How long a window is kept after its begin, in ms. */
  long retentionMs() {
    return retentionMs;
  }

  /** Begin of the window that a time lies in, ms since 1970-01-01 UTC; not of a month. */
  long start(long time) {
    return time - Math.floorMod(time, lengthMs);
  }

  /**
   * The step of a word.
   *
   * @throws IllegalArgumentException naming the words that there are
   */
  public static Step of(String word) {
    for (Step step : values()) {
      if (step.word.equals(word)) {
        return step;
      }
    }
    throw new IllegalArgumentException(
        "step '"
            + word
            + "' is not one of "
            + Arrays.stream(values()).map(Step::word).collect(Collectors.joining(", ")));
  }
}
