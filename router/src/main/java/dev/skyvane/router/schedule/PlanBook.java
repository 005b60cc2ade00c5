package dev.skyvane.router.schedule;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.WorldView;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Plans by function, vantage and data: made when first needed, kept until the world or a price
 * changes, bounded. Thread-safe; a plan is made by one thread.
 */
public final class PlanBook {
  private static final int MOST_PLANS = 20_000;

  private final Scheduler scheduler;
  private final LongSupplier clock;
  private final Cache<Key, Held> plans = Caffeine.newBuilder().maximumSize(MOST_PLANS).build();

  private record Key(
      String function, String vantage, long payloadBytes, String source, long sourceBytes) {}

  public PlanBook(Scheduler scheduler) {
    this(scheduler, System::nanoTime);
  }

  /**
   * A book.
   *
   * @param clock in ns, as {@link System#nanoTime}
   */
  public PlanBook(Scheduler scheduler, LongSupplier clock) {
    this.scheduler = scheduler;
    this.clock = clock;
  }

  /** The plan that holds now, for an invocation that neither brings nor reads much. */
  public Plan plan(FunctionView function, @Nullable Vantage vantage, WorldView world) {
    return plan(function, vantage, Data.NONE, world);
  }

  /** The plan that holds now. */
  public Plan plan(FunctionView function, @Nullable Vantage vantage, Data data, WorldView world) {
    var key =
        new Key(
            function.name(),
            vantage == null ? "" : vantage.id(),
            data.payloadBytes(),
            data.source() == null ? "" : data.source().id(),
            data.sourceBytes());
    long prices = scheduler.pricesVersion();
    var known = plans.getIfPresent(key);
    if (known != null && inForce(known, world, prices)) {
      return known.plan();
    }
    return plans
        .asMap()
        .compute(
            key,
            (_, before) -> {
              if (before != null && inForce(before, world, prices)) {
                return before;
              }
              var made =
                  scheduler.plan(function, vantage, data, world.version(), clock.getAsLong());
              return before == null ? Held.first(made, prices) : before.renewed(made, prices);
            })
        .plan();
  }

  /** A thread that is behind uses the plan of a newer view. */
  private boolean inForce(Held held, WorldView world, long prices) {
    return held.plan().worldVersion() >= world.version()
        && held.pricesVersion() == prices
        && (held.dueNanos() == null || held.dueNanos() - clock.getAsLong() > 0);
  }
}
