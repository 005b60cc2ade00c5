package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.router.table.FunctionView;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Whether and when an attempt is followed by another. */
final class RetryRules {
  private static final int LARGEST_SHIFT = 20;

  private RetryRules() {}

  /** Whether the function's rules let this result be tried again. */
  static boolean retried(FunctionView function, CallResult result, boolean untriedLeft) {
    return switch (result) {
      case CallResult.Success _ -> false;
      case CallResult.FunctionError _ -> function.retryOn().contains("function-error");
      case CallResult.Throttled _ -> function.retryOn().contains("throttled");
      case CallResult.TimedOut _ -> function.retryOn().contains("timeout");
      case CallResult.Unavailable _ -> function.retryOn().contains("unavailable");
      // A deployment that is gone or set up wrongly says nothing of the others.
      case CallResult.Rejected rejected ->
          untriedLeft
              && !rejected.code().equals("payload-too-large")
              && !rejected.code().equals("result-too-large");
    };
  }

  /**
   * Time before the next attempt, in ms: exponential with full jitter and a cap. What the provider
   * asks to wait is the least where the next attempt may go to a deployment that was tried; another
   * one need not wait for it.
   *
   * @param failures attempts that failed so far, at least 1
   */
  static long backoffMs(
      FunctionView function,
      CallResult result,
      int failures,
      boolean untriedLeft,
      RandomGenerator random) {
    var rules = function.spec().getRetry();
    long cap =
        Math.min(
            rules.getBackoffMaxMs(),
            rules.getBackoffMinMs() << Math.min(failures - 1, LARGEST_SHIFT));
    long jittered = cap <= 0 ? 0 : random.nextLong(cap + 1);
    var asked = untriedLeft ? null : retryAfter(result);
    return asked == null ? jittered : Math.max(jittered, asked.toMillis());
  }

  /**
   * Whether the next attempt counts against the function's retry budget. A throttle's does not
   * where it waits as long as the provider asked: then the provider sets the pace.
   */
  static boolean budgeted(CallResult result, boolean untriedLeft) {
    return untriedLeft
        || !(result instanceof CallResult.Throttled throttled)
        || throttled.retryAfter() == null
        || !throttled.retryAfter().isPositive();
  }

  private static @Nullable Duration retryAfter(CallResult result) {
    return switch (result) {
      case CallResult.Throttled throttled -> throttled.retryAfter();
      case CallResult.Unavailable unavailable -> unavailable.retryAfter();
      default -> null;
    };
  }
}
