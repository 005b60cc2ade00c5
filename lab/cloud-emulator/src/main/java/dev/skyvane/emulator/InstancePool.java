package dev.skyvane.emulator;

import java.util.ArrayDeque;

/**
 * The idle instances of one function in one region. The one used last is taken first, so that those
 * not needed grow old and go. Not thread-safe.
 */
final class InstancePool {

  private final long keepAliveNanos;
  private final ArrayDeque<Long> idleSince = new ArrayDeque<>();

  InstancePool(long keepAliveNanos) {
    this.keepAliveNanos = keepAliveNanos;
  }

  /** Takes an idle instance; false if there is none, so that one must begin. */
  boolean take(long now) {
    expire(now);
    return idleSince.pollLast() != null;
  }

  /** An instance is idle from now on. */
  void giveBack(long now) {
    expire(now);
    idleSince.addLast(now);
  }

  /** Has exactly so many instances idle: begins or ends the others. */
  void scale(int count, long now) {
    expire(now);
    while (idleSince.size() > count) {
      idleSince.removeFirst();
    }
    while (idleSince.size() < count) {
      idleSince.addLast(now);
    }
  }

  int idle(long now) {
    expire(now);
    return idleSince.size();
  }

  private void expire(long now) {
    var oldest = idleSince.peekFirst();
    while (oldest != null && now - oldest > keepAliveNanos) {
      idleSince.removeFirst();
      oldest = idleSince.peekFirst();
    }
  }
}
