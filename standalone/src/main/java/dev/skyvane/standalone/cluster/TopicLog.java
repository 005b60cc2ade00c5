package dev.skyvane.standalone.cluster;

import dev.skyvane.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The committed records of a topic, read by assigned partitions: no group is joined and nothing is
 * committed, so that reading leaves no trace.
 */
public final class TopicLog implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Bounds what a fetch holds in memory; a single record that is larger comes all the same. */
  private static final int FETCH_BYTES = 2 * Topic.MAX_DEAD_LETTER_BYTES;

  private final ClusterAddress address;
  private final String topic;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final List<TopicPartition> partitions;

  private TopicLog(ClusterAddress address, String topic, int fetchBytes) {
    this.address = address;
    this.topic = topic;
    var settings = address.reader();
    settings.put("auto.offset.reset", "earliest");
    settings.put("fetch.max.bytes", Integer.toString(fetchBytes));
    settings.put("max.partition.fetch.bytes", Integer.toString(fetchBytes));
    consumer =
        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    var known = consumer.partitionsFor(topic);
    Collection<PartitionInfo> found = known == null ? List.of() : known;
    partitions =
        found.stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .sorted(Comparator.comparingInt(TopicPartition::partition))
            .toList();
  }

  /** Told how far the reading is. */
  @FunctionalInterface
  public interface Progress {
    /** So many records of about so many are read. */
    void read(long records, long of);
  }

  /**
   * A topic that is read in order, from its beginning.
   *
   * @throws UnreachableException if there is no such topic
   */
  public static TopicLog inOrder(ClusterAddress address, String topic) {
    var log = new TopicLog(address, topic, FETCH_BYTES);
    if (log.partitions.isEmpty()) {
      log.close();
      throw new UnreachableException(
          "Kafka at " + address.bootstrapServers() + " has no topic '" + topic + "'",
          new IllegalStateException("no partitions"));
    }
    log.consumer.assign(log.partitions);
    log.consumer.seekToBeginning(log.partitions);
    return log;
  }

  /** A topic of which single records are read: one batch is fetched at a time. */
  public static TopicLog singly(ClusterAddress address, String topic) {
    return new TopicLog(address, topic, 1);
  }

  /** How many partitions the topic has; 0 if there is no such topic. */
  public int partitions() {
    return partitions.size();
  }

  /** Goes on at the first record that was written at a time or after it. */
  public void seek(Instant time) {
    var asked = new HashMap<TopicPartition, Long>();
    partitions.forEach(partition -> asked.put(partition, Math.max(0, time.toEpochMilli())));
    consumer
        .offsetsForTimes(asked)
        .forEach(
            (partition, found) -> {
              if (found == null) {
                consumer.seekToEnd(List.of(partition));
              } else {
                consumer.seek(partition, found.offset());
              }
            });
  }

  /**
   * Reads up to where the topic ends now.
   *
   * @throws UnreachableException if nothing comes for a while
   */
  public void toEnd(Consumer<ConsumerRecord<byte[], byte[]>> each, Progress progress) {
    var ends = consumer.endOffsets(partitions);
    long first = left(ends);
    long left = first;
    long patience = System.nanoTime() + PATIENCE.toNanos();
    while (left > 0) {
      poll(each);
      long now = left(ends);
      if (now < left) {
        patience = System.nanoTime() + PATIENCE.toNanos();
      } else if (System.nanoTime() > patience) {
        throw stuck();
      }
      left = now;
      progress.read(first - left, first);
    }
  }

  /** Reads what comes within a moment. */
  void poll(Consumer<ConsumerRecord<byte[], byte[]>> each) {
    consumer.poll(POLL).forEach(each);
  }

  /**
   * The record at an offset, if it still exists.
   *
   * @throws UnreachableException if nothing comes for a while
   */
  public Optional<ConsumerRecord<byte[], byte[]>> at(int partition, long offset) {
    if (partition < 0 || partition >= partitions.size()) {
      return Optional.empty();
    }
    var one = List.of(partitions.get(partition));
    consumer.assign(one);
    long begin = consumer.beginningOffsets(one).getOrDefault(one.getFirst(), 0L);
    long end = consumer.endOffsets(one).getOrDefault(one.getFirst(), 0L);
    if (offset < begin || offset >= end) {
      return Optional.empty();
    }
    consumer.seek(one.getFirst(), offset);
    long patience = System.nanoTime() + PATIENCE.toNanos();
    // Compaction and aborted transactions leave gaps, which the position passes.
    while (consumer.position(one.getFirst()) <= offset) {
      for (var record : consumer.poll(POLL)) {
        return Optional.of(record).filter(found -> found.offset() == offset);
      }
      if (System.nanoTime() > patience) {
        throw stuck();
      }
    }
    return Optional.empty();
  }

  private long left(Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .mapToLong(end -> Math.max(0, end.getValue() - consumer.position(end.getKey())))
        .sum();
  }

  private UnreachableException stuck() {
    return new UnreachableException(
        "Kafka at "
            + address.bootstrapServers()
            + " gave nothing of "
            + topic
            + " for "
            + PATIENCE.toSeconds()
            + " s",
        new TimeoutException("no records"));
  }

  @Override
  public void close() {
    consumer.close();
  }
}
