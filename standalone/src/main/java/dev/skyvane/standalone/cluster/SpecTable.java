package dev.skyvane.standalone.cluster;

import dev.skyvane.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A compacted topic as the table that it is: the newest record of each key. */
public final class SpecTable<T extends SpecificRecord> {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration LIMIT = Duration.ofSeconds(20);

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
    var table = new TreeMap<String, T>();
    try (var consumer = consumer()) {
      readToEnd(consumer, table);
    }
    return table;
  }

  /**
   * Reads the table, and then every change while it is wanted.
   *
   * @param initial takes the table as it is now
   */
  public void watch(
      java.util.function.Consumer<SortedMap<String, T>> initial,
      Change<T> change,
      BooleanSupplier wanted) {
    var table = new TreeMap<String, T>();
    try (var consumer = consumer()) {
      readToEnd(consumer, table);
      initial.accept(table);
      while (wanted.getAsBoolean()) {
        for (var record : consumer.poll(POLL)) {
          change.onChange(record.key(), value(record));
        }
      }
    }
  }

  /**
   * Writes records in their order; a null value deletes. Returns when Kafka has acknowledged all.
   *
   * @throws UnreachableException if it did not in time
   */
  public void write(Map<String, ? extends @Nullable T> records) {
    var settings = address.client();
    settings.put("acks", "all");
    settings.put("max.block.ms", "10000");
    settings.put("delivery.timeout.ms", "15000");
    try (var producer = new KafkaProducer<>(settings, new StringSerializer(), serde.serializer())) {
      var sent =
          records.entrySet().stream()
              .map(
                  entry ->
                      producer.send(new ProducerRecord<>(topic, entry.getKey(), entry.getValue())))
              .toList();
      for (var each : sent) {
        each.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new UnreachableException(
          "Kafka at " + address.bootstrapServers() + " did not take the records of " + topic, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing " + topic, e);
    }
  }

  private KafkaConsumer<String, byte[]> consumer() {
    var settings = address.client();
    settings.put("auto.offset.reset", "earliest");
    settings.put("enable.auto.commit", "false");
    var consumer =
        new KafkaConsumer<>(
            settings,
            new StringDeserializer(),
            new org.apache.kafka.common.serialization.ByteArrayDeserializer());
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  private void readToEnd(KafkaConsumer<String, byte[]> consumer, SortedMap<String, T> table) {
    var ends = consumer.endOffsets(consumer.assignment());
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
      if (System.nanoTime() > deadline) {
        throw new UnreachableException(
            "the table " + topic + " could not be read within " + LIMIT.toSeconds() + " s",
            new java.util.concurrent.TimeoutException());
      }
      for (var record : consumer.poll(POLL)) {
        T value = value(record);
        if (value == null) {
          table.remove(record.key());
        } else {
          table.put(record.key(), value);
        }
      }
    }
  }

  private @Nullable T value(ConsumerRecord<String, byte[]> record) {
    try {
      return serde.deserializer().deserialize(topic, record.value());
    } catch (SerializationException e) {
      throw new UnreachableException(
          "the record '"
              + record.key()
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
