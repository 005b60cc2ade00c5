package dev.skyvane.router.dispatch;

import dev.skyvane.router.request.Problem;

/**
 * What an invocation does next that is about to be called: an {@link Attempt}, or something else.
 */
sealed interface Choice permits Attempt, Choice.Instead, Choice.Refused {

  /** No attempt for now, or ever. */
  enum Instead implements Choice {
    /** Every candidate is at its limit. */
    WAIT,
    /** Its function is paused. */
    PARK,
    /** Its deadline has passed. */
    EXPIRE
  }

  /** No deployment can be chosen for it. */
  record Refused(Problem problem) implements Choice {}
}
