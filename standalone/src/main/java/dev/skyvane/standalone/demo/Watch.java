package dev.skyvane.standalone.demo;

import dev.skyvane.standalone.terminal.Progress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows a view again and again, on a thread of its own, until it is closed. */
final class Watch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private final Progress progress;
  private final Supplier<String> view;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Begins to show it.
   *
   * @param every time between two; the first comes after half of it
   * @param view what is shown; where it fails the last one stays, and the log says why
   */
  Watch(Progress progress, Duration every, Supplier<String> view) {
    this.progress = progress;
    this.view = view;
    this.thread = Thread.ofPlatform().daemon().name("watch").start(() -> watch(every));
  }

  private void watch(Duration every) {
    try {
      long wait = every.toMillis() / 2;
      while (!closed.await(wait, TimeUnit.MILLISECONDS)) {
        show();
        wait = every.toMillis();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show() {
    String text;
    try {
      text = view.get();
    } catch (RuntimeException e) {
      LOG.warn("event=demo-view-failed", e);
      return;
    }
    if (closed.getCount() > 0) {
      progress.now(text);
    }
  }

  /** Ends it, and removes what is shown. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    progress.erase();
  }
}
