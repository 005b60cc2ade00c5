package dev.skyvane.router.gateway;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * The calls that wait, by correlation id: a bounded number, each of which ends exactly once,
 * whoever ends it. Thread-safe.
 */
final class PendingCalls {
  private final int most;
  private final AtomicInteger size = new AtomicInteger();
  private final ConcurrentHashMap<String, Consumer<End>> calls = new ConcurrentHashMap<>();

  /**
   * None.
   *
   * @param most that may wait at one time
   */
  PendingCalls(int most) {
    this.most = most;
  }

  /**
   * Begins a wait.
   *
   * @param correlation unlike that of every other call
   * @param ended told the end, on the thread of whoever ends it
   * @return false if there are too many; it does not wait then, and is told nothing
   */
  boolean begin(String correlation, Consumer<End> ended) {
    if (size.incrementAndGet() > most) {
      size.decrementAndGet();
      return false;
    }
    if (calls.putIfAbsent(correlation, ended) != null) {
      size.decrementAndGet();
      throw new IllegalArgumentException("there is a call with this correlation id already");
    }
    return true;
  }

  /** Whether a call waits. */
  boolean waits(String correlation) {
    return calls.containsKey(correlation);
  }

  /** Ends a wait, and says whether there was one. */
  boolean end(String correlation, End end) {
    var ended = calls.remove(correlation);
    if (ended == null) {
      return false;
    }
    size.decrementAndGet();
    ended.accept(end);
    return true;
  }

  /** Ends all waits of this moment. */
  void endAll(End end) {
    List.copyOf(calls.keySet()).forEach(correlation -> end(correlation, end));
  }

  /** Calls that wait. */
  int size() {
    return size.get();
  }
}
