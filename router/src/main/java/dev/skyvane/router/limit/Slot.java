package dev.skyvane.router.limit;

import java.util.concurrent.atomic.AtomicBoolean;

/** A place taken at a deployment by one attempt; given back once, however often it is closed. */
public final class Slot implements AutoCloseable {
  private final Load load;
  private final AtomicBoolean given = new AtomicBoolean();

  /**
   * Wraps a place already taken.
   *
   * @param load where {@link Load#tryAcquire} answered true
   */
  public Slot(Load load) {
    this.load = load;
  }

  @Override
  public void close() {
    if (given.compareAndSet(false, true)) {
      load.release();
    }
  }
}
