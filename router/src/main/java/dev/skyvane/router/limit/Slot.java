package dev.skyvane.router.limit;

import java.util.concurrent.atomic.AtomicBoolean;

/** A place taken at a deployment by one attempt; given back once, however often it is closed. */
public final class Slot implements AutoCloseable {
  private final Load load;
  private final Stint began;
  private final AtomicBoolean given = new AtomicBoolean();

  /**
   * Wraps a place already taken.
   *
   * @param load where {@link Load#tryAcquire} or {@link Load#tryAcquireAdmitted} just answered true
   */
  public Slot(Load load) {
    this.load = load;
    this.began = load.stint();
  }

  /** Gives the place back; the deployment's standing does not change by it. */
  @Override
  public void close() {
    close(Verdict.IGNORED);
  }

  /**
   * Gives the place back and lets the deployment's standing follow from how the attempt ended.
   *
   * @return for how long the deployment is ejected because of it, in ns; 0 if it is not
   */
  public long close(Verdict verdict) {
    return given.compareAndSet(false, true) ? load.release(began, verdict) : 0;
  }
}
