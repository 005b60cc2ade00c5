package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.health.Pulse;
import dev.skyvane.router.intake.ProgressCodec.Progress;
import dev.skyvane.router.observe.RouterMeters;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that owns the consumer. */
public final class Intake implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  /** With a longer poll the client fetches again too late after an empty fetch. */
  private static final Duration POLL = Duration.ofMillis(50);

  /** Longest wait for a loop's answer when partitions go. */
  private static final long LOOP_ANSWER_SECONDS = 2;

  /** Longest wait for a rebalance that refuses the last commit. */
  private static final Duration LEAVE_LIMIT = Duration.ofSeconds(5);

  /** Time before a partition is opened again that could not be, and between looks at such. */
  private static final Duration OPEN_AGAIN = Duration.ofSeconds(1);

  /** Longest wait for the brokers' word on an offset. */
  private static final Duration OFFSET_LIMIT = Duration.ofSeconds(5);

  /** Time before a commit is tried again that a rebalance refused. */
  private static final Duration REFUSED_AGAIN = Duration.ofMillis(50);

  /** Part of the byte limit at which paused partitions go on, so that they don't flutter. */
  private static final double RESUME_BELOW = 0.75;

  /**
   * Bounds of the intake.
   *
   * @param windowRecords most records of a partition between oldest unfinished and newest read
   * @param heldBytes most bytes held over all partitions
   * @param commitInterval time between commits
   * @param drain longest wait for what is in flight when partitions go
   */
  public record Bounds(
      int windowRecords, long heldBytes, Duration commitInterval, Duration drain) {}

  private final Consumer<byte[], byte[]> consumer;
  private final List<String> topics;
  private final List<Loop> loops;
  private final IntakeMeans means;
  private final Writers writers;
  private final RouterMeters meters;
  private final Bounds bounds;
  private final Map<TopicPartition, PartitionLane> lanes = new HashMap<>();

  /** Partitions that are ours and can't be served yet; none has a lane. */
  private final Map<TopicPartition, Arrival> arrivals = new HashMap<>();

  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Map<TopicPartition, CompletableFuture<Progress>> asked = new HashMap<>();
  private final Set<TopicPartition> paused = new HashSet<>();
  private final Set<String> toResume = ConcurrentHashMap.newKeySet();
  private volatile List<PartitionLane> serving = List.of();
  private final CompletableFuture<Void> assigned = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Duration poll;
  private final Thread thread;
  private long nextCommit = System.nanoTime();
  private long nextMending = System.nanoTime();
  private volatile ConsumerGroupMetadata group;
  private boolean started;
  private volatile boolean closing;

  /**
   * Starts reading.
   *
   * @param consumer with automatic commits off; owned and closed by this intake
   * @param loops that serve partitions
   * @param writers opens what partitions write through
   */
  public Intake(
      Consumer<byte[], byte[]> consumer,
      List<String> topics,
      List<Loop> loops,
      IntakeMeans means,
      Writers writers,
      RouterMeters meters,
      Bounds bounds) {
    this.consumer = consumer;
    this.topics = topics;
    this.loops = loops;
    this.means = means;
    this.writers = writers;
    this.meters = meters;
    this.bounds = bounds;
    this.group = consumer.groupMetadata();
    this.poll = POLL.compareTo(bounds.commitInterval()) < 0 ? POLL : bounds.commitInterval();
    this.thread = Thread.ofPlatform().name("skyvane-intake").start(this::run);
  }

  /** Completes when partitions were assigned for the first time. */
  public CompletableFuture<Void> assigned() {
    return assigned.copy();
  }

  /** Completes when reading ends: in good order on close, else with what ended it. */
  public CompletableFuture<Void> ended() {
    return ended.copy();
  }

  /** How the partitions get on that are served as of now; any thread. */
  public List<Pulse> pulses() {
    return serving.stream().map(PartitionLane::pulse).toList();
  }

  /** Fetches again for a partition that stands still, should its fetching have been left paused. */
  public void heal(String partition) {
    toResume.add(partition);
  }

  private void run() {
    try {
      consumer.subscribe(topics, new Rebalance());
      while (!closing) {
        try {
          distribute();
        } catch (WakeupException e) {
          continue;
        } catch (RetriableException e) {
          log.warn("event=poll-failed reason={}", e.toString());
          continue;
        }
        group = consumer.groupMetadata();
        admit();
        pauseAndResume();
        commitWhenDue();
        mend();
      }
      leave();
      ended.complete(null);
    } catch (RuntimeException e) {
      log.error("event=intake-stopped topics={}", topics, e);
      assigned.completeExceptionally(e);
      ended.completeExceptionally(e);
    } finally {
      consumer.close();
    }
  }

  private void distribute() {
    var records = consumer.poll(poll);
    if (records.isEmpty()) {
      return;
    }
    long polledNanos = System.nanoTime();
    meters.received(records.count());
    for (var partition : records.partitions()) {
      var lane = lanes.get(partition);
      if (lane != null) {
        lane.offer(records.records(partition), polledNanos);
      }
    }
  }

  private void pauseAndResume() {
    long held = meters.heldBytes().get();
    for (var entry : lanes.entrySet()) {
      var partition = entry.getKey();
      int span = entry.getValue().span();
      // A partition whose window is nearly empty always goes on: its oldest may be what frees
      // bytes.
      boolean crowded = (held >= bounds.heldBytes() && span > 0) || entry.getValue().parkedFull();
      if (span >= bounds.windowRecords() || crowded) {
        if (paused.add(partition)) {
          consumer.pause(List.of(partition));
        }
      } else if (paused.contains(partition)
          && !entry.getValue().parkedFull()
          && span <= bounds.windowRecords() * RESUME_BELOW
          && (held <= bounds.heldBytes() * RESUME_BELOW || span == 0)) {
        paused.remove(partition);
        consumer.resume(List.of(partition));
      }
    }
  }

  /** Asks the loops for their progress when a commit is due, and commits what they answered. */
  private void commitWhenDue() {
    if (asked.isEmpty()) {
      if (System.nanoTime() - nextCommit >= 0) {
        nextCommit = System.nanoTime() + bounds.commitInterval().toNanos();
        lanes.forEach(
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
          var offset = commit(answer.join());
          if (lanes.containsKey(partition) && !offset.equals(committed.get(partition))) {
            due.put(partition, offset);
          }
        });
    return due;
  }

  /** Commits what the lanes have done by now; says whether a rebalance under way refused that. */
  private boolean commitLast(Collection<TopicPartition> partitions) {
    // A commit without an answer yet may fail; where partitions go nothing would repeat it.
    committed.keySet().removeAll(partitions);
    var answers = new HashMap<TopicPartition, CompletableFuture<Progress>>();
    for (var partition : partitions) {
      if (!lane(partition).commitsItself()) {
        answers.put(partition, lane(partition).progress());
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

  private void release(Collection<TopicPartition> partitions, boolean stillOwned) {
    for (var partition : partitions) {
      var arrival = arrivals.remove(partition);
      if (arrival != null) {
        arrival.stop();
      }
    }
    var going = partitions.stream().filter(lanes::containsKey).toList();
    if (stillOwned) {
      drain(going);
      long until = System.nanoTime() + LEAVE_LIMIT.toNanos();
      // The brokers refuse commits for a moment while others join or leave.
      while (commitLast(going)) {
        if (System.nanoTime() - until >= 0) {
          log.warn("event=commit-failed reason=rebalance partitions={}", going);
          break;
        }
        LockSupport.parkNanos(REFUSED_AGAIN.toNanos());
      }
    } else {
      going.forEach(partition -> lane(partition).retire());
    }
    forget(going);
  }

  /**
   * Drains and commits everything before the group is left. While a rebalance is under way commits
   * are refused, and only polling ends it: without that the next owners would run again what was
   * answered meanwhile.
   */
  private void leave() {
    arrivals.values().forEach(Arrival::stop);
    arrivals.clear();
    drain(List.copyOf(lanes.keySet()));
    long until = System.nanoTime() + LEAVE_LIMIT.toNanos();
    while (commitLast(List.copyOf(lanes.keySet()))) {
      if (System.nanoTime() - until >= 0) {
        log.warn("event=commit-failed reason=rebalance partitions={}", lanes.keySet());
        break;
      }
      consumer.pause(consumer.assignment());
      try {
        consumer.poll(poll);
      } catch (WakeupException | RetriableException e) {
        // Woken by the call that ends polling, or refused by brokers: the time is bounded anyway.
        log.debug("event=poll-failed reason={}", e.toString());
      }
    }
    forget(List.copyOf(lanes.keySet()));
  }

  private void drain(Collection<TopicPartition> going) {
    going.forEach(partition -> lane(partition).retire());
    long until = System.nanoTime() + bounds.drain().toNanos();
    try {
      for (var partition : going) {
        var left = Duration.ofNanos(Math.max(0, until - System.nanoTime()));
        if (!lane(partition).awaitIdle(left)) {
          log.warn("event=drain-incomplete partition={}", partition);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void forget(Collection<TopicPartition> going) {
    asked.keySet().removeAll(going);
    for (var partition : going) {
      lane(partition).discard();
      lanes.remove(partition);
      committed.remove(partition);
      paused.remove(partition);
    }
    serving = List.copyOf(lanes.values());
  }

  private PartitionLane lane(TopicPartition partition) {
    var lane = lanes.get(partition);
    if (lane == null) {
      throw new IllegalStateException("no lane for " + partition);
    }
    return lane;
  }

  /** What the last commit says of a partition, if reading really starts there. */
  private static Progress before(long position, @Nullable OffsetAndMetadata stored) {
    return stored == null || stored.offset() != position
        ? Progress.none(position)
        : ProgressCodec.decode(position, stored.metadata());
  }

  /** A partition on its way to a lane: its former writers are fenced, and the parked are read. */
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
        opened.complete(writers.open(partition, this::progress, () -> group, () -> stopped));
      } catch (RuntimeException | InterruptedException e) {
        opened.completeExceptionally(e);
      }
      if (stopped) {
        opened.thenAccept(Opened::close);
      }
    }

    private CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> progress(long[] offsets) {
      return lane.thenCompose(serving -> serving.progressWith(offsets))
          .thenApply(progress -> Map.of(partition, commit(progress)));
    }

    void stop() {
      stopped = true;
      opened.thenAccept(Opened::close);
    }
  }

  private static OffsetAndMetadata commit(Progress progress) {
    return new OffsetAndMetadata(progress.committed(), ProgressCodec.encode(progress));
  }

  /** Begins to serve the partitions that can be. */
  private void admit() {
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
        // Only now: a former owner that is fenced can't commit any more.
        var stored = consumer.committed(Set.of(partition), OFFSET_LIMIT).get(partition);
        if (stored != null) {
          consumer.seek(partition, stored);
        }
        var before = before(consumer.position(partition, OFFSET_LIMIT), stored);
        var loop = loops.get(Math.floorMod(partition.hashCode(), loops.size()));
        var lane =
            new PartitionLane(
                partition, before, means, arrival.opened.join(), meters, loop, bounds);
        arrivals.remove(partition);
        arrival.lane.complete(lane);
        lanes.put(partition, lane);
        serving = List.copyOf(lanes.values());
        consumer.resume(List.of(partition));
      } catch (RetriableException | WakeupException e) {
        log.warn("event=partition-delayed partition={} reason={}", partition, e.toString());
      }
    }
    if (started && arrivals.isEmpty()) {
      assigned.complete(null);
    }
  }

  private void arrive(TopicPartition partition, Duration delay) {
    consumer.pause(List.of(partition));
    arrivals.put(partition, new Arrival(partition, delay));
  }

  /** Opens partitions anew whose writing has ended, if they are still ours. */
  private void mend() {
    if (System.nanoTime() - nextMending < 0) {
      return;
    }
    nextMending = System.nanoTime() + OPEN_AGAIN.toNanos();
    for (var partition : List.copyOf(lanes.keySet())) {
      if (toResume.remove(partition.toString()) && !paused.contains(partition)) {
        consumer.resume(List.of(partition));
      }
    }
    for (var partition : List.copyOf(lanes.keySet())) {
      if (lane(partition).broken().isPresent() && owns(partition)) {
        log.warn("event=partition-reopened partition={}", partition);
        lane(partition).retire();
        forget(List.of(partition));
        arrive(partition, Duration.ZERO);
      }
    }
  }

  /**
   * Whether the group agrees that a partition is ours, by a commit that changes nothing: a writer
   * that was fenced by the partition's next owner must not fence that one in turn.
   */
  private boolean owns(TopicPartition partition) {
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

  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (closing) {
        // They come by a last rebalance, and go on to others unread.
        return;
      }
      partitions.forEach(partition -> arrive(partition, Duration.ZERO));
      // A rebalance forgets what was paused.
      consumer.pause(paused);
      consumer.pause(arrivals.keySet());
      started = true;
      log.info("event=partitions-assigned partitions={}", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      log.info("event=partitions-revoked partitions={}", partitions);
      release(partitions, true);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      log.warn("event=partitions-lost partitions={}", partitions);
      release(partitions, false);
    }
  }

  /** Stops reading, gives what is in flight a bounded time, commits, and leaves the group. */
  @Override
  public void close() {
    closing = true;
    consumer.wakeup();
    try {
      thread.join(bounds.drain().plusSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
