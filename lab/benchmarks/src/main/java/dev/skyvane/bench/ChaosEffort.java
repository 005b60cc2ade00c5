package dev.skyvane.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much chaos, and how long it takes.
 *
 * @param invocations published while faults strike
 * @param faults that strike
 * @param faultTime planned for each fault with its recovery: the rate of the load follows from it
 * @param commitInterval of the routers while faults strike
 * @param intervals commit intervals that are compared, in ms
 * @param burst invocations published at once to measure the throughput at each of them
 * @param kills of routers at each of them
 */
record ChaosEffort(
    int invocations,
    int faults,
    Duration faultTime,
    Duration commitInterval,
    List<Integer> intervals,
    int burst,
    int kills) {
  private static final ChaosEffort WHOLE =
      new ChaosEffort(
          1_000_000,
          200,
          Duration.ofSeconds(12),
          Duration.ofMillis(200),
          List.of(10, 100, 1_000),
          40_000,
          10);
  private static final ChaosEffort FAST =
      new ChaosEffort(20_000, 12, WHOLE.faultTime, WHOLE.commitInterval, WHOLE.intervals, 8_000, 3);

  /** Faults after which a round ends and everything is checked. */
  private static final int FAULTS_PER_ROUND = 8;

  /** To start brokers, registry and routers, measured on two cores. */
  private static final Duration START = Duration.ofSeconds(25);

  /** To end a round: what is in flight, the commits, the checks. */
  private static final Duration ROUND_END = Duration.ofSeconds(4);

  /** To lose a router and have it back, measured on two cores with a session of 6 s. */
  private static final Duration KILL = Duration.ofSeconds(16);

  /** Invocations per second that two cores get through, brokers and all; an estimate. */
  private static final int BURST_RATE = 1_500;

  /** The effort that was asked for. */
  static ChaosEffort of(boolean fast, List<String> arguments) {
    var whole = fast ? FAST : WHOLE;
    var given = new LinkedHashMap<String, Integer>();
    given.put("invocations", whole.invocations);
    given.put("faults", whole.faults);
    given.put("seconds-per-fault", (int) whole.faultTime.toSeconds());
    given.put("commit-interval-ms", (int) whole.commitInterval.toMillis());
    given.put("burst", whole.burst);
    given.put("kills", whole.kills);
    arguments.forEach(argument -> read(argument, given));
    var effort =
        new ChaosEffort(
            given.getOrDefault("invocations", 0),
            given.getOrDefault("faults", 0),
            Duration.ofSeconds(given.getOrDefault("seconds-per-fault", 0)),
            Duration.ofMillis(given.getOrDefault("commit-interval-ms", 0)),
            whole.intervals,
            given.getOrDefault("burst", 0),
            given.getOrDefault("kills", 0));
    if (effort.invocations < effort.faults * 10) {
      throw new IllegalArgumentException(
          "%,d invocations are too few for %d faults; at least 10 for each are needed"
              .formatted(effort.invocations, effort.faults));
    }
    return effort;
  }

  private static void read(String argument, Map<String, Integer> given) {
    int equals = argument.indexOf('=');
    var name = equals < 0 ? argument : argument.substring(0, equals);
    if (equals < 0 || !given.containsKey(name)) {
      throw new IllegalArgumentException(
          "'%s' is no argument of this benchmark; there are %s, each with =NUMBER"
              .formatted(argument, String.join(", ", given.keySet())));
    }
    int value;
    try {
      value = Integer.parseInt(argument.substring(equals + 1));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'%s': %s must be a whole number".formatted(argument, name), e);
    }
    int least = name.equals("kills") || name.equals("burst") ? 0 : 1;
    if (value < least) {
      throw new IllegalArgumentException(
          "'%s': %s must be at least %d".formatted(argument, name, least));
    }
    given.put(name, value);
  }

  /** Rounds; each ends when all of its invocations have. */
  int rounds() {
    return Math.ceilDiv(faults, FAULTS_PER_ROUND);
  }

  /** Faults of a round, by its number from 0. */
  int faultsOf(int round) {
    return Math.min(FAULTS_PER_ROUND, faults - round * FAULTS_PER_ROUND);
  }

  /** Invocations up to the fault of a number, that one's own included. */
  int invocationsUpTo(int fault) {
    return (int) ((long) invocations * fault / faults);
  }

  /** Invocations per second while faults strike. */
  double rate() {
    return (double) invocations / faults / faultTime.toSeconds();
  }

  /** How long all of it takes, about. */
  Duration expected() {
    return START
        .plus(faultTime.multipliedBy(faults))
        .plus(ROUND_END.multipliedBy(rounds()))
        .plus(comparison().multipliedBy(intervals.size()));
  }

  /** How long one commit interval takes in the comparison, about. */
  Duration comparison() {
    return burst == 0 && kills == 0
        ? Duration.ZERO
        : START.plusSeconds(2L * burst / BURST_RATE).plus(KILL.multipliedBy(kills));
  }

  /** What it is, and how much fewer than the whole. */
  String text() {
    var own =
        "%,d invocations and %d faults at %.0f/s, commit interval %d ms; then %d kills and a burst of %,d at each commit interval"
            .formatted(invocations, faults, rate(), commitInterval.toMillis(), kills, burst);
    return invocations == WHOLE.invocations && faults == WHOLE.faults
        ? own
        : "%s, fast: %.1f %% of %,d invocations and %d faults"
            .formatted(
                own, 100.0 * invocations / WHOLE.invocations, WHOLE.invocations, WHOLE.faults);
  }
}
