package dev.skyvane.router.live;

import dev.skyvane.router.schedule.MarginalPrice;
import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.schemas.record.CostStats;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest marginal price of every deployment; the list price where there is none that counts.
 * Thread-safe; written by one thread.
 */
public final class LivePrices implements MarginalPrice {
  /** What a price has to move by, relatively, before plans are made anew for it. */
  private static final double MARGIN = 0.01;

  private final long countsMs;
  private final LongSupplier clock;
  private final Map<String, Price> prices = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();
  private boolean waiting;

  private record Price(double usd, long saidAt) {}

  /**
   * None yet.
   *
   * @param counts how long a price counts
   * @param clock in ms since 1970-01-01 UTC
   */
  public LivePrices(Duration counts, LongSupplier clock) {
    this.countsMs = counts.toMillis();
    this.clock = clock;
  }

  @Override
  public double usd(DeploymentView deployment, long durationMs) {
    var price = prices.get(deployment.id());
    return price == null || clock.getAsLong() - price.saidAt() > countsMs
        ? deployment.expectedUsd()
        : price.usd();
  }

  @Override
  public long version() {
    return version.get();
  }

  /**
   * Takes the newest word; null where a deployment is gone.
   *
   * @param saidAt when it was written, ms since 1970-01-01 UTC: a price speaks of deployments that
   *     nobody has used, too
   */
  void take(String deployment, @Nullable CostStats stats, long saidAt) {
    if (stats == null || stats.getMarginalUsd() == null) {
      waiting |= prices.remove(deployment) != null;
      return;
    }
    double usd = stats.getMarginalUsd();
    var before = prices.put(deployment, new Price(usd, saidAt));
    waiting |=
        before == null || Math.abs(usd - before.usd()) > MARGIN * Math.max(usd, before.usd());
  }

  /** Has plans made anew if a price has moved. */
  void settle() {
    if (waiting) {
      waiting = false;
      version.incrementAndGet();
    }
  }
}
