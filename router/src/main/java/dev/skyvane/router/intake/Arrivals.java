package dev.skyvane.router.intake;

import dev.skyvane.router.intake.ProgressCodec.Progress;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Partitions that are ours and can't be served yet: their former writers are being fenced, and what
 * is parked is being read. None has a lane, and none is fetched for. Used by the consumer thread.
 */
final class Arrivals {
  private static final Logger log = LoggerFactory.getLogger(Arrivals.class);

  /** Time before a partition is opened again that could not be. */
  private static final Duration OPEN_AGAIN = Duration.ofSeconds(1);

  /** Longest wait for the brokers' word on an offset. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  private final Consumer<byte[], byte[]> consumer;
  private final Writers writers;
  private final Supplier<ConsumerGroupMetadata> group;
  private final int windowRecords;
  private final LaneMaker maker;
  private final Map<TopicPartition, Arrival> arrivals = new HashMap<>();

  /** Begins to serve a partition. */
  @FunctionalInterface
  interface LaneMaker {
    /** Makes and keeps the lane of a partition that was opened. */
    PartitionLane make(TopicPartition partition, Progress before, Opened opened);
  }

  /**
   * None yet.
   *
   * @param group metadata of the consumer, as of now; asked by any thread
   * @param windowRecords most records of a partition that any owner has begun and not ended
   */
  Arrivals(
      Consumer<byte[], byte[]> consumer,
      Writers writers,
      Supplier<ConsumerGroupMetadata> group,
      int windowRecords,
      LaneMaker maker) {
    this.consumer = consumer;
    this.writers = writers;
    this.group = group;
    this.windowRecords = windowRecords;
    this.maker = maker;
  }

  boolean isEmpty() {
    return arrivals.isEmpty();
  }

  /** A partition has become ours. */
  void add(TopicPartition partition) {
    consumer.pause(List.of(partition));
    arrivals.put(partition, new Arrival(partition, Duration.ZERO));
  }

  /** Pauses all again, after a rebalance forgot it. */
  void pauseAgain() {
    consumer.pause(arrivals.keySet());
  }

  /** Partitions have gone again. */
  void stop(Collection<TopicPartition> partitions) {
    for (var partition : partitions) {
      var arrival = arrivals.remove(partition);
      if (arrival != null) {
        arrival.stop();
      }
    }
  }

  void stopAll() {
    stop(List.copyOf(arrivals.keySet()));
  }

  /** Begins to serve the partitions that can be. */
  void admit() {
    for (var arrival : List.copyOf(arrivals.values())) {
      if (!arrival.opened.isDone()) {
        continue;
      }
      var partition = arrival.partition;
      if (arrival.opened.isCompletedExceptionally()) {
        log.warn(
            "event=partition-delayed partition={} reason={}",
            partition,
            arrival.opened.exceptionNow().toString());
        arrivals.put(partition, new Arrival(partition, OPEN_AGAIN));
        continue;
      }
      try {
        serve(arrival);
      } catch (RetriableException
          | WakeupException
          | RebalanceInProgressException
          | CommitFailedException e) {
        log.warn("event=partition-delayed partition={} reason={}", partition, e.toString());
      }
    }
  }

  private void serve(Arrival arrival) {
    var partition = arrival.partition;
    // Only now: a former owner that is fenced can't commit any more.
    var stored = consumer.committed(Set.of(partition), LIMIT).get(partition);
    if (stored != null) {
      consumer.seek(partition, stored);
    }
    var before = open(partition, before(consumer.position(partition, LIMIT), stored));
    var lane = maker.make(partition, before, arrival.opened.join());
    arrivals.remove(partition);
    arrival.lane.complete(lane);
    consumer.resume(List.of(partition));
  }

  /**
   * Says in the group that we are at work, before anything is begun. Where a former owner had said
   * so and not that it ended, it was lost, perhaps by what it had just begun and no commit tells
   * of: all that it may have begun is suspect.
   */
  private Progress open(TopicPartition partition, Progress before) {
    var progress = before;
    if (before.open()) {
      long end = consumer.endOffsets(List.of(partition), LIMIT).getOrDefault(partition, 0L);
      progress = before.begunUpTo(Math.min(end, before.committed() + 2L * windowRecords));
    }
    consumer.commitSync(Map.of(partition, Commits.of(progress.opened())), LIMIT);
    return progress;
  }

  /** What the last commit says of a partition, if reading really starts there. */
  private static Progress before(long position, @Nullable OffsetAndMetadata stored) {
    return stored == null || stored.offset() != position
        ? Progress.none(position)
        : ProgressCodec.decode(position, stored.metadata());
  }

  /** A partition on its way to a lane. */
  private final class Arrival {
    private final TopicPartition partition;
    private final CompletableFuture<Opened> opened = new CompletableFuture<>();
    private final CompletableFuture<PartitionLane> lane = new CompletableFuture<>();
    private volatile boolean stopped;

    Arrival(TopicPartition partition, Duration delay) {
      this.partition = partition;
      Thread.ofVirtual().name("skyvane-arrive-" + partition).start(() -> open(delay));
    }

    private void open(Duration delay) {
      try {
        Thread.sleep(delay);
        opened.complete(writers.open(partition, this::progress, group, () -> stopped));
      } catch (RuntimeException | InterruptedException e) {
        opened.completeExceptionally(e);
      }
      if (stopped) {
        opened.thenAccept(Opened::close);
      }
    }

    private CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> progress(long[] offsets) {
      return lane.thenCompose(serving -> serving.progressWith(offsets))
          .thenApply(progress -> Map.of(partition, Commits.of(progress)));
    }

    void stop() {
      stopped = true;
      opened.thenAccept(Opened::close);
    }
  }
}
