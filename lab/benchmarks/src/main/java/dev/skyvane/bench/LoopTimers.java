package dev.skyvane.bench;

import dev.skyvane.router.dispatch.Loop;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Measures how late the timers of an event loop are while many are set. */
final class LoopTimers {
  private static final int DIGITS = 3;

  /** Before the first is due, in ms: all are to be set by then. */
  private static final int FIRST_MS = 1_000;

  private static final int PATIENCE_SECONDS = 60;
  private static final int NANOS_PER_US = 1_000;

  private LoopTimers() {}

  /**
   * Sets timers and waits for all of them.
   *
   * @param over time over which they are due, evenly drawn
   * @return how late each ran, in us
   */
  static Histogram run(int count, Duration over, long seed) throws InterruptedException {
    var vertx = Vertx.vertx();
    try {
      var loop = Loop.several(vertx, 1).getFirst();
      var late = new Histogram(DIGITS);
      var left = new CountDownLatch(count);
      loop.execute(
          () -> {
            var random = new SplittableRandom(seed);
            for (int i = 0; i < count; i++) {
              long ms = FIRST_MS + random.nextLong(over.toMillis());
              long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms);
              loop.after(
                  ms,
                  () -> {
                    late.recordValue(Math.max(0, (System.nanoTime() - due) / NANOS_PER_US));
                    left.countDown();
                  });
            }
          });
      if (!left.await(over.toSeconds() + PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException(
            "%,d of %,d timers have not run".formatted(left.getCount(), count));
      }
      return late;
    } finally {
      vertx.close().await();
    }
  }
}
