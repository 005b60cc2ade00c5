package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.health.Pulse;
import dev.skyvane.router.intake.ProgressCodec.Progress;
import dev.skyvane.router.observe.RouterMeters;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that owns the consumer. */
public final class Intake implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Intake.class);

  /** With a longer poll the client fetches again too late after an empty fetch. */
  private static final Duration POLL = Duration.ofMillis(50);

  /** Time between looks at partitions that can't go on. */
  private static final Duration MEND = Duration.ofSeconds(1);

  /**
   * Bounds of the intake.
   *
   * @param windowRecords most records of a partition between oldest unfinished and newest read
   * @param heldBytes most bytes held over all partitions
   * @param commitInterval time between commits
   * @param drain longest wait for what is in flight when partitions go
   * @param session after which the group gives a silent member's partitions away
   */
  public record Bounds(
      int windowRecords,
      long heldBytes,
      Duration commitInterval,
      Duration drain,
      Duration session) {}

  private final Consumer<byte[], byte[]> consumer;
  private final List<String> topics;
  private final List<Loop> loops;
  private final IntakeMeans means;
  private final RouterMeters meters;
  private final Bounds bounds;
  private final Lanes lanes = new Lanes();
  private final Tenure tenure;
  private final Arrivals arrivals;
  private final BackPressure backPressure;
  private final Commits commits;
  private final Departures departures;
  private final CompletableFuture<Void> assigned = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final Duration poll;
  private final Thread thread;
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
    this.meters = meters;
    this.bounds = bounds;
    this.group = consumer.groupMetadata();
    this.tenure = new Tenure(System::nanoTime, bounds.session());
    this.arrivals =
        new Arrivals(consumer, writers, this::group, bounds.windowRecords(), this::serve);
    this.backPressure = new BackPressure(consumer, lanes, meters.heldBytes(), bounds);
    this.commits = new Commits(consumer, lanes, bounds.commitInterval());
    this.departures =
        new Departures(consumer, lanes, commits, backPressure, tenure, bounds.drain());
    this.poll = POLL.compareTo(bounds.commitInterval()) < 0 ? POLL : bounds.commitInterval();
    this.thread = Thread.ofPlatform().name("skyvane-intake").start(this::run);
  }

  private ConsumerGroupMetadata group() {
    return group;
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
    return lanes.pulses();
  }

  /** Fetches again for a partition that stands still, should its fetching have been left paused. */
  public void heal(String partition) {
    backPressure.heal(partition);
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
        confirmTenure();
        arrivals.admit();
        if (started && arrivals.isEmpty()) {
          assigned.complete(null);
        }
        backPressure.adjust();
        commits.whenDue();
        mend();
      }
      arrivals.stopAll();
      departures.leave(poll);
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
      var lane = lanes.find(partition);
      if (lane.isPresent()) {
        lane.get().offer(records.records(partition), polledNanos);
      }
    }
  }

  private void confirmTenure() {
    tenure.tick();
    if (!tenure.sure()) {
      var any = lanes.partitions().stream().findFirst();
      log.warn("event=stood-still partitions={}", lanes.partitions());
      if (any.isEmpty() || commits.owns(any.get())) {
        tenure.confirmed();
      }
    }
  }

  private PartitionLane serve(TopicPartition partition, Progress before, Opened opened) {
    var loop = loops.get(Math.floorMod(partition.hashCode(), loops.size()));
    var lane = new PartitionLane(partition, before, means, opened, meters, loop, tenure, bounds);
    lanes.add(partition, lane);
    return lane;
  }

  /** Opens partitions anew whose writing has ended, if they are still ours. */
  private void mend() {
    if (System.nanoTime() - nextMending < 0) {
      return;
    }
    nextMending = System.nanoTime() + MEND.toNanos();
    backPressure.healAsked();
    for (var partition : lanes.partitions()) {
      if (lanes.of(partition).broken().isPresent() && commits.owns(partition)) {
        log.warn("event=partition-reopened partition={}", partition);
        departures.drop(List.of(partition));
        arrivals.add(partition);
      }
    }
  }

  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      group = consumer.groupMetadata();
      if (closing) {
        // They come by a last rebalance, and go on to others unread.
        return;
      }
      partitions.forEach(arrivals::add);
      // A rebalance forgets what was paused.
      backPressure.pauseAgain();
      arrivals.pauseAgain();
      started = true;
      log.info("event=partitions-assigned partitions={}", partitions);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      // The last transactions are refused with the generation before.
      group = consumer.groupMetadata();
      log.info("event=partitions-revoked partitions={}", partitions);
      arrivals.stop(partitions);
      departures.revoked(partitions.stream().filter(lanes::serves).toList());
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      log.warn("event=partitions-lost partitions={}", partitions);
      arrivals.stop(partitions);
      departures.drop(partitions.stream().filter(lanes::serves).toList());
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
