package dev.skyvane.standalone.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.Topic;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A compacted topic as the table that it is: the newest record of each key. */
public final class SpecTable<T extends SpecificRecord> {
  private final ClusterAddress address;
  private final String topic;
  private final Serde<T> serde;

  SpecTable(ClusterAddress address, Topic topic, Serde<T> serde) {
    this.address = address;
    this.topic = address.topics().of(topic);
    this.serde = serde;
  }

  /** A change of the table. */
  @FunctionalInterface
  public interface Change<T> {
    /**
     * A record was written.
     *
     * @param value null where it was deleted
     */
    void onChange(String key, @Nullable T value);
  }

  /** The table as it is now. */
  public SortedMap<String, T> read() {
    try (var log = log()) {
      return table(log);
    }
  }

  /**
   * Reads the table, and then every change while it is wanted.
   *
   * @param initial takes the table as it is now
   */
  public void watch(
      Consumer<SortedMap<String, T>> initial, Change<T> change, BooleanSupplier wanted) {
    try (var log = log()) {
      initial.accept(table(log));
      while (wanted.getAsBoolean()) {
        log.poll(record -> change.onChange(key(record), value(record)));
      }
    }
  }

  /**
   * Writes records in their order; a null value deletes. Returns when Kafka has acknowledged all.
   *
   * @throws UnreachableException if it did not in time
   */
  public void write(Map<String, ? extends @Nullable T> records) {
    try (var publisher = new Publisher<>(address, new StringSerializer(), serde.serializer())) {
      publisher.publish(
          records.entrySet().stream()
              .map(entry -> new ProducerRecord<String, T>(topic, entry.getKey(), entry.getValue()))
              .toList());
    }
  }

  private TopicLog log() {
    return TopicLog.inOrder(address, topic);
  }

  private SortedMap<String, T> table(TopicLog log) {
    var table = new TreeMap<String, T>();
    log.toEnd(
        record -> {
          T value = value(record);
          if (value == null) {
            table.remove(key(record));
          } else {
            table.put(key(record), value);
          }
        },
        (records, of) -> {});
    return table;
  }

  private static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8);
  }

  private @Nullable T value(ConsumerRecord<byte[], byte[]> record) {
    try {
      return serde.deserializer().deserialize(topic, record.value());
    } catch (SerializationException e) {
      throw new UnreachableException(
          "the record '"
              + key(record)
              + "' of "
              + topic
              + " can't be read with the schema registry at "
              + address.registryUrl()
              + ": "
              + e.getMessage(),
          e);
    }
  }
}
