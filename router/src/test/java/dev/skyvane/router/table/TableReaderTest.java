package dev.skyvane.router.table;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.router.AvroBytes;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class TableReaderTest {
  private static final TopicPartition FUNCTIONS = new TopicPartition("functions", 0);
  private static final TopicPartition REGIONS = new TopicPartition("regions", 0);
  private static final TopicPartition CARBON = new TopicPartition("carbon-latest", 0);

  private final PacedConsumer consumer = new PacedConsumer();
  private final Map<TopicPartition, Long> next = new HashMap<>();
  private Deserializer<FunctionSpec> functionReader = AvroBytes.deserializer(FunctionSpec.class);
  private @Nullable TableReader reader;

  /** Kafka's mock consumer, whose polls take a moment, as real ones do. */
  private static final class PacedConsumer extends MockConsumer<String, byte[]> {
    PacedConsumer() {
      super("earliest");
    }

    @Override
    public ConsumerRecords<String, byte[]> poll(Duration timeout) {
      var records = super.poll(timeout);
      if (records.isEmpty()) {
        LockSupport.parkNanos(500_000);
      }
      return records;
    }
  }

  private TableReader start(long functions, long regions) {
    for (var partition : List.of(FUNCTIONS, REGIONS, CARBON)) {
      consumer.updatePartitions(
          partition.topic(),
          List.of(
              new PartitionInfo(partition.topic(), 0, Node.noNode(), new Node[0], new Node[0])));
    }
    consumer.updateBeginningOffsets(Map.of(FUNCTIONS, 0L, REGIONS, 0L, CARBON, 0L));
    consumer.updateEndOffsets(Map.of(FUNCTIONS, functions, REGIONS, regions, CARBON, 0L));
    reader = read();
    until(() -> consumer.assignment().size() == 3);
    return reader;
  }

  private TableReader read() {
    return new TableReader(
        consumer,
        new TableReader.Source<>(
            "functions", (topic, bytes) -> functionReader.deserialize(topic, bytes)),
        new TableReader.Source<>("regions", AvroBytes.deserializer(RegionSpec.class)),
        new TableReader.Source<>("carbon-latest", AvroBytes.deserializer(CarbonReading.class)),
        new WorldBuilder(Catalog.load(), _ -> Optional.empty(), new Loads()),
        _ -> {});
  }

  @Test
  void aMissingTopicIsNamed() {
    reader = read();
    var failure = assertThrows(CompletionException.class, () -> reader.ready().join());
    assertEquals(
        "topic 'functions' does not exist; create Skyvane's topics first",
        failure.getCause().getMessage());
  }

  @AfterEach
  void closeEndsReading() {
    if (reader != null) {
      reader.close();
      assertTrue(consumer.closed());
    }
  }

  private static void until(Callable<Boolean> condition) {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(2))
        .atMost(Duration.ofSeconds(10))
        .until(condition);
  }

  private void add(TopicPartition partition, String key, byte @Nullable [] value) {
    long offset = next.merge(partition, 1L, Long::sum) - 1;
    consumer.addRecord(new ConsumerRecord<>(partition.topic(), 0, offset, key, value));
  }

  private static byte[] function(String name, long version) {
    return AvroBytes.write(FunctionSpec.newBuilder().setName(name).setVersion(version).build());
  }

  private static long version(TableReader tables, String name) {
    return tables.world().function(name).map(function -> function.spec().getVersion()).orElse(-1L);
  }

  @Test
  void emptyTopicsAreReadAtOnce() {
    var tables = start(0, 0);
    until(() -> tables.ready().isDone());
    assertEquals(Map.of(), tables.world().functions());
    assertFalse(tables.world().regions().isEmpty(), "the catalog is there");
  }

  @Test
  void readyMeansThatAllThatWasThereIsApplied() {
    var tables = start(3, 1);
    add(FUNCTIONS, "a", function("a", 1));
    add(FUNCTIONS, "b", function("b", 1));
    add(
        REGIONS,
        "http:edge",
        AvroBytes.write(RegionSpec.newBuilder().setId("http:edge").setCountry("SE").build()));
    until(() -> consumer.position(FUNCTIONS) == 2);
    assertFalse(tables.ready().isDone());
    add(FUNCTIONS, "a", function("a", 2));
    tables.ready().join();
    assertEquals(2, version(tables, "a"));
    assertEquals(1, version(tables, "b"));
    assertEquals("SE", tables.world().regions().get("http:edge").country());
  }

  @Test
  void whatComesLaterIsAppliedAndATombstoneTakesAway() {
    var tables = start(1, 0);
    add(FUNCTIONS, "a", function("a", 1));
    tables.ready().join();
    long before = tables.world().version();
    add(FUNCTIONS, "a", function("a", 2));
    until(() -> version(tables, "a") == 2);
    add(FUNCTIONS, "a", null);
    until(() -> version(tables, "a") == -1);
    assertTrue(tables.world().version() > before);
  }

  @Test
  void viewsAreAtMostTenASecond() {
    var tables = start(1, 0);
    add(FUNCTIONS, "a", function("a", 1));
    tables.ready().join();
    consumer.setMaxPollRecords(5);
    long start = System.nanoTime();
    long before = tables.world().version();
    for (int i = 2; i <= 500; i++) {
      add(FUNCTIONS, "a", function("a", i));
    }
    until(() -> version(tables, "a") == 500);
    long views = tables.world().version() - before;
    long tenths = (System.nanoTime() - start) / 100_000_000 + 2;
    assertTrue(views <= tenths, views + " views in " + tenths + " tenths of a second");
  }

  @Test
  void whatCantBeReadLeavesTheStateBefore() {
    var tables = start(3, 0);
    add(FUNCTIONS, "a", function("a", 1));
    add(FUNCTIONS, "a", new byte[] {9, 9, 9, 9, 9, 9});
    add(FUNCTIONS, "b", function("b", 1));
    tables.ready().join();
    assertEquals(1, version(tables, "a"));
    assertEquals(1, version(tables, "b"));
  }

  @Test
  void ofManyRecordsOfAKeyOnlyTheNewestIsDecoded() {
    var tries = new AtomicInteger();
    functionReader =
        (_, bytes) -> {
          tries.incrementAndGet();
          return AvroBytes.read(FunctionSpec.class, bytes);
        };
    var tables = start(1_001, 0);
    consumer.schedulePollTask(
        () -> {
          for (int i = 1; i <= 500; i++) {
            add(FUNCTIONS, "a", function("a", i));
            add(FUNCTIONS, "b", function("b", i));
          }
          add(FUNCTIONS, "b", null);
        });
    tables.ready().join();
    assertEquals(500, version(tables, "a"));
    assertEquals(-1, version(tables, "b"));
    assertTrue(tries.get() < 10, tries + " records were decoded");
  }

  @Test
  void aSilentRegistryIsWaitedFor() {
    var tries = new AtomicInteger();
    functionReader =
        (_, bytes) -> {
          if (tries.incrementAndGet() < 3) {
            throw new RegistryUnavailableException("down", null);
          }
          return AvroBytes.read(FunctionSpec.class, bytes);
        };
    var tables = start(1, 0);
    add(FUNCTIONS, "a", function("a", 1));
    tables.ready().join();
    assertEquals(1, version(tables, "a"));
    assertEquals(3, tries.get());
  }

  @Test
  void closingDoesNotWaitForTheRegistry() {
    var tries = new AtomicInteger();
    functionReader =
        (_, _) -> {
          tries.incrementAndGet();
          throw new RegistryUnavailableException("down", null);
        };
    var tables = start(1, 0);
    add(FUNCTIONS, "a", function("a", 1));
    until(() -> tries.get() > 0);
    tables.close();
    assertTrue(consumer.closed());
  }

  @Test
  void aFailureBeforeReadyIsTold() {
    consumer.setPollException(new KafkaException("no such luck"));
    var tables = start(1, 0);
    var failure = assertThrows(CompletionException.class, () -> tables.ready().join());
    assertEquals("no such luck", failure.getCause().getMessage());
  }
}
