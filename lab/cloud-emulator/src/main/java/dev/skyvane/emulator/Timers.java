package dev.skyvane.emulator;

import io.vertx.core.Vertx;

/** Delays on the current event loop. */
final class Timers {

  private Timers() {}

  /**
   * Runs the task after a time in ms, to the nearest ms. Never before this returns, so that a chain
   * of short steps does not nest.
   */
  static void after(Vertx vertx, double ms, Runnable task) {
    var whole = Math.round(ms);
    if (whole <= 0) {
      vertx.runOnContext(_ -> task.run());
    } else {
      vertx.setTimer(whole, _ -> task.run());
    }
  }
}
