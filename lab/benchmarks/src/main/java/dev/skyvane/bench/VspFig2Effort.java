package dev.skyvane.bench;

import java.time.Duration;

/**
 * How long each function is called at each provider and at both.
 *
 * @param rounds of each
 * @param warmUp before it, in which nothing counts
 * @param length of a round after that
 */
record VspFig2Effort(int rounds, Duration warmUp, Duration length) {
  private static final VspFig2Effort WHOLE =
      new VspFig2Effort(3, Duration.ofSeconds(6), Duration.ofSeconds(15));
  private static final VspFig2Effort FAST =
      new VspFig2Effort(1, Duration.ofSeconds(5), Duration.ofSeconds(6));

  /** The effort that was asked for. */
  static VspFig2Effort of(boolean fast) {
    return fast ? FAST : WHOLE;
  }

  /** What it is, and how much fewer than the whole. */
  String text() {
    var own =
        "%d rounds of %d s after %d s of warm-up"
            .formatted(rounds, length.toSeconds(), warmUp.toSeconds());
    return equals(WHOLE)
        ? own
        : "%s, fast: %d %% of the time of %d rounds of %d s"
            .formatted(
                own,
                100 * rounds * length.toMillis() / (WHOLE.rounds * WHOLE.length.toMillis()),
                WHOLE.rounds,
                WHOLE.length.toSeconds());
  }
}
