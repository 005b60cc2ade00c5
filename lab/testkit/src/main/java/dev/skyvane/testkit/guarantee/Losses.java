package dev.skyvane.testkit.guarantee;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What was done to the routers: the losses that at-least-once delivery may repeat work for, and the
 * restarts in good order that it may not. Thread-safe.
 */
public final class Losses {
  /**
   * A router that was cut off, from when to when. A killed one is gone in a moment; of a frozen one
   * the calls go on, and their answers are heard by nobody.
   */
  private record Loss(long fromNanos, long untilNanos) {}

  private static final long FOR_EVER = Long.MAX_VALUE / 2;

  /** End of an upset that goes on. */
  private static final long OPEN = Long.MIN_VALUE;

  private final List<Loss> losses = new ArrayList<>();
  private final List<Loss> upsets = new ArrayList<>();
  private final List<Loss> cuts = new ArrayList<>();
  private final List<Long> handOvers = new ArrayList<>();

  /** A router was killed at this moment. */
  public synchronized void killed() {
    long now = System.nanoTime();
    losses.add(new Loss(now, now));
    handOvers.add(System.nanoTime());
  }

  /**
   * A router was frozen, or cut off from Kafka, for longer than its session. What it had begun may
   * show its effect until {@link #rejoined} is called.
   *
   * @param fromNanos when it began
   */
  public synchronized void cutOff(long fromNanos) {
    losses.add(new Loss(fromNanos, fromNanos + FOR_EVER));
    handOvers.add(System.nanoTime());
  }

  /** The router that was last cut off runs again. */
  public synchronized void rejoined() {
    losses.addLast(new Loss(losses.removeLast().fromNanos(), System.nanoTime()));
    handOvers.add(System.nanoTime());
  }

  /** A router joined or left in good order, and partitions moved. */
  public synchronized void handedOver() {
    handOvers.add(System.nanoTime());
  }

  /**
   * Answers that providers gave in this time may not have reached the routers.
   *
   * @param fromNanos when connections began to be cut
   */
  public synchronized void answersCut(long fromNanos) {
    cuts.add(new Loss(fromNanos, System.nanoTime()));
  }

  /**
   * From now on the system is upset: a part of it that it can't do without is missing, or it has to
   * catch up. What takes how long is promised again after {@link #settled}.
   */
  public synchronized void upset() {
    if (upsets.isEmpty() || upsets.getLast().untilNanos() != OPEN) {
      upsets.add(new Loss(System.nanoTime(), OPEN));
    }
  }

  /** The system is whole again, and has caught up. */
  public synchronized void settled() {
    if (!upsets.isEmpty() && upsets.getLast().untilNanos() == OPEN) {
      upsets.addLast(new Loss(upsets.removeLast().fromNanos(), System.nanoTime()));
    }
  }

  /** How many routers were lost without good-bye. */
  public synchronized int count() {
    return losses.size();
  }

  /** How often partitions may have moved from one router to another. */
  public synchronized int handOvers() {
    return handOvers.size();
  }

  /** Whether a router was cut off at a moment from one time to the other, both included. */
  synchronized boolean within(long fromNanos, long untilNanos) {
    return losses.stream()
        .anyMatch(loss -> loss.fromNanos() - untilNanos <= 0 && fromNanos - loss.untilNanos() <= 0);
  }

  /** Whether the system was upset at a moment from one time to the other. */
  synchronized boolean upsetWithin(long fromNanos, long untilNanos) {
    return upsets.stream()
        .anyMatch(
            upset ->
                upset.fromNanos() - untilNanos <= 0
                    && (upset.untilNanos() == OPEN || fromNanos - upset.untilNanos() <= 0));
  }

  /** Whether partitions moved at a moment from one time to the other. */
  synchronized boolean handedOverWithin(long fromNanos, long untilNanos) {
    return handOvers.stream().anyMatch(at -> at - fromNanos >= 0 && untilNanos - at >= 0);
  }

  /** Whether answers were cut off at a moment from one time to the other. */
  synchronized boolean cutWithin(long fromNanos, long untilNanos) {
    return cuts.stream()
        .anyMatch(cut -> cut.fromNanos() - untilNanos <= 0 && fromNanos - cut.untilNanos() <= 0);
  }

  /** What happened to the routers, in ms from a moment on. */
  synchronized String text(long fromNanos) {
    return losses.stream()
            .map(loss -> span(loss, fromNanos))
            .collect(Collectors.joining(", ", "lost ", ""))
        + handOvers.stream()
            .map(at -> "%+d".formatted((at - fromNanos) / 1_000_000))
            .collect(Collectors.joining(", ", "; owners changed ", " ms"));
  }

  private static String span(Loss loss, long fromNanos) {
    return "%+d..%+d ms"
        .formatted(
            (loss.fromNanos() - fromNanos) / 1_000_000,
            (loss.untilNanos() - fromNanos) / 1_000_000);
  }
}
