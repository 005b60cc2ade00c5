package dev.skyvane.stream;

import dev.skyvane.schemas.Topic;
import dev.skyvane.stream.input.DeadLetterHandler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.jspecify.annotations.Nullable;

/** Settings of Kafka Streams and its clients: the host's own over Kafka's, the site's over both. */
final class StreamClients implements AutoCloseable {
  /** A punctuation by wall clock is late by at most as long, in ms. */
  private static final int POLL_MS = 25;

  /** A record held up by an absent registry must not cost the membership (Patience). */
  private static final int MAX_POLL_INTERVAL_MS = 600_000;

  /**
   * After which an instance, or a failed thread, counts as lost, in ms: its tasks stand still until
   * then. Kafka's own default is 45 s.
   */
  private static final int SESSION_MS = 10_000;

  private static final int HEARTBEAT_MS = 2_500;

  /** For stores that ask for a cache: the newest write of a key waits there for the commit. */
  private static final long CACHE_BYTES = 16 * 1024 * 1024;

  /**
   * Of the topics that tables are restored from. The broker's cleaner passes over the newest
   * segment: by Kafka's default of 1 GiB a lost table would be restored from hours of every change.
   */
  private static final int SEGMENT_BYTES = 32 * 1024 * 1024;

  /** A restarted instance catches up as a standby before it takes its tasks back, in ms. */
  private static final long PROBING_MS = 60_000;

  private final HostConfig config;
  private final String instance;
  private final String address;
  private @Nullable Path temporary;

  StreamClients(HostConfig config, String instance, String address) {
    this.config = config;
    this.instance = instance;
    this.address = address;
  }

  Properties streams(DeadLetterHandler.Means letters) {
    var all = new HashMap<String, Object>();
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, config.getString(HostConfig.APPLICATION_ID));
    all.put(StreamsConfig.APPLICATION_SERVER_CONFIG, address);
    all.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, config.getString(HostConfig.GUARANTEE));
    all.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, config.commitIntervalMs());
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.getInt(HostConfig.STREAM_THREADS));
    all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.getInt(HostConfig.STANDBY_REPLICAS));
    all.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory().toString());
    all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
    all.put(StreamsConfig.POLL_MS_CONFIG, POLL_MS);
    all.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_MS);
    all.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, StoreMemory.class);
    all.put(StoreMemory.KEY, config.getLong(HostConfig.STORE_MEMORY_BYTES));
    all.put(StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG, DeadLetterHandler.class);
    all.put(DeadLetterHandler.Means.KEY, letters);
    all.put(StreamsConfig.PROCESSING_EXCEPTION_HANDLER_GLOBAL_ENABLED_CONFIG, true);
    all.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 0);
    all.put(StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG), SEGMENT_BYTES);
    all.put(
        StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG),
        Topic.MAX_DEAD_LETTER_BYTES);
    all.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG),
        MAX_POLL_INTERVAL_MS);
    all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), SESSION_MS);
    all.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        HEARTBEAT_MS);
    all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    all.putAll(config.kafka());
    var properties = new Properties();
    properties.putAll(all);
    return properties;
  }

  private Path stateDirectory() {
    var set = config.getString(HostConfig.STATE_DIR);
    if (!set.isBlank()) {
      return Path.of(set);
    }
    try {
      var made = Files.createTempDirectory("skyvane-" + config.service() + "-");
      temporary = made;
      return made;
    } catch (IOException e) {
      throw new UncheckedIOException("can't make a temporary state.dir", e);
    }
  }

  Map<String, Object> admin() {
    return clients("freshness");
  }

  Producer<byte[], byte[]> announcer() {
    var all = clients("announcer");
    all.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
  }

  Consumer<byte[], byte[]> instances() {
    var all = clients("instances");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** Reads what is committed at the end of changelogs; empty where there are no transactions. */
  Optional<Consumer<byte[], byte[]>> tails() {
    if (!config.getString(HostConfig.GUARANTEE).equals(StreamsConfig.EXACTLY_ONCE_V2)) {
      return Optional.empty();
    }
    var all = clients("tails");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return Optional.of(
        new KafkaConsumer<>(all, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
  }

  private Map<String, Object> clients(String purpose) {
    var all = new HashMap<>(config.kafka());
    all.put(CommonClientConfigs.CLIENT_ID_CONFIG, instance + "-" + purpose);
    return all;
  }

  /** Deletes the state's directory if it is a temporary one. */
  @Override
  public void close() {
    var made = temporary;
    if (made == null) {
      return;
    }
    try (var files = Files.walk(made)) {
      files.sorted(Comparator.reverseOrder()).forEach(StreamClients::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
