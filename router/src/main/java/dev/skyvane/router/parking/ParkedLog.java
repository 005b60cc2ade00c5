package dev.skyvane.router.parking;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what is parked of a partition, from the beginning to the end. Thread-safe; waits for the
 * brokers and, where it must, for the registry.
 */
public final class ParkedLog {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Logger log = LoggerFactory.getLogger(ParkedLog.class);

  private static final long ASK_SECONDS = 30;

  private final Admin admin;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final ParkedCodec codec;

  /**
   * A log.
   *
   * @param admin asked for ends; owned by others
   * @param consumers makes one that reads committed records, without a group
   */
  public ParkedLog(Admin admin, Supplier<Consumer<byte[], byte[]>> consumers, ParkedCodec codec) {
    this.admin = admin;
    this.consumers = consumers;
    this.codec = codec;
  }

  /**
   * The states of a partition as whoever restores them has to take them, by the offsets of their
   * source records. To be called after the partition's former writers were fenced: only then is the
   * end known.
   *
   * @param stopped says when nobody wants the answer any more; it may then be anything
   */
  public TreeMap<Long, Parked> read(TopicPartition source, BooleanSupplier stopped)
      throws InterruptedException {
    var states = new TreeMap<Long, Parked>();
    var shared = new SharedParts();
    try (var consumer = consumers.get()) {
      var home = codec.home(source);
      consumer.assign(List.of(home));
      // Up to the high watermark, not the last stable offset: another partition's open transaction
      // must not hide what was committed behind it.
      long end = highWatermark(home);
      consumer.seekToBeginning(List.of(home));
      var prefix = source.topic() + "-" + source.partition() + "@";
      while (consumer.position(home) < end && !stopped.getAsBoolean()) {
        for (var record : consumer.poll(POLL)) {
          var key = new String(record.key(), UTF_8);
          if (key.startsWith(prefix)) {
            long offset = Long.parseLong(key, prefix.length(), key.length(), 10);
            if (record.value() == null) {
              states.remove(offset);
            } else {
              // At once: a million of them as bytes and as states would be too much for a heap.
              var state = decoded(record.value(), stopped);
              state.ifPresent(known -> states.put(offset, shared.of(known)));
            }
          }
        }
      }
    }
    return states;
  }

  private long highWatermark(TopicPartition partition) throws InterruptedException {
    try {
      return admin
          .listOffsets(Map.of(partition, OffsetSpec.latest()))
          .partitionResult(partition)
          .get(ASK_SECONDS, TimeUnit.SECONDS)
          .offset();
    } catch (ExecutionException | TimeoutException e) {
      throw new KafkaException("the end of " + partition + " can't be asked for", e);
    }
  }

  /** The state in a value; empty where nobody wants it any more. */
  private Optional<Parked> decoded(byte[] value, BooleanSupplier stopped)
      throws InterruptedException {
    while (!stopped.getAsBoolean()) {
      try {
        return Optional.of(restored(codec, value));
      } catch (RegistryUnavailableException e) {
        log.warn("event=registry-down what=parked reason={}", e.getMessage());
        Thread.sleep(POLL);
      }
    }
    return Optional.empty();
  }

  /** A state as whoever restores it has to take it. */
  public static Parked restored(ParkedCodec codec, byte[] value) {
    return codec.parked(value).restored();
  }
}
