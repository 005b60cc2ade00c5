package dev.skyvane.router.intake;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Stops fetching for partitions that have enough, while the consumer goes on polling. Used by the
 * consumer thread, unless a method says otherwise.
 */
final class BackPressure {
  /** Part of a limit at which paused partitions go on, so that they don't flutter. */
  private static final double RESUME_BELOW = 0.75;

  private final Consumer<byte[], byte[]> consumer;
  private final Lanes lanes;
  private final AtomicLong heldBytes;
  private final Intake.Bounds bounds;
  private final Set<TopicPartition> paused = new HashSet<>();
  private final Set<String> toResume = ConcurrentHashMap.newKeySet();

  /**
   * Nothing is paused.
   *
   * @param heldBytes over all partitions
   */
  BackPressure(
      Consumer<byte[], byte[]> consumer, Lanes lanes, AtomicLong heldBytes, Intake.Bounds bounds) {
    this.consumer = consumer;
    this.lanes = lanes;
    this.heldBytes = heldBytes;
    this.bounds = bounds;
  }

  /** Pauses those that have enough, and resumes those that have room again. */
  void adjust() {
    long held = heldBytes.get();
    for (var entry : lanes.all().entrySet()) {
      var partition = entry.getKey();
      var lane = entry.getValue();
      int span = lane.span();
      // A partition whose window is nearly empty always goes on: its oldest may be what frees
      // bytes.
      boolean crowded = (held >= bounds.heldBytes() && span > 0) || lane.parkedFull();
      if (span >= bounds.windowRecords() || crowded) {
        if (paused.add(partition)) {
          consumer.pause(List.of(partition));
        }
      } else if (paused.contains(partition)
          && !lane.parkedFull()
          && span <= bounds.windowRecords() * RESUME_BELOW
          && (held <= bounds.heldBytes() * RESUME_BELOW || span == 0)) {
        paused.remove(partition);
        consumer.resume(List.of(partition));
      }
    }
  }

  /** Pauses again what is, after a rebalance forgot it. */
  void pauseAgain() {
    consumer.pause(paused);
  }

  /** Has a partition fetched for again should that have been left paused; any thread. */
  void heal(String partition) {
    toResume.add(partition);
  }

  /** Resumes what {@link #heal} asked for. */
  void healAsked() {
    for (var partition : lanes.partitions()) {
      if (toResume.remove(partition.toString()) && !paused.contains(partition)) {
        consumer.resume(List.of(partition));
      }
    }
  }

  void forget(Collection<TopicPartition> partitions) {
    paused.removeAll(partitions);
  }
}
