package dev.skyvane.router.dispatch;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Invocations for which every candidate is at its limit, first in, first out per function. Places
 * are freed on all loops, so it looks again after each attempt of its own loop and every few
 * milliseconds while somebody waits. Used by one loop.
 */
final class WaitingRoom {
  private static final long LOOK_AGAIN_MS = 5;

  private final Loop loop;
  private final Map<String, ArrayDeque<InvocationRun>> waiting = new HashMap<>();
  private boolean armed;
  private boolean looking;
  private boolean lookAgain;

  WaitingRoom(Loop loop) {
    this.loop = loop;
  }

  void enter(String function, InvocationRun run) {
    waiting.computeIfAbsent(function, _ -> new ArrayDeque<>()).add(run);
    arm();
  }

  /** Whether somebody of this function waits, so that a newcomer must too. */
  boolean occupied(String function) {
    return waiting.containsKey(function);
  }

  /** Lets go on who can. */
  void look() {
    // An adapter that answers at once ends its attempt while this is looking.
    lookAgain = true;
    if (looking) {
      return;
    }
    looking = true;
    try {
      while (lookAgain) {
        lookAgain = false;
        letGo();
      }
    } finally {
      looking = false;
      arm();
    }
  }

  private void letGo() {
    for (var queues = waiting.values().iterator(); queues.hasNext(); ) {
      var queue = queues.next();
      while (!queue.isEmpty() && queue.peek().leaveRoom()) {
        queue.poll();
      }
      if (queue.isEmpty()) {
        queues.remove();
      }
    }
  }

  private void arm() {
    if (!armed && !waiting.isEmpty()) {
      armed = true;
      loop.after(
          LOOK_AGAIN_MS,
          () -> {
            armed = false;
            look();
          });
    }
  }
}
