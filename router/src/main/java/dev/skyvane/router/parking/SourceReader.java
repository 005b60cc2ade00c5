package dev.skyvane.router.parking;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads records of invocations again by their coordinates: a thread with a consumer that belongs to
 * no group. What is asked for together and stands together is read in one go. Thread-safe; never
 * waits.
 */
public final class SourceReader implements Source, AutoCloseable {
  /** Records that are rather read over than jumped over: a jump costs a request to the broker. */
  private static final int NEAR = 32;

  private static final Duration POLL = Duration.ofMillis(50);

  /** Polls in a row that answer nobody of a partition before its end is asked for: some 1 s. */
  private static final int MANY_FRUITLESS = 20;

  /** Longest wait for a partition's end. */
  private static final Duration END_LIMIT = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(SourceReader.class);

  /** Wakes the thread, and is no wish. */
  private static final Wish LAST = new Wish(new TopicPartition("", 0), 0, _ -> {});

  private final Consumer<byte[], byte[]> consumer;
  private final LinkedBlockingQueue<Wish> queue = new LinkedBlockingQueue<>();
  private final Map<TopicPartition, TreeMap<Long, List<Answer>>> wanted = new HashMap<>();
  private final Map<TopicPartition, Long> positions = new HashMap<>();

  /** Polls in a row that answered nobody. */
  private final Map<TopicPartition, Integer> fruitless = new HashMap<>();

  private final Thread thread;
  private volatile boolean closing;

  private record Wish(TopicPartition partition, long offset, Answer answer) {}

  /**
   * Starts the thread.
   *
   * @param consumer of committed records, that begins at the earliest where an offset is gone;
   *     owned and closed by this reader
   */
  public SourceReader(Consumer<byte[], byte[]> consumer) {
    this.consumer = consumer;
    this.thread = Thread.ofPlatform().name("skyvane-source-reader").start(this::run);
  }

  @Override
  public void read(TopicPartition partition, long offset, Answer answer) {
    queue.add(new Wish(partition, offset, answer));
  }

  private void run() {
    try (consumer) {
      while (!closing) {
        takeWishes();
        if (closing) {
          break;
        }
        try {
          aim();
          deal(consumer.poll(POLL));
          giveUpBeyondEnds();
        } catch (WakeupException e) {
          log.debug("event=source-reader-woken");
        } catch (KafkaException e) {
          log.warn("event=source-read-failed reason={}", e.toString());
          positions.clear();
          Thread.sleep(POLL);
        }
      }
    } catch (InterruptedException e) {
      log.debug("event=source-reader-interrupted");
    }
  }

  private void takeWishes() throws InterruptedException {
    var wishes = new ArrayList<Wish>();
    if (wanted.isEmpty()) {
      wishes.add(queue.take());
    }
    queue.drainTo(wishes);
    wishes.remove(LAST);
    for (var wish : wishes) {
      wanted
          .computeIfAbsent(wish.partition(), _ -> new TreeMap<>())
          .computeIfAbsent(wish.offset(), _ -> new ArrayList<>(1))
          .add(wish.answer());
    }
  }

  private void aim() {
    if (!consumer.assignment().equals(wanted.keySet())) {
      consumer.assign(Set.copyOf(wanted.keySet()));
      positions.keySet().retainAll(wanted.keySet());
      fruitless.keySet().retainAll(wanted.keySet());
    }
    wanted.forEach(
        (partition, offsets) -> {
          long first = offsets.firstKey();
          var position = positions.get(partition);
          if (position == null || first < position || first - position > NEAR) {
            consumer.seek(partition, first);
          }
        });
  }

  private void deal(ConsumerRecords<byte[], byte[]> records) {
    for (var partition : Set.copyOf(wanted.keySet())) {
      var offsets = wanted.get(partition);
      if (offsets == null) {
        continue;
      }
      int asked = offsets.size();
      for (var record : records.records(partition)) {
        var answers = offsets.remove(record.offset());
        if (answers != null) {
          answers.forEach(answer -> tell(answer, Optional.of(record)));
        }
      }
      long position = consumer.position(partition);
      positions.put(partition, position);
      // Passed and not met: deleted by retention, or never a record.
      tellGone(partition, offsets.headMap(position));
      if (offsets.size() < asked) {
        fruitless.remove(partition);
      } else {
        fruitless.merge(partition, 1, Integer::sum);
      }
    }
  }

  /**
   * Tells those who ask for what their partition does not reach: it was deleted with its topic,
   * which another of the same name has followed.
   */
  private void giveUpBeyondEnds() {
    var doubtful =
        fruitless.entrySet().stream()
            .filter(each -> each.getValue() >= MANY_FRUITLESS)
            .map(Map.Entry::getKey)
            .filter(wanted::containsKey)
            .toList();
    if (doubtful.isEmpty()) {
      return;
    }
    fruitless.keySet().removeAll(doubtful);
    consumer
        .endOffsets(doubtful, END_LIMIT)
        .forEach(
            (partition, end) -> {
              var offsets = wanted.get(partition);
              if (offsets != null) {
                tellGone(partition, offsets.tailMap(end));
              }
            });
  }

  private void tellGone(TopicPartition partition, SortedMap<Long, List<Answer>> gone) {
    var lost = List.copyOf(gone.values());
    gone.clear();
    lost.forEach(answers -> answers.forEach(answer -> tell(answer, Optional.empty())));
    var offsets = wanted.get(partition);
    if (offsets != null && offsets.isEmpty()) {
      wanted.remove(partition);
      fruitless.remove(partition);
    }
  }

  /** One who fails must not keep the others from their answers. */
  private static void tell(Answer answer, Optional<ConsumerRecord<byte[], byte[]>> record) {
    try {
      answer.found(record);
    } catch (RuntimeException e) {
      log.error("event=source-answer-failed", e);
    }
  }

  @Override
  public void close() {
    closing = true;
    queue.add(LAST);
    consumer.wakeup();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
