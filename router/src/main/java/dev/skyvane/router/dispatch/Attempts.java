package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.router.balance.Picker;
import dev.skyvane.router.balance.Tried;
import dev.skyvane.router.parking.Parked;
import java.util.concurrent.ThreadLocalRandom;

/** The attempts of one invocation so far, and whether there will be another. Used by one loop. */
final class Attempts {
  private final Surroundings around;
  private final Tried tried;
  private int counted;
  private int failures;

  Attempts(Surroundings around) {
    this.around = around;
    this.tried = new Tried();
  }

  /** The attempts of an invocation that was parked. */
  Attempts(Surroundings around, Parked parked) {
    this.around = around;
    this.tried = new Tried(parked.tried(), parked.refused());
    this.counted = parked.attempts();
    this.failures = parked.failures();
  }

  /** What follows a failed attempt. */
  sealed interface Next {
    /** Another attempt after a time, in ms. */
    record After(long delayMs) implements Next {}

    /** Nothing: the function's rules allow no further attempt. */
    record NotAllowed() implements Next {}

    /** Nothing: the deadline leaves no time. */
    record TooLate() implements Next {}

    /** Nothing: the function's retry budget is spent. */
    record BudgetSpent() implements Next {}
  }

  /** What was tried. */
  Tried tried() {
    return tried;
  }

  /** Attempts that count. */
  int counted() {
    return counted;
  }

  /** Attempts that failed, with those that don't count. */
  int failures() {
    return failures;
  }

  /** Whether none has failed yet. */
  boolean noneFailed() {
    return failures == 0;
  }

  /** Counts an attempt that begins. */
  void begun(Attempt attempt) {
    counted = attempt.number;
    tried.add(attempt.candidate.deployment().id());
  }

  /** Takes back an attempt that was to begin, and did not. */
  void notBegun(Attempt attempt) {
    counted = attempt.number - 1;
    tried.removeLast();
  }

  /** Counts an attempt that failed. */
  void failed(Attempt attempt, CallResult result) {
    failures++;
    // A throttle ran nothing, so it is not counted (DELIVERY 19); the deadline bounds it.
    if (result instanceof CallResult.Throttled) {
      counted--;
    } else if (result instanceof CallResult.Rejected) {
      tried.refuse(attempt.candidate.deployment().id());
    }
  }

  /** Whether the function's rules allow another attempt. */
  boolean allowed(Attempt attempt, CallResult result) {
    var function = attempt.plan.function();
    return counted < function.spec().getRetry().getMaxAttempts()
        && RetryRules.retried(function, result, Picker.untriedNext(attempt.plan, tried));
  }

  /**
   * Decides what follows the failed attempt, and takes from the retry budget if another does.
   *
   * @param deadline of the invocation, ms since 1970-01-01 UTC
   */
  Next next(Attempt attempt, CallResult result, long deadline) {
    var function = attempt.plan.function();
    long now = System.currentTimeMillis();
    if (!allowed(attempt, result)) {
      return now >= deadline ? new Next.TooLate() : new Next.NotAllowed();
    }
    boolean elsewhere = Picker.untriedNext(attempt.plan, tried);
    long delay =
        RetryRules.backoffMs(function, result, failures, elsewhere, ThreadLocalRandom.current());
    if (now + delay >= deadline) {
      return new Next.TooLate();
    }
    if (RetryRules.budgeted(result, elsewhere)
        && !around.retryBudgets().of(function.name()).tryRetry()) {
      around.meters().retryRefused(function.name());
      return new Next.BudgetSpent();
    }
    return new Next.After(delay);
  }
}
