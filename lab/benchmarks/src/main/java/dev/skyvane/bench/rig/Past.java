package dev.skyvane.bench.rig;

import java.time.Duration;
import java.util.Arrays;

/**
 * A past that fills windows: two outcomes of each deployment an hour, one a minute in the last two
 * days, one in 10 s in the last hour.
 *
 * @param length how far back it goes
 */
public record Past(Duration length) {

  /** Time to the next outcome, in ms, so long before the end. */
  long stepMs(long beforeEndMs) {
    return beforeEndMs > Window.MINUTE.kept().toMillis()
        ? Window.HOUR.length().toMillis() / 2
        : beforeEndMs > Window.TEN_SECONDS.kept().toMillis()
            ? Window.MINUTE.length().toMillis()
            : Window.TEN_SECONDS.length().toMillis();
  }

  /** How many windows they make of each deployment. */
  long windows() {
    return Arrays.stream(Window.values())
        .mapToLong(
            window ->
                (window.kept().compareTo(length) < 0 ? window.kept() : length)
                    .dividedBy(window.length()))
        .sum();
  }

  /** How many outcomes of each deployment. */
  public int size() {
    int count = 0;
    for (long before = length.toMillis(); before > 0; before -= stepMs(before)) {
      count++;
    }
    return count;
  }
}
