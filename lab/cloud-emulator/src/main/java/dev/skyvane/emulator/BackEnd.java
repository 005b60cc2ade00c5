package dev.skyvane.emulator;

import java.util.PriorityQueue;

/**
 * What the runs of a function in a region wait for: so many workers, each busy with one run for its
 * service time; the others wait in the order in which they came. A run whose caller or timeout ends
 * it earlier keeps its worker to the end: the back end is told of neither. Not thread-safe.
 */
final class BackEnd {

  private final int workers;
  private final long origin = System.nanoTime();

  /** When those workers are free again that have a run, in ns since the origin. */
  private final PriorityQueue<Long> free = new PriorityQueue<>();

  BackEnd(int workers) {
    this.workers = workers;
  }

  /**
   * A run comes and takes the worker that is free first.
   *
   * @param serviceMs for which it holds that worker
   * @param nowNanos by {@link System#nanoTime()}
   * @return how long it waits for the worker, in ms
   */
  double waitMs(double serviceMs, long nowNanos) {
    if (workers == FunctionOptions.NO_BACK_END) {
      return 0;
    }
    long now = nowNanos - origin;
    for (var first = free.peek(); first != null && first <= now; first = free.peek()) {
      free.remove();
    }
    long begin = free.size() < workers ? now : free.remove();
    free.add(begin + Math.round(serviceMs * 1e6));
    return (begin - now) / 1e6;
  }
}
