package dev.skyvane.router.intake;

import dev.skyvane.router.health.Pulse;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions that are served as of now. Used by the consumer thread, unless a method says
 * otherwise.
 */
final class Lanes {
  private final Map<TopicPartition, PartitionLane> lanes = new HashMap<>();
  private volatile List<PartitionLane> serving = List.of();

  void add(TopicPartition partition, PartitionLane lane) {
    lanes.put(partition, lane);
    serving = List.copyOf(lanes.values());
  }

  void remove(Collection<TopicPartition> partitions) {
    lanes.keySet().removeAll(partitions);
    serving = List.copyOf(lanes.values());
  }

  /** All, as they are now and go on to be. */
  Map<TopicPartition, PartitionLane> all() {
    return lanes;
  }

  /** The partitions, as they are now. */
  List<TopicPartition> partitions() {
    return List.copyOf(lanes.keySet());
  }

  boolean serves(TopicPartition partition) {
    return lanes.containsKey(partition);
  }

  Optional<PartitionLane> find(TopicPartition partition) {
    return Optional.ofNullable(lanes.get(partition));
  }

  /** The lane of a partition that is served. */
  PartitionLane of(TopicPartition partition) {
    var lane = lanes.get(partition);
    if (lane == null) {
      throw new IllegalStateException("no lane for " + partition);
    }
    return lane;
  }

  /** How they get on; any thread. */
  List<Pulse> pulses() {
    return serving.stream().map(PartitionLane::pulse).toList();
  }
}
