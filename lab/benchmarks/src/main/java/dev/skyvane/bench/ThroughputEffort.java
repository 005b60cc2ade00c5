package dev.skyvane.bench;

import java.time.Duration;

/**
 * How long backlogs are measured.
 *
 * @param rounds how often each contender is measured with each
 * @param length how long a backlog is kept up
 * @param warmUp how long each contender is warmed up, with each kind of work, before anything is
 *     measured
 * @param dropped length of the round of each case whose figures are dropped
 */
record ThroughputEffort(int rounds, Duration length, Duration warmUp, Duration dropped) {
  private static final ThroughputEffort WHOLE =
      new ThroughputEffort(5, Duration.ofSeconds(5), Duration.ofSeconds(25), Duration.ofSeconds(3));
  private static final ThroughputEffort FAST =
      new ThroughputEffort(3, Duration.ofSeconds(1), Duration.ofSeconds(4), Duration.ofSeconds(1));

  /** Start of broker, provider and contenders, in s. */
  private static final double START_SECONDS = 15;

  /** Working off what is left, and the pauses between rounds, in s. */
  private static final double REST_SECONDS = 1;

  /** About how long the README's records take, in s. */
  private static final double README_SECONDS = 2;

  /** Making the peer ready for a case and ending that, in s. */
  private static final double CASE_SECONDS = 3;

  /** The effort that was asked for. */
  static ThroughputEffort of(boolean fast) {
    return fast ? FAST : WHOLE;
  }

  /**
   * About how long it takes.
   *
   * @param warmed how many are warmed up, summed over the kinds of work
   * @param series of rounds: contenders, summed over the cases
   * @param cases how many there are, without the README's
   */
  Duration expected(int warmed, int series, int cases) {
    var beside = CASE_SECONDS + 2 * (rounds + 1) * README_SECONDS + cases * CASE_SECONDS;
    return expected(warmed, series).plusMillis(Math.round(beside * 1_000));
  }

  /**
   * About how long it takes where each series has one round that is dropped.
   *
   * @param contenders how many are warmed up
   * @param series of rounds
   */
  Duration expected(int contenders, int series) {
    double perSeries = seconds(dropped) + REST_SECONDS + rounds * (seconds(length) + REST_SECONDS);
    double seconds =
        START_SECONDS + contenders * (seconds(warmUp) + REST_SECONDS) + series * perSeries;
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  private static double seconds(Duration length) {
    return length.toMillis() / 1_000.0;
  }

  /** What it is, and how much fewer than the whole. */
  String text() {
    var own =
        "%d rounds of %d ms after %d ms of warm-up, one more of %d ms in each case dropped"
            .formatted(rounds, length.toMillis(), warmUp.toMillis(), dropped.toMillis());
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
