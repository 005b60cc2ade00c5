package dev.skyvane.router.parking;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.router.request.Coordinate;
import dev.skyvane.schemas.record.ParkedInvocation;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Parked states as records of {@code skyvane.parked}. The key is the coordinate of the source
 * record (DELIVERY 8), the partition that of the invocation. Thread-safe.
 */
public final class ParkedCodec {
  private final String topic;
  private final int partitions;
  private final String router;
  private final Serializer<ParkedInvocation> serializer;
  private final Deserializer<ParkedInvocation> deserializer;

  /**
   * A codec.
   *
   * @param topic whole name
   * @param partitions of the topic
   * @param router id of this router, which holds what it parks
   */
  public ParkedCodec(
      String topic,
      int partitions,
      String router,
      Serializer<ParkedInvocation> serializer,
      Deserializer<ParkedInvocation> deserializer) {
    this.topic = topic;
    this.partitions = partitions;
    this.router = router;
    this.serializer = serializer;
    this.deserializer = deserializer;
  }

  /** The partition in which the invocations of a partition are parked. */
  public TopicPartition home(TopicPartition source) {
    return new TopicPartition(topic, source.partition() % partitions);
  }

  /** The record of a state; may wait for the registry. */
  public ProducerRecord<byte[], byte[]> record(Coordinate coordinate, Parked parked) {
    var state = new ParkedInvocation();
    state.setReason(parked.reason().code());
    state.setDueAt(Instant.ofEpochMilli(parked.dueAt()));
    state.setDeadline(Instant.ofEpochMilli(parked.deadline()));
    state.setAttempts(parked.attempts());
    state.setFailures(parked.failures());
    state.setCrashes(parked.crashes());
    state.setHolder(router);
    state.setTimeoutMs(parked.timeoutMs() == 0 ? null : parked.timeoutMs());
    state.setFunction(parked.function());
    state.setOrderingKeyHash(parked.keyHash());
    state.setTried(parked.tried());
    state.setRefused(parked.refused());
    var cost = parked.spent().listCostUsd();
    state.setListCostUsd(cost == null ? null : cost.toPlainString());
    state.setCarbonGrams(known(parked.spent().carbonGrams()));
    state.setFossilGbSeconds(known(parked.spent().fossilGbSeconds()));
    return record(coordinate, serializer.serialize(topic, state));
  }

  /** The record that ends an entry. */
  public ProducerRecord<byte[], byte[]> tombstone(Coordinate coordinate) {
    return record(coordinate, (byte[]) null);
  }

  private ProducerRecord<byte[], byte[]> record(Coordinate coordinate, byte @Nullable [] value) {
    return new ProducerRecord<>(
        topic, coordinate.partition() % partitions, coordinate.toString().getBytes(UTF_8), value);
  }

  /** The state in a record's value, as it was written; may wait for the registry. */
  Parked parked(byte[] value) {
    var state = deserializer.deserialize(topic, value);
    return new Parked(
        Reason.of(state.getReason()),
        state.getDueAt().toEpochMilli(),
        state.getDeadline().toEpochMilli(),
        state.getAttempts(),
        state.getFailures(),
        state.getCrashes(),
        state.getTimeoutMs() == null ? 0 : state.getTimeoutMs(),
        state.getFunction(),
        state.getOrderingKeyHash(),
        List.copyOf(state.getTried()),
        List.copyOf(state.getRefused()),
        new Spent(
            state.getListCostUsd() == null ? null : new BigDecimal(state.getListCostUsd()),
            state.getCarbonGrams() == null ? Double.NaN : state.getCarbonGrams(),
            state.getFossilGbSeconds() == null ? Double.NaN : state.getFossilGbSeconds()));
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
