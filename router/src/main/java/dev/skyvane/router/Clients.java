package dev.skyvane.router;

import static java.util.Map.entry;

import dev.skyvane.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Makes the router's Kafka clients: its own settings over the site's. */
final class Clients {
  private static final int OUTCOME_LINGER_MS = 10;

  /**
   * A router that is lost in the midst of a transaction holds up readers no longer (DELIVERY 14).
   */
  private static final int TRANSACTION_TIMEOUT_MS = 10_000;

  private static final int SOURCE_FETCH_BYTES = 16 * 1024;

  /**
   * Less than a fetch usually brings: a client that has given all away fetches on at once, and a
   * record elsewhere would wait for what nobody wants.
   */
  private static final int SOURCE_POLL_RECORDS = 8;

  /**
   * After a record near the end of its partition the client fetches beyond it, and asks for nothing
   * else before that is answered: so long every other record would wait, in ms.
   */
  private static final int SOURCE_FETCH_WAIT_MS = 10;

  /**
   * A transaction that begins while the markers of the one before it are still written is refused
   * for a moment. With the client's 100 ms nearly every transaction would wait as long
   * (KAFKA-20000).
   */
  private static final int TRANSACTION_RETRY_MS = 5;

  /** A table is read from its beginning at every start: in few and large steps. */
  private static final int TABLE_FETCH_BYTES = 4 * 1024 * 1024;

  /** Of many records of a key that come at once one is decoded: enough for many keys. */
  private static final int TABLE_POLL_RECORDS = 20_000;

  private final Map<String, Object> site;
  private final String group;
  private final String router;
  private final boolean brokersAssign;

  Clients(RouterConfig config) {
    this.site = config.kafka();
    this.group = config.getString(RouterConfig.GROUP_ID);
    this.router = config.routerId();
    this.brokersAssign = config.brokersAssign();
  }

  Map<String, Object> admin() {
    return with(Map.of(ConsumerConfig.CLIENT_ID_CONFIG, router + "-admin"));
  }

  Consumer<String, byte[]> tableConsumer() {
    return tableConsumer("tables");
  }

  Consumer<String, byte[]> liveConsumer() {
    return tableConsumer("live");
  }

  private Consumer<String, byte[]> tableConsumer(String purpose) {
    return new KafkaConsumer<>(
        with(
            Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                router + "-" + purpose,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                TABLE_FETCH_BYTES,
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                TABLE_POLL_RECORDS,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest")),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  Consumer<String, byte[]> loadConsumer() {
    return new KafkaConsumer<>(
        with(
            Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                router + "-load-reader",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest")),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  /** A producer of the gateway's invocations. */
  Producer<byte[], byte[]> gatewayProducer() {
    return producer("gateway", 0);
  }

  /** A consumer without a group, that reads replies to the gateway's calls. */
  Consumer<byte[], byte[]> gatewayConsumer() {
    return reader(
        "gateway-replies",
        Map.of(
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            Topic.MAX_RECORD_BYTES));
  }

  /** A consumer in a group of all gateways, that reads replies which are to be called back. */
  Consumer<byte[], byte[]> callbackConsumer() {
    return reader(
        "gateway-callbacks",
        Map.of(
            ConsumerConfig.GROUP_ID_CONFIG,
            group + "-callbacks",
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            Topic.MAX_RECORD_BYTES));
  }

  /** A producer of what this router wants of the limits. */
  Producer<byte[], byte[]> loadProducer() {
    return producer("load", 0);
  }

  Consumer<byte[], byte[]> intakeConsumer() {
    return new KafkaConsumer<>(
        intakeSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Map<String, Object> intakeSettings() {
    var settings =
        with(
            Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                router + "-intake",
                ConsumerConfig.GROUP_ID_CONFIG,
                group,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest",
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                Topic.MAX_RECORD_BYTES));
    // Kafka's client refuses each of the two beside the other.
    settings.putAll(
        brokersAssign
            ? Map.of(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer")
            : Map.of(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor"));
    return settings;
  }

  /** After which the group gives a silent member's partitions away. */
  Duration session() {
    var name = ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG;
    var value =
        intakeSettings().getOrDefault(name, ConsumerConfig.configDef().defaultValues().get(name));
    return Duration.ofMillis((Integer) ConfigDef.parseType(name, value, ConfigDef.Type.INT));
  }

  /**
   * A producer of terminal records. It sends at once: with the client's own linger of 5 ms an idle
   * reply path takes about eight times as long.
   */
  Producer<byte[], byte[]> terminalProducer() {
    return producer("terminal", 0);
  }

  /**
   * A producer of outcomes. Nobody waits for one, and a request for each would cost as much
   * processor time as the reply does.
   */
  Producer<byte[], byte[]> outcomeProducer() {
    return producer("outcomes", OUTCOME_LINGER_MS);
  }

  /** A producer of a partition's transactions: whoever is next with its id fences it. */
  Producer<byte[], byte[]> transactionalProducer(TopicPartition partition) {
    return new KafkaProducer<>(
        with(
            Map.ofEntries(
                entry(ProducerConfig.CLIENT_ID_CONFIG, router + "-" + partition),
                entry(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group + "-" + partition),
                entry(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, TRANSACTION_TIMEOUT_MS),
                entry(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, TRANSACTION_TIMEOUT_MS / 2),
                entry(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, TRANSACTION_TIMEOUT_MS),
                entry(ProducerConfig.LINGER_MS_CONFIG, 0),
                entry(ProducerConfig.MAX_BLOCK_MS_CONFIG, TRANSACTION_TIMEOUT_MS),
                entry(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, TRANSACTION_RETRY_MS),
                entry(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_DEAD_LETTER_BYTES))),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** A consumer without a group, that reads what is parked. */
  Consumer<byte[], byte[]> parkedConsumer() {
    return reader("parked", Map.of());
  }

  /**
   * A consumer without a group, that reads single records: each fetch brings little more than the
   * one that is wanted.
   */
  Consumer<byte[], byte[]> sourceConsumer() {
    return reader(
        "source",
        Map.of(
            ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
            SOURCE_FETCH_BYTES,
            ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
            SOURCE_POLL_RECORDS,
            ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
            SOURCE_FETCH_WAIT_MS));
  }

  private Consumer<byte[], byte[]> reader(String purpose, Map<String, Object> more) {
    var settings =
        with(
            Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG,
                router + "-" + purpose,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                "read_committed",
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"));
    settings.putAll(more);
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private Producer<byte[], byte[]> producer(String purpose, int lingerMs) {
    return new KafkaProducer<>(
        with(
            Map.of(
                ProducerConfig.CLIENT_ID_CONFIG,
                router + "-" + purpose,
                ProducerConfig.ACKS_CONFIG,
                "all",
                ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
                true,
                ProducerConfig.LINGER_MS_CONFIG,
                lingerMs,
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                10_000,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Topic.MAX_DEAD_LETTER_BYTES)),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private HashMap<String, Object> with(Map<String, Object> own) {
    var all = new HashMap<>(site);
    all.putAll(own);
    return all;
  }
}
