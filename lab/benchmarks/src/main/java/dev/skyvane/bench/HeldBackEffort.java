package dev.skyvane.bench;

import java.time.Duration;

/**
 * How long calls that are held back are measured.
 *
 * @param rounds how often each of the two, clean and not
 * @param length least length of a round; it is longer than a very long call in any case
 * @param warmUp how long the router is warmed up
 */
record HeldBackEffort(int rounds, Duration length, Duration warmUp) {
  private static final HeldBackEffort WHOLE =
      new HeldBackEffort(5, Duration.ofSeconds(12), Duration.ofSeconds(20));
  private static final HeldBackEffort FAST =
      new HeldBackEffort(3, Duration.ofSeconds(4), Duration.ofSeconds(5));
  private static final double START_SECONDS = 12;

  /** Wait for the last call of the poison key, in s. */
  private static final double REST_SECONDS = 8;

  /** The effort that was asked for. */
  static HeldBackEffort of(boolean fast) {
    return fast ? FAST : WHOLE;
  }

  /** Length of a round: long enough that a very long call ends within it. */
  Duration length(int longMs) {
    long needed = longMs + 2_000L;
    return length.toMillis() > needed ? length : Duration.ofMillis(needed);
  }

  /** About how long it takes. */
  Duration expected(int longMs) {
    double round = length(longMs).toMillis() / 1_000.0;
    double seconds =
        START_SECONDS
            + warmUp.toMillis() / 1_000.0
            + rounds * (2 * round + Math.max(REST_SECONDS, longMs / 1_000.0));
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  /** What it is, and how much fewer than the whole. */
  String text(int longMs) {
    var own =
        "%d rounds of %d ms each after %d ms of warm-up"
            .formatted(rounds, length(longMs).toMillis(), warmUp.toMillis());
    return equals(WHOLE)
        ? own
        : "%s, fast: %d rounds of %d ms are the whole"
            .formatted(own, WHOLE.rounds, WHOLE.length(longMs).toMillis());
  }
}
