package dev.skyvane.bench;

import java.time.Duration;

/**
 * How often groups are interrupted.
 *
 * @param rounds of each protocol
 * @param perSecond invocations per second
 * @param warmUp of callers before anything happens
 */
record GroupEffort(int rounds, int perSecond, Duration warmUp) {
  private static final GroupEffort WHOLE = new GroupEffort(3, 200, Duration.ofSeconds(5));
  private static final GroupEffort FAST = new GroupEffort(1, 100, Duration.ofSeconds(2));

  /** Broker, registry and three routers, measured on two busy cores. */
  private static final Duration START = Duration.ofSeconds(20);

  /** Three routers, one after the other, with the time around. */
  private static final Duration ROLL = Duration.ofSeconds(45);

  /** One router, its session, and the time around. */
  private static final Duration KILL = Duration.ofSeconds(24);

  /** The effort that was asked for. */
  static GroupEffort of(boolean fast) {
    return fast ? FAST : WHOLE;
  }

  /** The same with so many rounds. */
  GroupEffort withRounds(int count) {
    return new GroupEffort(count, perSecond, warmUp);
  }

  /** About how long it takes. */
  Duration expected(int protocols) {
    return START.plus(warmUp).plus(ROLL).plus(KILL).multipliedBy((long) protocols * rounds);
  }

  /** What it is, and how much fewer than the whole. */
  String text() {
    return equals(WHOLE) ? own() : own() + "; fast: the whole is " + WHOLE.own();
  }

  private String own() {
    return "%d rounds of each at %d/s".formatted(rounds, perSecond);
  }
}
