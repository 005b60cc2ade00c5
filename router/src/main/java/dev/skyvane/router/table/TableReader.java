package dev.skyvane.router.table;

import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;

/** Follows the functions, the regions and the newest carbon readings on a thread of its own. */
public final class TableReader implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final WorldBuilder builder;
  private final java.util.function.Consumer<WorldView> changed;
  private final Table<FunctionSpec> functions;
  private final Table<RegionSpec> regions;
  private final Table<CarbonReading> readings;
  private final CompactedTopics tables;
  private volatile WorldView current;
  private boolean stale;
  private long nextBuild = System.nanoTime();
  private long readingsEnd = Long.MAX_VALUE;

  /** One topic, and its newest records. */
  private static final class Table<T> {
    final Map<String, T> rows = new HashMap<>();
    private final String topic;
    private final Deserializer<T> reader;

    Table(Source<T> source) {
      this.topic = source.topic();
      this.reader = source.reader();
    }

    boolean take(ConsumerRecord<String, byte[]> record) {
      if (!record.topic().equals(topic)) {
        return false;
      }
      if (record.value() == null) {
        rows.remove(record.key());
      } else {
        rows.put(record.key(), reader.deserialize(topic, record.value()));
      }
      return true;
    }
  }

  /** A topic and what reads its values. */
  public record Source<T>(String topic, Deserializer<T> reader) {}

  /**
   * Starts reading.
   *
   * @param consumer without a group, owned and closed by this reader
   * @param changed told each new view before anybody sees it; on this reader's thread
   */
  public TableReader(
      Consumer<String, byte[]> consumer,
      Source<FunctionSpec> functions,
      Source<RegionSpec> regions,
      Source<CarbonReading> readings,
      WorldBuilder builder,
      java.util.function.Consumer<WorldView> changed) {
    this.functions = new Table<>(functions);
    this.regions = new Table<>(regions);
    this.readings = new Table<>(readings);
    this.builder = builder;
    this.changed = changed;
    this.current = builder.build(Map.of(), Map.of());
    this.tables =
        new CompactedTopics(
            "skyvane-tables",
            consumer,
            List.of(functions.topic(), regions.topic(), readings.topic()),
            POLL,
            new CompactedTopics.Reader() {
              @Override
              public void take(ConsumerRecord<String, byte[]> record) {
                TableReader.this.take(record);
              }

              @Override
              public boolean settle(boolean caughtUp) {
                return TableReader.this.settle(caughtUp);
              }
            });
  }

  /** The newest view. */
  public WorldView world() {
    return current;
  }

  /** Completes when every record that was there at the start has been applied. */
  public CompletableFuture<Void> ready() {
    return tables.ready();
  }

  /** Completes when reading ends: in good order on close, else with what ended it. */
  public CompletableFuture<Void> ended() {
    return tables.ended();
  }

  private void take(ConsumerRecord<String, byte[]> record) {
    stale |= functions.take(record) || regions.take(record) || readings.take(record);
  }

  private boolean settle(boolean caughtUp) {
    stale |= System.currentTimeMillis() >= readingsEnd;
    if (stale && caughtUp && System.nanoTime() - nextBuild >= 0) {
      var grids = LiveGrids.of(readings.rows.values(), System.currentTimeMillis());
      var view =
          builder.build(
              functions.rows,
              regions.rows,
              (_, zone) -> zone == null ? null : grids.byZone().get(zone));
      changed.accept(view);
      current = view;
      readingsEnd = grids.validUntil();
      stale = false;
      nextBuild = System.nanoTime() + POLL.toNanos();
    }
    return !stale;
  }

  @Override
  public void close() {
    tables.close();
  }
}
