package dev.skyvane.router.intake;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the serving of partitions. Used by the consumer thread. */
final class Departures {
  private static final Logger log = LoggerFactory.getLogger(Departures.class);

  /** Longest wait for a rebalance that refuses the last commit. */
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Time before a commit is tried again that a rebalance refused. */
  private static final Duration REFUSED_AGAIN = Duration.ofMillis(50);

  private static final Duration STEP = Duration.ofMillis(100);

  private final Consumer<byte[], byte[]> consumer;
  private final Lanes lanes;
  private final Commits commits;
  private final BackPressure backPressure;
  private final Tenure tenure;
  private final Duration drain;

  /**
   * Nothing ends yet.
   *
   * @param drain longest wait for what is in flight
   */
  Departures(
      Consumer<byte[], byte[]> consumer,
      Lanes lanes,
      Commits commits,
      BackPressure backPressure,
      Tenure tenure,
      Duration drain) {
    this.consumer = consumer;
    this.lanes = lanes;
    this.commits = commits;
    this.backPressure = backPressure;
    this.tenure = tenure;
    this.drain = drain;
  }

  /** Drains and commits partitions that are still ours, within a rebalance. */
  void revoked(Collection<TopicPartition> partitions) {
    drain(partitions);
    // The brokers refuse commits for a moment while others join or leave.
    commit(partitions, () -> LockSupport.parkNanos(REFUSED_AGAIN.toNanos()));
    forget(partitions);
  }

  /** Drops partitions that are somebody else's already, or begin anew. */
  void drop(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> lanes.of(partition).retire());
    forget(partitions);
  }

  /**
   * Drains and commits everything before the group is left. While a rebalance is under way commits
   * are refused, and only polling ends it: without that the next owners would run again what was
   * answered meanwhile.
   *
   * @param poll time of one poll
   */
  void leave(Duration poll) {
    var all = lanes.partitions();
    drain(all);
    commit(all, () -> pollNothing(poll));
    forget(lanes.partitions());
  }

  private void pollNothing(Duration poll) {
    consumer.pause(consumer.assignment());
    try {
      consumer.poll(poll);
    } catch (WakeupException | RetriableException e) {
      // Woken by the call that ends polling, or refused by brokers: the time is bounded anyway.
      log.debug("event=poll-failed reason={}", e.toString());
    }
  }

  private void commit(Collection<TopicPartition> partitions, Runnable beforeAgain) {
    long until = System.nanoTime() + LIMIT.toNanos();
    while (commits.refusedLast(partitions.stream().filter(lanes::serves).toList())) {
      if (System.nanoTime() - until >= 0) {
        log.warn("event=commit-failed reason=rebalance partitions={}", partitions);
        break;
      }
      beforeAgain.run();
    }
  }

  private void drain(Collection<TopicPartition> partitions) {
    partitions.forEach(partition -> lanes.of(partition).retire());
    long until = System.nanoTime() + drain.toNanos();
    try {
      for (var partition : partitions) {
        if (!awaitIdle(lanes.of(partition), until)) {
          log.warn("event=drain-incomplete partition={}", partition);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits in steps, so that a router that drains is not taken for one that stood still. */
  private boolean awaitIdle(PartitionLane lane, long until) throws InterruptedException {
    long left;
    do {
      left = Math.max(0, until - System.nanoTime());
      tenure.tick();
      if (lane.awaitIdle(Duration.ofNanos(Math.min(left, STEP.toNanos())))) {
        return true;
      }
    } while (left > 0);
    return false;
  }

  private void forget(Collection<TopicPartition> partitions) {
    commits.forget(partitions);
    backPressure.forget(partitions);
    partitions.forEach(partition -> lanes.of(partition).discard());
    lanes.remove(partitions);
  }
}
