package dev.skyvane.bench;

import dev.skyvane.bench.rig.SlowdownRig.Script;
import java.time.Duration;

/**
 * How long the slow-down and the time around it last.
 *
 * @param script what happens when
 * @param warmUp before it, in which nothing counts
 */
record VspFig3Effort(Script script, Duration warmUp) {
  private static final int PER_SECOND = 30;
  private static final double ADDED_MS = 250;

  /** As in VSP, section 5.2: four minutes, slow from second 30 to second 200. */
  private static final VspFig3Effort WHOLE = of(240, 30, 200, 30);

  private static final VspFig3Effort FAST = of(48, 10, 34, 12);

  private static VspFig3Effort of(int length, int from, int until, int warmUp) {
    return new VspFig3Effort(
        new Script(
            Duration.ofSeconds(length),
            Duration.ofSeconds(from),
            Duration.ofSeconds(until),
            ADDED_MS,
            PER_SECOND),
        Duration.ofSeconds(warmUp));
  }

  /** The effort that was asked for. */
  static VspFig3Effort of(boolean fast) {
    return fast ? FAST : WHOLE;
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
            equals(WHOLE)
                ? ""
                : "; fast: the whole takes 240 s, 30 to 200, so that less is cut of fewer violations");
  }
}
