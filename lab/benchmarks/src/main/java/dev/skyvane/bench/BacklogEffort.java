package dev.skyvane.bench;

import java.time.Duration;
import java.util.Map;

/**
 * How much waits in the cases of a backlog.
 *
 * @param stuck what completes past a stuck record
 * @param parked what a restore finds
 * @param waiting retries that wait
 * @param lag large payloads before a provider that stalls
 */
record BacklogEffort(Stuck stuck, Parked parked, Waiting waiting, Lag lag) {
  private static final BacklogEffort WHOLE =
      new BacklogEffort(
          new Stuck(6, 50_000, 10_000_000),
          new Parked(1_000_000, 3),
          new Waiting(100_000, 6_000, Duration.ofSeconds(30)),
          new Lag(1_024, Duration.ofSeconds(20)));
  private static final BacklogEffort FAST =
      new BacklogEffort(
          new Stuck(3, 6_000, 1_000_000),
          new Parked(100_000, 1),
          new Waiting(20_000, 1_000, Duration.ofSeconds(8)),
          new Lag(200, Duration.ofSeconds(5)));

  /** Broker, registry, provider and router, measured on two busy cores, in s. */
  private static final double START_SECONDS = 15;

  /** Completions per second of a router on two busy cores; an estimate. */
  private static final double COMPLETIONS_PER_SECOND = 4_000;

  private static final double MODELLED_PER_SECOND = 5e6;
  private static final double WRITTEN_PER_SECOND = 25_000;
  private static final double RESTORED_PER_SECOND = 100_000;
  private static final double LARGE_PER_SECOND = 25;

  /**
   * Completions past a stuck record.
   *
   * @param rounds with and without one
   * @param completions in each
   * @param modelled completions by the classes alone
   */
  record Stuck(int rounds, int completions, int modelled) {}

  /**
   * Restores of parked invocations.
   *
   * @param entries parked
   * @param restores how often
   */
  record Parked(int entries, int restores) {}

  /**
   * Retries that wait.
   *
   * @param retries that wait, and go on waiting
   * @param due further ones that become due
   * @param length time over which they do
   */
  record Waiting(int retries, int due, Duration length) {}

  /**
   * Large payloads.
   *
   * @param records of 1 MiB
   * @param stall how long the provider stalls
   */
  record Lag(int records, Duration stall) {}

  /** The effort that was asked for. */
  static BacklogEffort of(boolean fast) {
    return fast ? FAST : WHOLE;
  }

  /** About how long each case takes, by its name. */
  Map<String, Duration> expected() {
    return Map.of(
        BacklogBenchmark.STUCK,
        seconds(
            START_SECONDS
                + (2.0 * stuck.rounds + 1) * stuck.completions / COMPLETIONS_PER_SECOND
                + stuck.modelled / MODELLED_PER_SECOND),
        BacklogBenchmark.RESTORE,
        seconds(
            START_SECONDS * (2 + parked.restores)
                + parked.entries / WRITTEN_PER_SECOND
                + parked.restores * parked.entries / RESTORED_PER_SECOND),
        BacklogBenchmark.RETRIES,
        seconds(
            2 * START_SECONDS
                + 2 * waiting.length.toSeconds()
                + (waiting.retries + waiting.due) / WRITTEN_PER_SECOND),
        BacklogBenchmark.LAG,
        seconds(2 * START_SECONDS + lag.stall.toSeconds() + lag.records / LARGE_PER_SECOND));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  /** What it is, and how much fewer than the whole. */
  String text() {
    return equals(WHOLE) ? own() : own() + "; fast: the whole is " + WHOLE.own();
  }

  private String own() {
    return "%d rounds of %,d completions and %,d modelled, %d restores of %,d, %,d waiting retries and %,d due in %d s, %,d MiB of lag and a stall of %d s"
        .formatted(
            stuck.rounds,
            stuck.completions,
            stuck.modelled,
            parked.restores,
            parked.entries,
            waiting.retries,
            waiting.due,
            waiting.length.toSeconds(),
            lag.records,
            lag.stall.toSeconds());
  }
}
