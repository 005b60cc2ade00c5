package dev.skyvane.router.table;

import dev.skyvane.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows compacted topics from their beginning on a thread of its own, which alone calls what it
 * is given. A record that can't be read is logged and left out; for a registry that does not answer
 * it waits, because a record left out would be missed for ever.
 */
public final class CompactedTopics implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(CompactedTopics.class);
  private static final Duration TOPIC_PATIENCE = Duration.ofSeconds(5);
  private static final Duration TOPIC_RETRY = Duration.ofMillis(100);
  private static final Duration REGISTRY_RETRY = Duration.ofMillis(500);

  private final String name;
  private final Consumer<String, byte[]> consumer;
  private final List<String> topics;
  private final Duration poll;
  private final Reader reader;
  private final CompletableFuture<Void> ready = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  /** Takes what is read. */
  public interface Reader {
    /**
     * Takes a record; a null value is a tombstone. Of several of a key that come at once only the
     * newest that can be read is given; those of different keys come in any order.
     *
     * @throws RegistryUnavailableException to be given it again
     */
    void take(ConsumerRecord<String, byte[]> record);

    /**
     * Told after each poll.
     *
     * @param caughtUp whether all that was there at the start has been taken
     * @return whether all that was taken is in use
     */
    boolean settle(boolean caughtUp);
  }

  /**
   * Starts reading.
   *
   * @param name of the thread
   * @param consumer without a group, owned and closed by this reader
   * @param poll longest wait for records, between two calls of {@link Reader#settle}
   */
  public CompactedTopics(
      String name,
      Consumer<String, byte[]> consumer,
      List<String> topics,
      Duration poll,
      Reader reader) {
    this.name = name;
    this.consumer = consumer;
    this.topics = List.copyOf(topics);
    this.poll = poll;
    this.reader = reader;
    this.thread = Thread.ofPlatform().name(name).start(this::run);
  }

  /** Completes when every record that was there at the start is in use. */
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
      while (!closed()) {
        var polled = consumer.poll(poll);
        for (var partition : polled.partitions()) {
          takeNewest(polled.records(partition));
        }
        boolean caughtUp =
            partitions.stream().allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
        if (reader.settle(caughtUp) && caughtUp) {
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
    log.error("event=tables-stopped reader={} topics={}", name, topics, e);
    ready.completeExceptionally(e);
    ended.completeExceptionally(e);
  }

  private List<TopicPartition> partitions() throws InterruptedException {
    var partitions = new ArrayList<TopicPartition>();
    for (var topic : topics) {
      for (var info : partitions(topic)) {
        partitions.add(new TopicPartition(topic, info.partition()));
      }
    }
    return partitions;
  }

  /** One that has just been made may not be known to every broker yet. */
  private List<PartitionInfo> partitions(String topic) throws InterruptedException {
    long end = System.nanoTime() + TOPIC_PATIENCE.toNanos();
    while (true) {
      var known = consumer.partitionsFor(topic);
      if (known != null && !known.isEmpty()) {
        return known;
      }
      if (System.nanoTime() - end > 0
          || closing.await(TOPIC_RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "topic '" + topic + "' does not exist; create Skyvane's topics first");
      }
    }
  }

  /** At a start most records have a newer one of their key close behind: decoding is what costs. */
  private void takeNewest(List<ConsumerRecord<String, byte[]>> records)
      throws InterruptedException {
    var taken = new HashSet<String>();
    for (var record : records.reversed()) {
      if (!taken.contains(record.key()) && take(record)) {
        taken.add(record.key());
      }
    }
  }

  /** Whether it could be read. */
  private boolean take(ConsumerRecord<String, byte[]> record) throws InterruptedException {
    while (true) {
      try {
        reader.take(record);
        return true;
      } catch (RegistryUnavailableException e) {
        log.warn(
            "event=registry-down topic={} key={} reason={}",
            record.topic(),
            record.key(),
            e.getMessage());
        if (closing.await(REGISTRY_RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
          throw e;
        }
      } catch (RuntimeException e) {
        log.warn(
            "event=table-record-skipped topic={} key={} offset={} reason={}",
            record.topic(),
            record.key(),
            record.offset(),
            e.getMessage());
        return false;
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
