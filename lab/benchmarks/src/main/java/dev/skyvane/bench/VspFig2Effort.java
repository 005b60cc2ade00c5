package dev.skyvane.bench;

import java.time.Duration;

/**
 * How long each function is called at each provider and at both.
 *
 * @param rounds of each
 * @param warmUp before it, in which nothing counts
 * @param length of a round after that
 * @param slowness factor on the emulator's service times, at the first provider
 */
record VspFig2Effort(int rounds, Duration warmUp, Duration length, double slowness) {
  /** 0.8 s for NLP: the machine has little to do, so that the limits are what limits. */
  private static final double SLOW = 4;

  private static final VspFig2Effort WHOLE =
      new VspFig2Effort(3, Duration.ofSeconds(6), Duration.ofSeconds(15), SLOW);
  private static final VspFig2Effort FAST =
      new VspFig2Effort(1, Duration.ofSeconds(5), Duration.ofSeconds(6), SLOW);

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
