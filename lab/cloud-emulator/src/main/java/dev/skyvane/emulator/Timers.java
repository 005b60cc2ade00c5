package dev.skyvane.emulator;

import io.vertx.core.Vertx;

/** Delays on the current event loop. */
final class Timers {

  private Timers() {}

  /** Runs the task after a time in ms, to the nearest ms; at once if that is 0. */
  static void after(Vertx vertx, double ms, Runnable task) {
    var whole = Math.round(ms);
    if (whole <= 0) {
      task.run();
    } else {
      vertx.setTimer(whole, _ -> task.run());
    }
  }
}
