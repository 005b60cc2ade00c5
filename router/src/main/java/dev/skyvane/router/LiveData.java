package dev.skyvane.router;

import dev.skyvane.router.live.Lateness;
import dev.skyvane.router.live.LivePrices;
import dev.skyvane.router.live.LiveReader;
import dev.skyvane.router.live.Measurements;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.CostStats;
import dev.skyvane.schemas.record.LatencyStats;
import dev.skyvane.schemas.serde.RecordSerdes;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What decisions know of the latest measurements, and the reader that keeps it new. */
record LiveData(Measurements measurements, LivePrices prices, Lateness lateness, LiveReader reader)
    implements AutoCloseable {
  /** Longest wait for what was measured before the start: without it plans rest on the catalog. */
  private static final Duration READY_LIMIT = Duration.ofSeconds(5);

  static LiveData follow(RouterConfig config, Clients clients, RecordSerdes serdes) {
    var names = config.topics();
    var counts = Duration.ofMillis(config.getLong(RouterConfig.LIVE_MAX_AGE_MS));
    var lateness = new Lateness(counts, System::currentTimeMillis);
    var measurements =
        new Measurements(
            counts,
            Duration.ofMillis(config.getLong(RouterConfig.LIVE_PROFILE_MAX_AGE_MS)),
            System::currentTimeMillis,
            lateness);
    var prices =
        new LivePrices(
            Duration.ofMillis(config.getLong(RouterConfig.LIVE_PRICE_MAX_AGE_MS)),
            System::currentTimeMillis);
    return new LiveData(
        measurements,
        prices,
        lateness,
        new LiveReader(
            clients.liveConsumer(),
            names.of(Topic.LATENCY),
            serdes.of(LatencyStats.class).deserializer(),
            names.of(Topic.COSTS),
            serdes.of(CostStats.class).deserializer(),
            measurements,
            prices));
  }

  /** Completes when what was measured before the start counts. */
  CompletableFuture<Void> restored() {
    return reader.ready();
  }

  /** The same, or when it takes too long to read. */
  CompletableFuture<Void> ready() {
    return reader.ready().completeOnTimeout(null, READY_LIMIT.toSeconds(), TimeUnit.SECONDS);
  }

  /** Forgets what is of functions and deployments that are no more. */
  void keep(WorldView world) {
    lateness.keep(world);
    measurements.keep(world);
  }

  CompletableFuture<Void> ended() {
    return reader.ended();
  }

  @Override
  public void close() {
    reader.close();
  }
}
