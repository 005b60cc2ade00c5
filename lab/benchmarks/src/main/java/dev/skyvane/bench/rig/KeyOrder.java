package dev.skyvane.bench.rig;

import java.util.HashMap;
import java.util.Map;

/** Watches whether calls of one key come one at a time and in their order. Used by one thread. */
final class KeyOrder {
  private final Map<Integer, Last> last = new HashMap<>();
  private long broken;

  private record Last(int run, int index, boolean running) {}

  /** A call comes in. */
  void begins(int run, int index, int key) {
    var before = last.put(key, new Last(run, index, true));
    if (before != null && before.run == run && (before.running || before.index > index)) {
      broken++;
    }
  }

  /** It is answered. */
  void ends(int run, int index, int key) {
    last.computeIfPresent(
        key, (_, now) -> now.run == run && now.index == index ? new Last(run, index, false) : now);
  }

  /** How many calls came before their turn. */
  long broken() {
    return broken;
  }
}
