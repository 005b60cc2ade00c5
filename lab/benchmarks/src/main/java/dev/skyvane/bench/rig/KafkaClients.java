package dev.skyvane.bench.rig;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The Kafka clients of load and echoes, set as the router sets its own. */
final class KafkaClients {
  private final String bootstrapServers;

  KafkaClients(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** Idempotent, acknowledged by all, sends at once. */
  KafkaProducer<byte[], byte[]> producer() {
    return producer("0", "16384", "1048576", "5");
  }

  /**
   * The same for requests by the thousands: it takes as little processor time as can be. One
   * request at a time: a leader that is still new may refuse a first batch and take the second,
   * after which the first is out of order for ever.
   */
  KafkaProducer<byte[], byte[]> backlogProducer() {
    return producer("5", "131072", "1048576", "1");
  }

  /** The same in transactions; the time it waits after a refused begin is the router's. */
  KafkaProducer<byte[], byte[]> transactional(String id) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "transactional.id",
            id,
            "linger.ms",
            "5",
            "batch.size",
            "131072",
            "retry.backoff.ms",
            "5"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** The same for records of up to so many bytes. */
  KafkaProducer<byte[], byte[]> largeProducer(int bytes) {
    return producer("0", "16384", Integer.toString(bytes), "5");
  }

  private KafkaProducer<byte[], byte[]> producer(
      String lingerMs, String batchBytes, String mostBytes, String requestsAtOnce) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bootstrapServers,
            "acks",
            "all",
            "enable.idempotence",
            "true",
            "linger.ms",
            lingerMs,
            "batch.size",
            batchBytes,
            "max.request.size",
            mostBytes,
            "max.in.flight.requests.per.connection",
            requestsAtOnce),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /** Settings of whoever reads what is committed and commits nothing by itself, in no group. */
  Map<String, Object> readSettings() {
    var settings = new HashMap<String, Object>();
    settings.put("bootstrap.servers", bootstrapServers);
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    settings.put("isolation.level", "read_committed");
    return settings;
  }

  /**
   * Reads what is committed and commits nothing by itself.
   *
   * @param group id of its group; empty: it has none
   */
  KafkaConsumer<byte[], byte[]> consumer(String group) {
    var settings = readSettings();
    if (!group.isEmpty()) {
      settings.put("group.id", group);
    }
    return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
