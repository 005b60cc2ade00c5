package dev.skyvane.bench;

import java.time.Duration;

/**
 * How long a rig measures.
 *
 * @param rounds how often each contender is measured at each rate
 * @param length of a round, per contender and rate
 * @param warmUp how long each contender is warmed up
 */
record RigEffort(int rounds, Duration length, Duration warmUp) {
  private static final RigEffort WHOLE =
      new RigEffort(7, Duration.ofSeconds(5), Duration.ofSeconds(20));
  private static final RigEffort FAST =
      new RigEffort(3, Duration.ofSeconds(1), Duration.ofSeconds(4));

  /** The effort that was asked for. */
  static RigEffort of(boolean fast) {
    return fast ? FAST : WHOLE;
  }

  /** What it is, and how much fewer than the whole. */
  String text() {
    var own =
        "%d rounds of %d ms after %d ms of warm-up"
            .formatted(rounds, length.toMillis(), warmUp.toMillis());
    return equals(WHOLE)
        ? own
        : "%s, fast: %d %% of the time of %d rounds of %d ms"
            .formatted(
                own,
                100 * rounds * length.toMillis() / (WHOLE.rounds * WHOLE.length.toMillis()),
                WHOLE.rounds,
                WHOLE.length.toMillis());
  }
}
