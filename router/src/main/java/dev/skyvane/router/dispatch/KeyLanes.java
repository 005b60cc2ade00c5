package dev.skyvane.router.dispatch;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** One in flight per ordering key; the others wait in the order they came. Used by one loop. */
final class KeyLanes {
  private final Map<Key, ArrayDeque<Runnable>> lanes = new HashMap<>();

  /** An ordering key of a function. */
  record Key(String function, String key) {}

  /** Runs at once if the key is free, else when those before it have left. */
  void enter(Key key, Runnable turn) {
    var waiting = lanes.get(key);
    if (waiting == null) {
      lanes.put(key, new ArrayDeque<>(0));
      turn.run();
    } else {
      waiting.add(turn);
    }
  }

  /** Frees the key, and runs who waits next. */
  void leave(Key key) {
    var waiting = lanes.get(key);
    if (waiting == null) {
      return;
    }
    var next = waiting.poll();
    if (next == null) {
      lanes.remove(key);
    } else {
      next.run();
    }
  }
}
