package dev.skyvane.metrics.table;

/**
 * The time of a task: the greatest append time so far, which goes on with the clock where no
 * outcome comes. Not thread-safe.
 */
final class StreamTime {
  /** A task that stood still must not take what waits for it as late, so one step is bounded. */
  private static final long LONGEST_STEP_MS = 1_000;

  private long now;
  private long clock;

  /** An outcome of this time has come. */
  void observe(long time, long wallClock) {
    now = Math.max(now, time);
    clock = wallClock;
  }

  /** Nothing has come since the last step. */
  void step(long wallClock) {
    if (now > 0) {
      now += Math.clamp(wallClock - clock, 0, LONGEST_STEP_MS);
    }
    clock = wallClock;
  }

  /** ms since 1970-01-01 UTC; 0 before the first outcome. */
  long now() {
    return now;
  }
}
