package dev.skyvane.bench;

import java.time.Duration;

/**
 * How long each case is measured. A round is an iteration of JMH.
 *
 * @param forks JVMs, one after the other
 * @param warmups rounds of each that don't count
 * @param counted rounds of each that count
 * @param round length of a round
 */
record Effort(int forks, int warmups, int counted, Duration round) {
  private static final Effort WHOLE = new Effort(2, 5, 5, Duration.ofMillis(500));
  private static final Effort FAST = new Effort(1, 2, 3, Duration.ofMillis(200));

  /** The effort that was asked for. */
  static Effort of(boolean fast) {
    return fast ? FAST : WHOLE;
  }

  /** What it is, and how much fewer than the whole. */
  String text() {
    return equals(WHOLE)
        ? rounds()
        : "%s, fast: %d %% of the time of %s"
            .formatted(rounds(), 100 * measuredMs() / WHOLE.measuredMs(), WHOLE.rounds());
  }

  private String rounds() {
    return "%d x (%d + %d) rounds of %d ms".formatted(forks, warmups, counted, round.toMillis());
  }

  private long measuredMs() {
    return (long) forks * counted * round.toMillis();
  }
}
