package dev.skyvane.router.intake;

import dev.skyvane.router.intake.ProgressCodec.Progress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commits what the lanes have done, through the consumer. Used by the consumer thread. */
final class Commits {
  private static final Logger log = LoggerFactory.getLogger(Commits.class);

  /** Longest wait for a loop's answer when partitions go. */
  private static final long LOOP_ANSWER_SECONDS = 2;

  /** Longest wait for the brokers' word on an offset. */
  private static final Duration OFFSET_LIMIT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Lanes lanes;
  private final Duration interval;
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Map<TopicPartition, CompletableFuture<Progress>> asked = new HashMap<>();
  private long nextNanos = System.nanoTime();

  /**
   * Nothing is committed yet.
   *
   * @param interval time between commits
   */
  Commits(Consumer<byte[], byte[]> consumer, Lanes lanes, Duration interval) {
    this.consumer = consumer;
    this.lanes = lanes;
    this.interval = interval;
  }

  /** What is committed of some progress. */
  static OffsetAndMetadata of(Progress progress) {
    return new OffsetAndMetadata(progress.committed(), ProgressCodec.encode(progress));
  }

  /** Asks the loops for their progress when a commit is due, and commits what they answered. */
  void whenDue() {
    if (asked.isEmpty()) {
      if (System.nanoTime() - nextNanos >= 0) {
        nextNanos = System.nanoTime() + interval.toNanos();
        lanes
            .all()
            .forEach(
                (partition, lane) -> {
                  if (!lane.commitsItself()) {
                    asked.put(partition, lane.progress());
                  }
                });
      }
    } else if (asked.values().stream().allMatch(CompletableFuture::isDone)) {
      var due = due(asked);
      asked.clear();
      if (!due.isEmpty()) {
        committed.putAll(due);
        consumer.commitAsync(due, this::committed);
      }
    }
  }

  private void committed(
      Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
    if (failure != null) {
      log.warn("event=commit-failed reason={}", failure.toString());
      offsets.keySet().forEach(committed::remove);
    }
  }

  private Map<TopicPartition, OffsetAndMetadata> due(
      Map<TopicPartition, CompletableFuture<Progress>> answers) {
    var due = new HashMap<TopicPartition, OffsetAndMetadata>();
    answers.forEach(
        (partition, answer) -> {
          var offset = of(answer.join());
          if (lanes.serves(partition) && !offset.equals(committed.get(partition))) {
            due.put(partition, offset);
          }
        });
    return due;
  }

  /**
   * Commits what the lanes of partitions that go have done by now, and waits for it.
   *
   * @return whether a rebalance under way refused that
   */
  boolean refusedLast(Collection<TopicPartition> partitions) {
    // A commit without an answer yet may fail; where partitions go nothing would repeat it.
    committed.keySet().removeAll(partitions);
    var answers = new HashMap<TopicPartition, CompletableFuture<Progress>>();
    for (var partition : partitions) {
      var lane = lanes.of(partition);
      // Who commits by itself has done so, but for saying that it has ended, if it has.
      if (!lane.commitsItself() || lane.idle()) {
        answers.put(partition, lane.progress());
      }
    }
    try {
      CompletableFuture.allOf(answers.values().toArray(CompletableFuture[]::new))
          .get(LOOP_ANSWER_SECONDS, TimeUnit.SECONDS);
      var due = due(answers);
      if (!due.isEmpty()) {
        commitAndWait(due);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RebalanceInProgressException e) {
      return true;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      // The next owner starts from the last commit and runs again what is beyond it.
      log.warn("event=commit-failed reason={}", e.toString());
    }
    return false;
  }

  private void commitAndWait(Map<TopicPartition, OffsetAndMetadata> due) {
    try {
      consumer.commitSync(due);
    } catch (WakeupException e) {
      // The call that ends polling may come when this thread no longer polls.
      consumer.commitSync(due);
    }
  }

  /**
   * Whether the group agrees that a partition is ours, by a commit that changes nothing: a writer
   * that was fenced by the partition's next owner must not fence that one in turn.
   */
  boolean owns(TopicPartition partition) {
    try {
      var stored = consumer.committed(Set.of(partition), OFFSET_LIMIT).get(partition);
      if (stored != null) {
        consumer.commitSync(Map.of(partition, stored), OFFSET_LIMIT);
      }
      return true;
    } catch (KafkaException e) {
      log.warn("event=partition-doubtful partition={} reason={}", partition, e.toString());
      return false;
    }
  }

  void forget(Collection<TopicPartition> partitions) {
    asked.keySet().removeAll(partitions);
    committed.keySet().removeAll(partitions);
  }
}
