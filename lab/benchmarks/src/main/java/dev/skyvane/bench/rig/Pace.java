package dev.skyvane.bench.rig;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** When requests are sent. */
public sealed interface Pace {

  /** Most requests that may be sent. */
  int most();

  /**
   * As fast as can be, with a backlog that never runs dry.
   *
   * @param most requests
   * @param length after which no more is sent
   * @param outstanding most requests without a reply at any time
   */
  record Backlog(int most, Duration length, int outstanding) implements Pace {}

  /**
   * At fixed times, whatever becomes of those before.
   *
   * @param perSecond requests per second
   * @param length how long
   */
  record Fixed(int perSecond, Duration length) implements Pace {
    @Override
    public int most() {
      return Math.toIntExact(perSecond * length.toMillis() / 1_000);
    }
  }

  /**
   * At fixed times until somebody says that it is enough.
   *
   * @param perSecond requests per second
   * @param longest how long in any case
   * @param goesOn whether it is not enough
   */
  record Ongoing(int perSecond, Duration longest, BooleanSupplier goesOn) implements Pace {
    @Override
    public int most() {
      return Math.toIntExact(perSecond * longest.toMillis() / 1_000);
    }
  }
}
