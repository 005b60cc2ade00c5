package dev.skyvane.metrics.table;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * When a changed key is emitted: at once if its last emission is long enough ago, else as soon as
 * it is. Times are of the clock, in ms. Not thread-safe.
 */
final class Pace {
  private final long every;
  private final Map<String, Long> last = new HashMap<>();
  private final Set<String> waiting = new LinkedHashSet<>();

  Pace(long every) {
    this.every = every;
  }

  /** A key changed. True if it is to be emitted now. */
  boolean changed(String name, boolean urgent, long now) {
    var before = last.get(name);
    if (urgent || before == null || now - before >= every) {
      waiting.remove(name);
      last.put(name, now);
      return true;
    }
    waiting.add(name);
    return false;
  }

  /** Changed keys whose time has come; they count as emitted. */
  List<String> due(long now) {
    var due = new ArrayList<String>();
    for (var name : waiting) {
      if (now - last.getOrDefault(name, 0L) >= every) {
        due.add(name);
      }
    }
    due.forEach(
        name -> {
          waiting.remove(name);
          last.put(name, now);
        });
    return due;
  }

  /** A key is no more. */
  void forget(String name) {
    last.remove(name);
    waiting.remove(name);
  }
}
