package dev.skyvane.router.parking;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Entries that wait for something of their function's, a line for each function. One that is gone
 * may still stand in its line. Used by one thread.
 */
final class Lines {
  private final Comparator<Entry> order;
  private final Map<String, PriorityQueue<Entry>> lines = new HashMap<>();

  /**
   * No lines.
   *
   * @param order in which those of a function go on
   */
  Lines(Comparator<Entry> order) {
    this.order = order;
  }

  void add(Entry entry) {
    lines.computeIfAbsent(entry.function(), _ -> new PriorityQueue<>(order)).add(entry);
  }

  /** Functions that have a line, perhaps of none but gone ones. */
  Set<String> functions() {
    return Set.copyOf(lines.keySet());
  }

  /** The first of a function's that is not gone, or null. */
  @Nullable Entry first(String function) {
    var line = lines.get(function);
    if (line == null) {
      return null;
    }
    while (!line.isEmpty() && line.element().gone) {
      line.remove();
    }
    if (line.isEmpty()) {
      lines.remove(function);
    }
    return line.peek();
  }

  /** Takes out who is gone. */
  void sweep() {
    lines.values().removeIf(line -> line.removeIf(entry -> entry.gone) && line.isEmpty());
  }

  void clear() {
    lines.clear();
  }
}
