package dev.skyvane.router.live;

import dev.skyvane.router.table.CompactedTopics;
import dev.skyvane.schemas.record.CostStats;
import dev.skyvane.schemas.record.LatencyStats;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Follows the tables of latency and cost. Regions' rows are for people and are passed over: plans
 * rest on deployments.
 */
public final class LiveReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final String latencyTopic;
  private final Deserializer<LatencyStats> latencyReader;
  private final Deserializer<CostStats> costReader;
  private final Measurements measurements;
  private final LivePrices prices;
  private final CompactedTopics tables;

  /**
   * Starts reading.
   *
   * @param consumer without a group, owned and closed by this reader
   */
  public LiveReader(
      Consumer<String, byte[]> consumer,
      String latencyTopic,
      Deserializer<LatencyStats> latencyReader,
      String costTopic,
      Deserializer<CostStats> costReader,
      Measurements measurements,
      LivePrices prices) {
    this.latencyTopic = latencyTopic;
    this.latencyReader = latencyReader;
    this.costReader = costReader;
    this.measurements = measurements;
    this.prices = prices;
    this.tables =
        new CompactedTopics(
            "skyvane-live",
            consumer,
            List.of(latencyTopic, costTopic),
            POLL,
            new CompactedTopics.Reader() {
              @Override
              public void take(ConsumerRecord<String, byte[]> record) {
                LiveReader.this.take(record);
              }

              @Override
              public boolean settle(boolean caughtUp) {
                measurements.settle();
                prices.settle();
                return true;
              }
            });
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    var key = record.key();
    if (key.indexOf('~') < 0) {
      return;
    }
    if (!record.topic().equals(latencyTopic)) {
      prices.take(
          key,
          record.value() == null ? null : costReader.deserialize(record.topic(), record.value()),
          record.timestamp());
      return;
    }
    int at = key.indexOf('@');
    if (at < 0) {
      throw new IllegalArgumentException("its key names no vantage after '@'");
    }
    measurements.take(
        key.substring(0, at),
        key.substring(at + 1),
        record.value() == null ? null : latencyReader.deserialize(record.topic(), record.value()));
  }

  /** Completes when every record that was there at the start counts. */
  public CompletableFuture<Void> ready() {
    return tables.ready();
  }

  /** Completes when reading ends: in good order on close, else with what ended it. */
  public CompletableFuture<Void> ended() {
    return tables.ended();
  }

  @Override
  public void close() {
    tables.close();
  }
}
