package dev.skyvane.router.intake;

import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.request.Coordinate;
import org.apache.kafka.common.TopicPartition;

/**
 * One assignment of one partition, as those see it who work for it: with what they work, and
 * whether it lasts. Used by its loop alone.
 */
final class Assignment {
  final TopicPartition partition;
  final IntakeMeans means;
  final Writing writing;
  final Loop loop;
  final RouterMeters meters;
  final Tenure tenure;
  private boolean retired;

  Assignment(
      TopicPartition partition,
      IntakeMeans means,
      Writing writing,
      Loop loop,
      RouterMeters meters,
      Tenure tenure) {
    this.partition = partition;
    this.means = means;
    this.writing = writing;
    this.loop = loop;
    this.meters = meters;
    this.tenure = tenure;
  }

  /** Whether nothing more may begin. */
  boolean retired() {
    return retired;
  }

  void retire() {
    retired = true;
  }

  /** The name of the record at an offset. */
  Coordinate coordinate(long offset) {
    return new Coordinate(partition.topic(), partition.partition(), offset);
  }
}
