package dev.skyvane.emulator;

import io.vertx.core.Context;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The few threads on which functions compute, shared by all regions. What waits for them is bounded
 * by the regions' concurrency limits.
 */
final class ComputePool implements AutoCloseable {

  /** Work on fewer bytes than this is done where it arises: a hand-over would cost more. */
  static final int SMALL_BYTES = 64 * 1024;

  private final ExecutorService threads;
  private final ExecutorService waiting = Executors.newVirtualThreadPerTaskExecutor();

  ComputePool(int size) {
    var number = new AtomicInteger();
    threads =
        Executors.newFixedThreadPool(
            size,
            task -> {
              var thread = new Thread(task, "emulator-compute-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Computes on a thread of the pool and hands the result over on the context. */
  <T> void compute(Context context, Supplier<T> task, Consumer<T> then) {
    threads.execute(
        () -> {
          var result = task.get();
          context.runOnContext(_ -> then.accept(result));
        });
  }

  /**
   * As {@link #compute}, for what waits for others rather than computes: it has a thread of its
   * own, so that it never keeps those it waits for from a place.
   */
  <T> void await(Context context, Supplier<T> task, Consumer<T> then) {
    waiting.execute(
        () -> {
          var result = task.get();
          context.runOnContext(_ -> then.accept(result));
        });
  }

  @Override
  public void close() {
    waiting.shutdownNow();
    threads.shutdownNow();
  }
}
