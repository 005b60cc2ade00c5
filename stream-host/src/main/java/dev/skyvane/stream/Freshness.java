package dev.skyvane.stream;

import dev.skyvane.stream.input.Progress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows how old what is here may be. Four times a second it notes the time and asks where the input
 * ends; once the stream has processed up to there, all that had happened at that time is in the
 * tables. For copies Kafka's own lag says the same of the store that they copy. A bound is thus
 * never too small, and at most some 250 ms too large while the stream keeps up. Thread-safe; asks
 * on a thread of its own.
 */
final class Freshness implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Freshness.class);
  private static final Duration PERIOD = Duration.ofMillis(250);
  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final KafkaStreams streams;
  private final Admin admin;
  private final String group;
  private final long commitInterval;
  private final Progress progress;
  private final Map<String, String> subtopologies;
  private final Map<TopicPartition, Input> inputs = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private volatile Map<String, Set<TopicPartition>> tasks = Map.of();
  private final Copies copies;

  /** Where an input ended at a time, what was committed, and since when all is processed. */
  private record Input(long askedAt, long end, long committed, Optional<Long> completeAt) {}

  /**
   * @param admin owned and closed by this
   * @param copies owned and closed by this
   */
  Freshness(
      KafkaStreams streams,
      Admin admin,
      Copies copies,
      HostConfig config,
      Topology topology,
      Progress progress) {
    this.streams = streams;
    this.copies = copies;
    this.admin = admin;
    this.group = config.getString(HostConfig.APPLICATION_ID);
    this.commitInterval = config.commitIntervalMs();
    this.progress = progress;
    this.subtopologies = subtopologies(topology);
    this.thread = Thread.ofPlatform().daemon().name("freshness").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  private static Map<String, String> subtopologies(Topology topology) {
    var found = new HashMap<String, String>();
    for (var part : topology.describe().subtopologies()) {
      for (var node : part.nodes()) {
        if (node instanceof TopologyDescription.Processor processor) {
          processor.stores().forEach(store -> found.put(store, Integer.toString(part.id())));
        }
      }
    }
    return found;
  }

  private String task(String store, int partition) {
    return subtopologies.get(store) + "_" + partition;
  }

  /** Whether the partition is this instance's to process, restored or not. */
  boolean active(String store, int partition) {
    return tasks.containsKey(task(store, partition));
  }

  /** How old the answer of an active store may be, in ms; empty: not known. */
  OptionalLong ageOfActive(String store, int partition) {
    var sources = tasks.get(task(store, partition));
    if (sources == null || sources.isEmpty()) {
      return OptionalLong.empty();
    }
    long oldest = System.nanoTime();
    for (var source : sources) {
      var input = inputs.get(source);
      var at = input == null ? Optional.<Long>empty() : completeAt(source, input);
      if (at.isEmpty()) {
        return OptionalLong.empty();
      }
      oldest = Math.min(oldest, at.get());
    }
    return OptionalLong.of(millisSince(oldest));
  }

  /**
   * How old a copy may be, in ms, against the store that it copies; empty: not known. A change may
   * wait in its store's cache for the next commit.
   */
  OptionalLong ageOfCopy(String store, int partition) {
    var at = copies.wholeAt(store, partition);
    return at.isEmpty()
        ? OptionalLong.empty()
        : OptionalLong.of(millisSince(at.get()) + commitInterval);
  }

  /** Changes that a copy lacks; empty: not known. */
  OptionalLong lag(String store, int partition) {
    return copies.lag(store, partition);
  }

  /** The same of all copies here, by store and partition. */
  Map<String, Long> lags() {
    return copies.lags();
  }

  /** Input that is not processed yet, in records, by partition. */
  Map<TopicPartition, Long> inputLag() {
    return inputs.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                each ->
                    Math.max(0, each.getValue().end() - position(each.getKey(), each.getValue()))));
  }

  private static long millisSince(long nanos) {
    return Math.max(0, (System.nanoTime() - nanos + 999_999) / 1_000_000);
  }

  private long position(TopicPartition source, Input input) {
    return Math.max(progress.next(source), input.committed());
  }

  private Optional<Long> completeAt(TopicPartition source, Input input) {
    return position(source, input) >= input.end()
        ? Optional.of(input.askedAt())
        : input.completeAt();
  }

  private void run() {
    try {
      while (!closing.await(PERIOD.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          look();
        } catch (ExecutionException | RuntimeException | TimeoutException e) {
          log.debug("event=freshness-unknown reason={}", e.toString());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() throws ExecutionException, InterruptedException, TimeoutException {
    if (streams.state() != KafkaStreams.State.RUNNING
        && streams.state() != KafkaStreams.State.REBALANCING) {
      return;
    }
    lookAtTasks();
    copies.look(System.nanoTime(), streams.allLocalStorePartitionLags());
    lookAtInputs();
  }

  private void lookAtTasks() {
    var now = new HashMap<String, Set<TopicPartition>>();
    for (var thread : streams.metadataForLocalThreads()) {
      thread
          .activeTasks()
          .forEach(task -> now.put(task.taskId().toString(), task.topicPartitions()));
    }
    tasks = Map.copyOf(now);
  }

  private void lookAtInputs() throws ExecutionException, InterruptedException, TimeoutException {
    var wanted = new HashSet<TopicPartition>();
    tasks.values().forEach(wanted::addAll);
    inputs.keySet().retainAll(wanted);
    if (wanted.isEmpty()) {
      return;
    }
    long at = System.nanoTime();
    var ends =
        admin
            .listOffsets(
                wanted.stream().collect(Collectors.toMap(each -> each, any -> OffsetSpec.latest())),
                new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
            .all()
            .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    var committed =
        admin
            .listConsumerGroupOffsets(group)
            .partitionsToOffsetAndMetadata()
            .get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    for (var source : wanted) {
      var end = ends.get(source);
      if (end == null) {
        continue;
      }
      var offset = committed.get(source);
      var before = inputs.get(source);
      var complete = before == null ? Optional.<Long>empty() : completeAt(source, before);
      inputs.put(
          source, new Input(at, end.offset(), offset == null ? 0 : offset.offset(), complete));
    }
  }

  @Override
  public void close() {
    closing.countDown();
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
      copies.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    admin.close(Duration.ofSeconds(1));
  }
}
