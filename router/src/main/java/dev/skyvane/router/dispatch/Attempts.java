package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.router.balance.Picker;
import dev.skyvane.router.balance.Tried;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.Reason;
import dev.skyvane.router.parking.Spent;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** The attempts of one invocation so far, and whether there will be another. Used by one loop. */
final class Attempts {
  /** Losses of a router that an invocation survives (DELIVERY 12). */
  private static final int MOST_CRASHES = 3;

  private final Surroundings around;
  private final Tried tried;
  private final int crashes;
  private final @Nullable Reason parkedFor;
  private int counted;
  private int failures;

  /**
   * No attempts.
   *
   * @param suspect whether a router may have been lost while it ran the invocation
   */
  Attempts(Surroundings around, boolean suspect) {
    this.around = around;
    this.tried = new Tried();
    this.crashes = suspect ? 1 : 0;
    this.parkedFor = null;
  }

  /** The attempts of an invocation that was parked. */
  Attempts(Surroundings around, Parked parked) {
    this.around = around;
    this.tried = new Tried(parked.tried(), parked.refused());
    this.crashes = parked.crashes();
    this.parkedFor = parked.reason();
    this.counted = parked.attempts();
    this.failures = parked.failures();
  }

  /** What follows a failed attempt. */
  sealed interface Next {
    /** Another attempt after a time, in ms. */
    record After(long delayMs) implements Next {}

    /** Another attempt, after a time, in ms, and when the function's retry budget allows it. */
    record WithinBudget(long delayMs) implements Next {}

    /**
     * Nothing.
     *
     * @param tooLate whether for want of time; else the function's rules allow no further attempt
     */
    record Nothing(boolean tooLate) implements Next {}
  }

  /** What was tried. */
  Tried tried() {
    return tried;
  }

  /** How many count. */
  int counted() {
    return counted;
  }

  /** Why there may be no further attempt, whatever the function's rules; empty if there may. */
  Optional<Problem> cutOffTooOften() {
    return crashes > MOST_CRASHES
        ? Optional.of(
            new Problem(
                Code.CRASH_CAP,
                "%d routers were lost while they ran it, and %d are allowed; find out whether it is what ends them, then replay it"
                    .formatted(crashes, MOST_CRASHES)))
        : Optional.empty();
  }

  /** That the deadline has passed, and what it was spent with, in words. */
  String expired() {
    return "the deadline passed after %d attempts%s; allow more time"
        .formatted(
            counted,
            switch (parkedFor) {
              case PAUSED -> " while the function was paused";
              case WAITING_TO_RETRY -> " while the function's retry budget was spent";
              case null, default -> "";
            });
  }

  /**
   * Whether an attempt has to be marked, that is written as begun before the provider is called,
   * because a crash must not make anybody forget it (DELIVERY 12).
   *
   * @param ordered whether the invocation has a turn among those of a key
   */
  boolean marked(Attempt attempt, boolean ordered) {
    return attempt.number > 1 || ordered || parkedFor != null || crashes > 0;
  }

  /**
   * The state of the invocation as it is parked.
   *
   * @param dueAt when it goes on, or its attempt has ended, ms since 1970-01-01 UTC
   * @param running the attempt that runs, or null
   * @param keyHash of its ordering key, or null where it asks for no order
   */
  Parked parked(
      Reason reason,
      long dueAt,
      Request request,
      @Nullable Attempt running,
      @Nullable Long keyHash,
      Spent spent) {
    return new Parked(
        reason,
        dueAt,
        Deadline.at(request, around).orElse(request.appendedAt()),
        counted,
        failures,
        crashes,
        running == null ? 0 : running.timeoutMs,
        request.function(),
        keyHash,
        tried.ids(),
        tried.refusals(),
        spent);
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

  private void failed(Attempt attempt, CallResult result) {
    failures++;
    // A throttle ran nothing, so it is not counted (DELIVERY 19); the deadline bounds it.
    if (result instanceof CallResult.Throttled) {
      counted--;
    } else if (result instanceof CallResult.Rejected) {
      tried.refuse(attempt.candidate.deployment().id());
    }
  }

  private boolean allowed(Attempt attempt, CallResult result) {
    var function = attempt.plan.function();
    return counted < function.spec().getRetry().getMaxAttempts()
        && RetryRules.retried(function, result, Picker.untriedNext(attempt.plan, tried));
  }

  /**
   * Counts an attempt that failed, decides what follows it, and takes from the retry budget if
   * another does.
   */
  Next afterFailed(Attempt attempt, CallResult result, Request request) {
    failed(attempt, result);
    var function = attempt.plan.function();
    long deadline = request.endsBy(function.spec().getDeadlineMs());
    long now = System.currentTimeMillis();
    if (!allowed(attempt, result)) {
      return new Next.Nothing(now >= deadline);
    }
    boolean elsewhere = Picker.untriedNext(attempt.plan, tried);
    long delay =
        RetryRules.backoffMs(function, result, failures, elsewhere, ThreadLocalRandom.current());
    if (now + delay >= deadline) {
      return new Next.Nothing(true);
    }
    if (RetryRules.budgeted(result, elsewhere)
        && !around.retryBudgets().of(function.name()).tryRetry()) {
      around.meters().retryRefused(function.name());
      return new Next.WithinBudget(delay);
    }
    return new Next.After(delay);
  }
}
