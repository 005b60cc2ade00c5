package dev.skyvane.router.reply;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Takes records to be written, in their order. Thread-safe; never waits. */
@FunctionalInterface
public interface Outbox {

  /** Hands a record over; its {@link Draft#written} is told once what became of it. */
  void put(Draft draft);

  /** Hands a record over after a time, behind what is put until then. */
  default void putLater(Draft draft, Duration delay) {
    later(() -> put(draft), delay);
  }

  /** Runs something short after a time, on a thread of its own. */
  static void later(Runnable action, Duration delay) {
    CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS).execute(action);
  }
}
