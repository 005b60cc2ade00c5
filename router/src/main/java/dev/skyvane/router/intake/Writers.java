package dev.skyvane.router.intake;

import dev.skyvane.router.reply.TransactionLane;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.TopicPartition;

/** Opens what assignments of partitions write through. Thread-safe. */
@FunctionalInterface
public interface Writers {

  /**
   * Fences whoever wrote for the partition before, and reads what is parked of it. Waits for the
   * brokers.
   *
   * @param progress what transactions commit with their records, where they do
   * @param group metadata of the consumer, as of now
   * @param stopped says when nobody wants the answer any more
   */
  Opened open(
      TopicPartition partition,
      TransactionLane.Progress progress,
      Supplier<ConsumerGroupMetadata> group,
      BooleanSupplier stopped)
      throws InterruptedException;
}
