package dev.skyvane.bench;

import dev.skyvane.bench.rig.Past;
import java.time.Duration;
import java.util.Map;

/**
 * How much the stream services and the routers that follow them are given.
 *
 * @param backlog what is worked off
 * @param state what fills the tables
 * @param tables what routers read when they start
 */
record StreamsEffort(Backlog backlog, State state, Tables tables) {
  private static final StreamsEffort WHOLE =
      new StreamsEffort(
          new Backlog(228, 150_000, 300_000),
          new State(10, new Past(Duration.ofDays(400))),
          new Tables(228, 3, 1_200, 18_000, 3));
  private static final StreamsEffort FAST =
      new StreamsEffort(
          new Backlog(228, 30_000, 40_000),
          new State(2, new Past(Duration.ofDays(20))),
          new Tables(228, 3, 100, 500, 1));

  /** Broker, registry and a service, measured on two busy cores, in s. */
  private static final double START_SECONDS = 15;

  private static final double WRITTEN_PER_SECOND = 25_000;
  private static final double COUNTED_PER_SECOND = 3_000;
  private static final double TRANSACTIONS_PER_SECOND = 400;
  private static final double CLEANING_SECONDS = 30;
  private static final int SERVICES = 2;

  /**
   * Outcomes to be worked off.
   *
   * @param deployments how many they are of
   * @param dropped of which nothing is measured, as they warm the service up
   * @param measured further ones
   */
  record Backlog(int deployments, int dropped, int measured) {}

  /**
   * Outcomes that fill the tables.
   *
   * @param deployments how many they are of
   * @param past when they were
   */
  record State(int deployments, Past past) {}

  /**
   * What the services publish.
   *
   * @param deployments in the tables
   * @param vantages from which they are called
   * @param rounds how often each row is written before
   * @param transactions in which the rows of costs are written
   * @param starts of routers
   */
  record Tables(int deployments, int vantages, int rounds, int transactions, int starts) {}

  /** The effort that was asked for. */
  static StreamsEffort of(boolean fast) {
    return fast ? FAST : WHOLE;
  }

  /** About how long each case takes, by its name. */
  Map<String, Duration> expected() {
    double outcomes = backlog.dropped + backlog.measured;
    double past = state.past.size() * (double) state.deployments;
    double states = tables.rounds * (double) tables.deployments * (tables.vantages + 1);
    return Map.of(
        StreamsBenchmark.THROUGHPUT,
        seconds(
            SERVICES
                * (START_SECONDS + outcomes / WRITTEN_PER_SECOND + outcomes / COUNTED_PER_SECOND)),
        StreamsBenchmark.STATE,
        seconds(
            SERVICES * (2 * START_SECONDS + past / WRITTEN_PER_SECOND + past / COUNTED_PER_SECOND)),
        StreamsBenchmark.ROUTER_RESTORE,
        seconds(
            START_SECONDS * (3 + tables.starts)
                + CLEANING_SECONDS
                + states / WRITTEN_PER_SECOND
                + tables.transactions / TRANSACTIONS_PER_SECOND));
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1_000));
  }

  /** What it is, and how much fewer than the whole. */
  String text() {
    return equals(WHOLE) ? own() : own() + "; fast: the whole is " + WHOLE.own();
  }

  private String own() {
    return "%,d outcomes after %,d, of %d deployments; %d days of %d deployments; %,d rounds of rows of %d deployments from %d vantages, %,d transactions and %d starts"
        .formatted(
            backlog.measured,
            backlog.dropped,
            backlog.deployments,
            state.past.length().toDays(),
            state.deployments,
            tables.rounds,
            tables.deployments,
            tables.vantages,
            tables.transactions,
            tables.starts);
  }
}
