package dev.skyvane.bench;

import dev.skyvane.bench.rig.ParkedRig;
import dev.skyvane.standalone.bench.Report;
import java.time.Duration;
import java.util.SplittableRandom;

/** Measures how late retries begin while many others wait. */
final class RetriesMeasurement {
  /** From writing them until the first is due: a router has to start before. */
  private static final Duration AHEAD = Duration.ofSeconds(30);

  /** The first part of the time is not counted: compilers still work. */
  private static final int WARM_UP_PART = 5;

  /** What a router needs to be at rest after its start, in ms. */
  private static final long AT_REST_MS = 2_000;

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long FAR_MS = Duration.ofHours(6).toMillis();

  private RetriesMeasurement() {}

  static RetriesFigures run(BacklogEffort.Waiting effort, long seed, Report report)
      throws Exception {
    report.progress("retries: %,d timers of one event loop".formatted(effort.retries()));
    var timers = LoopTimers.run(effort.retries(), effort.length(), seed);
    report.progress("retries: starting broker and registry");
    try (var rig = new ParkedRig()) {
      // The first start creates what the next one finds.
      rig.start().close();
      report.progress(
          "retries: writing %,d that wait and %,d that become due"
              .formatted(effort.retries(), effort.due()));
      // Written in an unknown time: first those that are due late enough in any case.
      long now = System.currentTimeMillis();
      long begin = now + AHEAD.toMillis();
      long length = effort.length().toMillis();
      rig.countFrom(begin + length / WARM_UP_PART);
      var random = new SplittableRandom(seed);
      int every = (effort.retries() + effort.due()) / effort.due();
      rig.park(
          every * effort.due(),
          number -> number % every == 0 ? begin + random.nextLong(length) : begin + FAR_MS);
      try (var router = rig.start()) {
        if (System.currentTimeMillis() + AT_REST_MS > begin) {
          throw new IllegalStateException(
              "the router was ready after %,d ms, too late for retries that are due %d s after they were written; run it on a machine with more room"
                  .formatted(router.readyMs(), AHEAD.toSeconds()));
        }
        report.progress(
            "retries: %d s until all are due"
                .formatted(
                    (begin - System.currentTimeMillis()) / 1_000 + effort.length().toSeconds()));
        rig.awaitCalls(effort.due(), AHEAD.plus(effort.length()).plus(PATIENCE));
        return new RetriesFigures(
            timers, rig.lateness().copy(), rig.early(), router.memory().parked());
      }
    }
  }
}
