package dev.skyvane.router.parking;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads records again by their coordinates. Thread-safe; never waits. */
@FunctionalInterface
public interface Source {

  /** Asks for a record. */
  void read(TopicPartition partition, long offset, Answer answer);

  /** Told a record, or nothing where it is no longer there; on the reader's thread, once. */
  @FunctionalInterface
  interface Answer {
    /** Takes the record. */
    void found(Optional<ConsumerRecord<byte[], byte[]>> record);
  }
}
