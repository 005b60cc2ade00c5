package dev.skyvane.router.dispatch;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.router.limit.RetryBudgets;
import dev.skyvane.router.live.Lateness;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.reply.ReplyTopics;
import dev.skyvane.router.schedule.PlanBook;
import dev.skyvane.router.schedule.Vantages;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.Outcome;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What invocations need from the rest of the router; all of it thread-safe.
 *
 * @param world the newest view
 * @param vantages from origins
 * @param plans by function and vantage
 * @param lateness is told of calls that overrun
 * @param providers adapter by name
 * @param catalog for receipts
 * @param replyTopics which may be used
 * @param outcomes takes outcomes, which are not changed afterwards
 * @param retryBudgets by function
 * @param meters counts
 * @param routerId stands in outcomes
 * @param limits of single invocations
 */
public record Surroundings(
    Supplier<WorldView> world,
    Vantages vantages,
    PlanBook plans,
    Lateness lateness,
    Function<String, Optional<FunctionProvider>> providers,
    Catalog catalog,
    ReplyTopics replyTopics,
    Consumer<Outcome> outcomes,
    RetryBudgets retryBudgets,
    RouterMeters meters,
    String routerId,
    Limits limits) {

  /**
   * Limits of single invocations.
   *
   * @param replyBytes largest result, in bytes
   * @param backoffMs longest backoff that is waited for in memory, in ms; a longer one is parked
   */
  public record Limits(int replyBytes, long backoffMs) {}
}
