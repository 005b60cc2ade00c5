package dev.skyvane.router.intake;

import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.ParkedCodec;
import dev.skyvane.router.parking.ParkedLog;
import dev.skyvane.router.reply.Outbox;
import dev.skyvane.router.reply.Terminals;
import dev.skyvane.router.reply.TransactionLane;
import dev.skyvane.router.request.Coordinate;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Opens a transactional producer for each assignment of a partition, with an id of the partition's,
 * so that its next owner fences it (DELIVERY 10). Terminal records go with it where exactly one is
 * promised; else through an outbox that all partitions share.
 *
 * @param producers makes a transactional producer for a partition
 * @param shared outbox of terminal records, or null where they go with the partition's transactions
 */
public record PartitionWriters(
    Function<TopicPartition, Producer<byte[], byte[]>> producers,
    Terminals terminals,
    @Nullable Outbox shared,
    ParkedLog log,
    ParkedCodec codec)
    implements Writers {

  @Override
  public Opened open(
      TopicPartition partition,
      TransactionLane.Progress progress,
      Supplier<ConsumerGroupMetadata> group,
      BooleanSupplier stopped)
      throws InterruptedException {
    var lane =
        new TransactionLane(
            partition.toString(),
            producers.apply(partition),
            new TransactionLane.Companions(
                offset ->
                    codec.tombstone(
                        new Coordinate(partition.topic(), partition.partition(), offset)),
                shared == null ? progress : null,
                group));
    var parked = new AtomicReference<SortedMap<Long, Parked>>();
    try {
      parked.set(log.read(partition, stopped));
    } catch (RuntimeException | InterruptedException e) {
      lane.close();
      throw e;
    }
    var writing =
        new Writing(terminals.through(shared == null ? lane : shared), lane, shared == null);
    return new Opened() {
      @Override
      public Writing writing() {
        return writing;
      }

      @Override
      public SortedMap<Long, Parked> parked() {
        // Who restores them has entries of their own; held here, they would be there twice.
        return parked.getAndSet(Collections.emptySortedMap());
      }

      @Override
      public Optional<Exception> broken() {
        return Optional.ofNullable(lane.broken());
      }

      @Override
      public void close() {
        lane.close();
      }
    };
  }
}
