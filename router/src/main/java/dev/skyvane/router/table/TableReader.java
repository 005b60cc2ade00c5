package dev.skyvane.router.table;

import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the functions and regions topics on a thread of its own. */
public final class TableReader implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TableReader.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration REGISTRY_RETRY = Duration.ofMillis(500);

  private final Consumer<String, byte[]> consumer;
  private final String functionsTopic;
  private final Deserializer<FunctionSpec> functionReader;
  private final Deserializer<RegionSpec> regionReader;
  private final String regionsTopic;
  private final WorldBuilder builder;
  private final java.util.function.Consumer<WorldView> changed;
  private final Map<String, FunctionSpec> functions = new HashMap<>();
  private final Map<String, RegionSpec> regions = new HashMap<>();
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Thread thread;
  private volatile WorldView current;
  private final CountDownLatch closing = new CountDownLatch(1);

  /**
   * Starts reading.
   *
   * @param consumer without a group, owned and closed by this reader
   * @param changed told each new view before anybody sees it; on this reader's thread
   */
  public TableReader(
      Consumer<String, byte[]> consumer,
      String functionsTopic,
      Deserializer<FunctionSpec> functionReader,
      String regionsTopic,
      Deserializer<RegionSpec> regionReader,
      WorldBuilder builder,
      java.util.function.Consumer<WorldView> changed) {
    this.consumer = consumer;
    this.functionsTopic = functionsTopic;
    this.functionReader = functionReader;
    this.regionsTopic = regionsTopic;
    this.regionReader = regionReader;
    this.builder = builder;
    this.changed = changed;
    this.current = builder.build(Map.of(), Map.of());
    this.thread = Thread.ofPlatform().name("skyvane-tables").start(this::run);
  }

  /** The newest view. */
  public WorldView world() {
    return current;
  }

  /** Completes when every record that was there at the start has been applied. */
  public CompletableFuture<Void> ready() {
    return ready.copy();
  }

  /** Completes when reading ends: in good order on close, else with what ended it. */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  private void run() {
    try (consumer) {
      var partitions = partitions();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      boolean stale = false;
      long nextBuild = System.nanoTime();
      while (!closed()) {
        stale |= apply(consumer.poll(POLL));
        boolean caughtUp =
            partitions.stream().allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
        if (stale && caughtUp && System.nanoTime() - nextBuild >= 0) {
          var view = builder.build(functions, regions);
          changed.accept(view);
          current = view;
          stale = false;
          nextBuild = System.nanoTime() + POLL.toNanos();
        }
        if (caughtUp && !stale) {
          ready.complete(null);
        }
      }
      ended.complete(null);
    } catch (WakeupException e) {
      if (closed()) {
        ended.complete(null);
      } else {
        fail(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      fail(new IllegalStateException("interrupted", e));
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  private boolean closed() {
    return closing.getCount() == 0;
  }

  private void fail(RuntimeException e) {
    log.error("event=tables-stopped topics={},{}", functionsTopic, regionsTopic, e);
    ready.completeExceptionally(e);
    ended.completeExceptionally(e);
  }

  private List<TopicPartition> partitions() {
    var partitions = new ArrayList<TopicPartition>();
    for (var topic : List.of(functionsTopic, regionsTopic)) {
      for (var info : consumer.partitionsFor(topic)) {
        partitions.add(new TopicPartition(topic, info.partition()));
      }
    }
    return partitions;
  }

  private boolean apply(Iterable<ConsumerRecord<String, byte[]>> records)
      throws InterruptedException {
    boolean changed = false;
    for (var record : records) {
      changed = true;
      if (record.topic().equals(functionsTopic)) {
        apply(record, functionReader, functions);
      } else {
        apply(record, regionReader, regions);
      }
    }
    return changed;
  }

  private <T> void apply(
      ConsumerRecord<String, byte[]> record, Deserializer<T> reader, Map<String, T> table)
      throws InterruptedException {
    if (record.value() == null) {
      table.remove(record.key());
      return;
    }
    try {
      table.put(record.key(), read(record, reader));
    } catch (RuntimeException e) {
      log.warn(
          "event=table-record-skipped topic={} key={} offset={} reason={}",
          record.topic(),
          record.key(),
          record.offset(),
          e.getMessage());
    }
  }

  /** Waits for a registry that does not answer: a record left out would be missed for ever. */
  private <T> T read(ConsumerRecord<String, byte[]> record, Deserializer<T> reader)
      throws InterruptedException {
    while (true) {
      try {
        return reader.deserialize(record.topic(), record.value());
      } catch (RegistryUnavailableException e) {
        log.warn(
            "event=registry-down topic={} key={} reason={}",
            record.topic(),
            record.key(),
            e.getMessage());
        if (closing.await(REGISTRY_RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
