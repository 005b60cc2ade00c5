package dev.skyvane.router.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** The retry budgets of all functions, shared by all loops. Thread-safe. */
public final class RetryBudgets {
  private final RetryBudget.Size size;
  private final LongSupplier clock;
  private final ConcurrentHashMap<String, RetryBudget> budgets = new ConcurrentHashMap<>();

  /**
   * Budgets of one size for each function.
   *
   * @param clock in ns, as {@link System#nanoTime}
   */
  public RetryBudgets(RetryBudget.Size size, LongSupplier clock) {
    this.size = size;
    this.clock = clock;
  }

  /** The budget of a function. */
  public RetryBudget of(String function) {
    var known = budgets.get(function);
    return known != null
        ? known
        : budgets.computeIfAbsent(function, _ -> new RetryBudget(size, clock));
  }
}
