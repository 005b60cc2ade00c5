package dev.skyvane.router.dispatch;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/** One in flight per ordering key; the others wait in the order they came. Used by one loop. */
final class KeyLanes {
  private final Map<Key, Lane> lanes = new HashMap<>();

  /** An ordering key of a function. */
  record Key(String function, String key) {}

  private static final class Lane {
    final ArrayDeque<Runnable> waiting = new ArrayDeque<>(0);
    boolean passing;
    boolean left;
  }

  /** Runs at once if the key is free, else when those before it have left. */
  void enter(Key key, Runnable turn) {
    var lane = lanes.get(key);
    if (lane == null) {
      lanes.put(key, new Lane());
      turn.run();
    } else {
      lane.waiting.add(turn);
    }
  }

  /** Frees the key, and runs who waits next. */
  void leave(Key key) {
    var lane = lanes.get(key);
    if (lane == null) {
      return;
    }
    lane.left = true;
    // Who leaves within its own turn is followed here, not by a call within a call: thousands may
    // leave in one go.
    if (lane.passing) {
      return;
    }
    lane.passing = true;
    while (lane.left) {
      lane.left = false;
      var next = lane.waiting.poll();
      if (next == null) {
        lanes.remove(key);
      } else {
        next.run();
      }
    }
    lane.passing = false;
  }
}
