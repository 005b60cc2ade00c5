package dev.skyvane.router.dispatch;

import dev.skyvane.router.request.Request;
import java.util.OptionalLong;

/**
 * Watches the deadline of an invocation that waits. The function's spec, which may allow more or
 * less time, is looked at each time. Used by one loop.
 */
final class Deadline {
  /** Longest step of the watch, so that what has ended soon leaves the timers. */
  private static final long STEP_MS = 1_000;

  private final Request request;
  private final Surroundings around;
  private final Loop loop;
  private final InvocationRun run;
  private boolean armed;

  Deadline(Request request, Surroundings around, Loop loop, InvocationRun run) {
    this.request = request;
    this.around = around;
    this.loop = loop;
    this.run = run;
  }

  /** When it passes, ms since 1970-01-01 UTC; unknown while the function is. */
  static OptionalLong at(Request request, Surroundings around) {
    var function = around.world().get().function(request.function());
    return function.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(request.endsBy(function.get().spec().getDeadlineMs()));
  }

  /** Watches as long as the invocation waits. */
  void watch() {
    if (!armed && run.waiting()) {
      armed = true;
      var at = at(request, around);
      long left = at.isPresent() ? at.getAsLong() - System.currentTimeMillis() : STEP_MS;
      loop.after(Math.clamp(left, 0, STEP_MS), () -> look(at.isPresent() && left <= STEP_MS));
    }
  }

  private void look(boolean passed) {
    armed = false;
    if (passed && run.waiting() && at(request, around).isPresent()) {
      run.expire();
    } else {
      watch();
    }
  }
}
