package dev.skyvane.standalone.deadletter;

import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.standalone.cluster.ClusterAddress;
import dev.skyvane.standalone.cluster.TopicLog;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * The records that dead letters were made of: out of the dead letter, or where that was cut, read
 * from the source topic again.
 */
public final class Sources implements AutoCloseable {
  private final ClusterAddress address;
  private final Map<String, TopicLog> logs = new HashMap<>();

  /** The sources in a cluster. */
  public Sources(ClusterAddress address) {
    this.address = address;
  }

  /** What was found. */
  public sealed interface Source {}

  /**
   * The record as it was, addressed to where it came from.
   *
   * @param readAgain whether it was read from its topic
   */
  public record Whole(ProducerRecord<byte[], byte[]> record, boolean readAgain) implements Source {}

  /** It can't be had. */
  public record Gone(String why) implements Source {}

  /** How many partitions a topic has; 0 if there is no such topic. */
  int partitions(String topic) {
    return topic.isEmpty() ? 0 : log(topic).partitions();
  }

  /** The record that a dead letter was made of. */
  public Source of(DeadLetter letter) {
    var coordinate = Places.parse(letter.getCoordinate());
    if (!letter.getReduced()) {
      var headers = new RecordHeaders();
      letter.getHeaders().forEach(each -> headers.add(each.getName(), bytes(each.getValue())));
      return new Whole(
          new ProducerRecord<>(
              coordinate.topic(),
              coordinate.partition() < 0 ? null : coordinate.partition(),
              bytes(letter.getKey()),
              bytes(letter.getValue()),
              headers),
          false);
    }
    var found =
        coordinate.topic().isEmpty()
            ? null
            : log(coordinate.topic()).at(coordinate.partition(), coordinate.offset()).orElse(null);
    if (found == null) {
      return new Gone(
          "its value is cut to the first bytes, and the source record "
              + letter.getCoordinate()
              + " exists no more; publish it anew from where it came");
    }
    if (!sameValue(found, letter)) {
      return new Gone(
          "its value is cut to the first bytes, and what stands at "
              + letter.getCoordinate()
              + " now is another record: its SHA-256 is not "
              + letter.getValueSha256());
    }
    return new Whole(
        new ProducerRecord<>(
            found.topic(), found.partition(), found.key(), found.value(), found.headers()),
        true);
  }

  private TopicLog log(String topic) {
    return logs.computeIfAbsent(topic, name -> TopicLog.singly(address, name));
  }

  private static boolean sameValue(ConsumerRecord<byte[], byte[]> found, DeadLetter letter) {
    return Objects.equals(
        found.value() == null ? null : sha256(found.value()), letter.getValueSha256());
  }

  private static String sha256(byte[] value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    var bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  @Override
  public void close() {
    logs.values().forEach(TopicLog::close);
  }
}
