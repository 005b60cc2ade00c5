package dev.skyvane.router.limit;

import java.util.concurrent.atomic.AtomicInteger;

/** Most calls at one time in a region; its size may change while calls are in flight. */
final class Limit {
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile int size;

  Limit(int size) {
    this.size = size;
  }

  void resize(int newSize) {
    size = newSize;
  }

  boolean hasRoom() {
    return inFlight.get() < size;
  }

  boolean tryAcquire() {
    while (true) {
      int now = inFlight.get();
      if (now >= size) {
        return false;
      }
      if (inFlight.compareAndSet(now, now + 1)) {
        return true;
      }
    }
  }

  void release() {
    inFlight.decrementAndGet();
  }

  int inFlight() {
    return inFlight.get();
  }
}
