package dev.skyvane.testkit.guarantee;

import java.util.ArrayList;
import java.util.List;

/**
 * What was done to the routers: the losses that at-least-once delivery may repeat work for, and the
 * restarts in good order that it may not. Thread-safe.
 */
public final class Losses {
  /**
   * A router that was cut off, from when to when. A killed one is gone in a moment; a frozen one
   * may go on with what it no longer owns until it notices.
   */
  private record Loss(long fromNanos, long untilNanos) {}

  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  private final List<Loss> losses = new ArrayList<>();
  private int handOvers;

  /** A router was killed at this moment. */
  public synchronized void killed() {
    long now = System.nanoTime();
    losses.add(new Loss(now, now));
    handOvers++;
  }

  /**
   * A router was frozen, or cut off from Kafka, for longer than its session. It may act on what it
   * no longer owns until {@link #rejoined} is called.
   *
   * @param fromNanos when it began
   */
  public synchronized void cutOff(long fromNanos) {
    losses.add(new Loss(fromNanos, fromNanos + FOR_EVER));
    handOvers++;
  }

  /** The router that was last cut off knows what it lost, and is back. */
  public synchronized void rejoined() {
    losses.addLast(new Loss(losses.removeLast().fromNanos(), System.nanoTime()));
    handOvers++;
  }

  /** A router joined or left in good order, and partitions moved. */
  public synchronized void handedOver() {
    handOvers++;
  }

  /** How many routers were lost without good-bye. */
  public synchronized int count() {
    return losses.size();
  }

  /** How often partitions may have moved from one router to another. */
  public synchronized int handOvers() {
    return handOvers;
  }

  /** Whether a router was cut off at a moment from one time to the other, both included. */
  synchronized boolean within(long fromNanos, long untilNanos) {
    return losses.stream()
        .anyMatch(loss -> loss.fromNanos() - untilNanos <= 0 && fromNanos - loss.untilNanos() <= 0);
  }
}
