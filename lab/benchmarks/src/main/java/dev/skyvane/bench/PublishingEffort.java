package dev.skyvane.bench;

import java.time.Duration;

/**
 * How many outcomes a metrics stream is given.
 *
 * @param warmUps rounds that don't count
 * @param rounds that do
 * @param backlog outcomes written as fast as can be, in each round
 * @param perSecond outcomes at a steady rate
 * @param steady how long these are written, in each round
 */
record PublishingEffort(int warmUps, int rounds, int backlog, int perSecond, Duration steady) {
  private static final int BACKLOG = 60_000;
  private static final int PER_SECOND = 1_000;

  private static final PublishingEffort WHOLE =
      new PublishingEffort(2, 5, BACKLOG, PER_SECOND, Duration.ofSeconds(10));
  private static final PublishingEffort FAST =
      new PublishingEffort(1, 3, BACKLOG / 2, PER_SECOND, Duration.ofSeconds(4));

  /** The effort that was asked for. */
  static PublishingEffort of(boolean fast) {
    return fast ? FAST : WHOLE;
  }

  /** What it is. */
  String text() {
    return "publishing: %d rounds of %,d outcomes at once and %,d/s for %d s, %d before them%s"
        .formatted(
            rounds,
            backlog,
            perSecond,
            steady.toSeconds(),
            warmUps,
            equals(FAST)
                ? "; fast: the whole is %d rounds of %,d and %d s"
                    .formatted(WHOLE.rounds, WHOLE.backlog, WHOLE.steady.toSeconds())
                : "");
  }
}
