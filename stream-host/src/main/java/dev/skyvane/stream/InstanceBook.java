package dev.skyvane.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.record.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says in the instances topic that this instance lives, every two seconds, and takes it back when
 * it ends; reads there which others live. Thread-safe. Where Kafka or the registry does not answer
 * the book stays as it was and tries on.
 */
final class InstanceBook implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(InstanceBook.class);
  private static final Duration BEAT = Duration.ofSeconds(2);

  /** After which a silent instance counts as ended. */
  static final Duration SILENCE = Duration.ofSeconds(10);

  private static final Duration POLL = Duration.ofMillis(100);

  private final Instance self;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Serde<Instance> serde;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread beating;
  private final Thread reading;
  private final Set<String> left = ConcurrentHashMap.newKeySet();
  private volatile Map<String, Instance> known = Map.of();

  /**
   * Begins to announce and to read.
   *
   * @param producer owned and closed by this book
   * @param consumer without a group, owned and closed by this book
   */
  InstanceBook(
      Instance self,
      Producer<byte[], byte[]> producer,
      Consumer<byte[], byte[]> consumer,
      String topic,
      Serde<Instance> serde) {
    this.self = self;
    this.producer = producer;
    this.consumer = consumer;
    this.topic = topic;
    this.serde = serde;
    this.beating = Thread.ofVirtual().name("instance-beat").start(this::beat);
    this.reading = Thread.ofPlatform().daemon().name("instance-book").start(this::read);
  }

  /** Every instance of every service that is in the topic, dead ones included. */
  Collection<Instance> all() {
    return known.values();
  }

  /** Whether the instance at an address has said that it ended, or has been silent too long. */
  boolean gone(String address) {
    var there =
        known.values().stream().filter(each -> address.equals(each.getQueryAddress())).toList();
    return there.isEmpty() ? left.contains(address) : there.stream().noneMatch(InstanceBook::lives);
  }

  static boolean lives(Instance instance) {
    long updated = instance.getUpdatedAt().toEpochMilli();
    return updated == 0 || System.currentTimeMillis() - updated < SILENCE.toMillis();
  }

  private void beat() {
    try {
      do {
        self.setUpdatedAt(Instant.now());
        write(Instance.newBuilder(self).build());
      } while (!closing.await(BEAT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(@Nullable Instance value) {
    try {
      var bytes = value == null ? null : serde.serializer().serialize(topic, value);
      producer.send(
          new ProducerRecord<>(topic, self.getId().getBytes(UTF_8), bytes),
          (metadata, failure) -> {
            if (failure != null) {
              log.warn("event=announce-failed reason={}", failure.toString());
            }
          });
    } catch (KafkaException | IllegalStateException e) {
      log.warn("event=announce-failed reason={}", e.toString());
    }
  }

  private void read() {
    try (consumer) {
      var partitions = List.of(new TopicPartition(topic, 0));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      while (closing.getCount() > 0) {
        var records = consumer.poll(POLL);
        if (!records.isEmpty()) {
          var next = new HashMap<>(known);
          records.forEach(record -> apply(record, next));
          known = Map.copyOf(next);
        }
      }
    } catch (WakeupException e) {
      // Only close() wakes the consumer.
    } catch (KafkaException e) {
      log.error("event=instances-unread reason={}", e.toString(), e);
    }
  }

  private void apply(ConsumerRecord<byte[], byte[]> record, Map<String, Instance> next) {
    var id = new String(record.key(), UTF_8);
    try {
      var instance = serde.deserializer().deserialize(topic, record.value());
      if (instance == null) {
        var was = next.remove(id);
        if (was != null && was.getQueryAddress() != null) {
          left.add(was.getQueryAddress());
        }
      } else {
        next.put(id, instance);
        if (instance.getQueryAddress() != null) {
          left.remove(instance.getQueryAddress());
        }
      }
    } catch (SerializationException e) {
      log.warn("event=instance-unread instance={} reason={}", id, e.getMessage());
    }
  }

  /** Says that this instance ends, so that others ask it no more. Waits for Kafka briefly. */
  void leave() {
    closing.countDown();
    try {
      beating.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    write(null);
    producer.close(Duration.ofSeconds(2));
  }

  /** Ends without a word, as a crash would. A second end does nothing. */
  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    producer.close(Duration.ZERO);
    try {
      reading.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
