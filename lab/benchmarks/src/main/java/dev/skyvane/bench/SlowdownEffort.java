package dev.skyvane.bench;

import dev.skyvane.bench.rig.SlowdownRig.Script;
import java.time.Duration;

/**
 * How long a slow-down and the time around it last.
 *
 * @param script what happens when
 * @param warmUp before it, in which nothing counts
 */
record SlowdownEffort(Script script, Duration warmUp) {
  private static final int PER_SECOND = 30;
  private static final double ADDED_MS = 250;

  /** As in VSP, section 5.2: four minutes, slow from second 30 to second 200. */
  static final SlowdownEffort WHOLE = of(240, 30, 200, 30);

  /** As short as shows leaving, staying away and coming back. */
  static final SlowdownEffort BRIEF = of(48, 10, 34, 12);

  /**
   * So long that what is slow before it is noticed stays below one call in a hundred: at half the
   * calls for 1.42 s at most, 21 of 2,700.
   */
  static final SlowdownEffort BRIEF_FOR_P99 = of(90, 10, 70, 12);

  private static SlowdownEffort of(int length, int from, int until, int warmUp) {
    return new SlowdownEffort(
        new Script(
            Duration.ofSeconds(length),
            Duration.ofSeconds(from),
            Duration.ofSeconds(until),
            ADDED_MS,
            PER_SECOND),
        Duration.ofSeconds(warmUp));
  }

  /** Whether it is as long as in the paper. */
  boolean whole() {
    return equals(WHOLE);
  }

  /** What it is. */
  String text() {
    return "%d calls/s of each function for %d s, +%.0f ms at one provider from second %d to %d%s"
        .formatted(
            script.perSecond(),
            script.length().toSeconds(),
            script.addedMs(),
            script.from().toSeconds(),
            script.until().toSeconds(),
            whole() ? "" : "; fast: the whole takes 240 s, 30 to 200");
  }
}
