package dev.skyvane.router.schedule;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.WorldView;
import org.jspecify.annotations.Nullable;

/**
 * Plans by function and vantage: made when first needed, kept until the world changes, bounded.
 * Thread-safe; two threads that need one plan at the same time may both make it, and it is the
 * same.
 */
public final class PlanBook {
  private static final int MOST_PLANS = 20_000;

  private final Scheduler scheduler;
  private final Cache<Key, Plan> plans = Caffeine.newBuilder().maximumSize(MOST_PLANS).build();

  private record Key(String function, String vantage) {}

  public PlanBook(Scheduler scheduler) {
    this.scheduler = scheduler;
  }

  /** The plan that holds now. */
  public Plan plan(FunctionView function, @Nullable Vantage vantage, WorldView world) {
    var key = new Key(function.name(), vantage == null ? "" : vantage.id());
    var known = plans.getIfPresent(key);
    if (known != null && known.worldVersion() == world.version()) {
      return known;
    }
    var made = scheduler.plan(function, vantage, world.version(), System.nanoTime());
    plans.put(key, made);
    return made;
  }
}
