package dev.skyvane.router.reply;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.router.request.Coordinate;
import dev.skyvane.router.request.Problem;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.AttemptRecord;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Header;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** Builds dead letters: whole ones, and reduced ones for records too large to be written twice. */
final class DeadLetters {
  private static final int REDUCED_BYTES = 16 * 1024;
  private static final int MOST_ATTEMPTS = 1_000;
  private static final int RECORD_OVERHEAD_BYTES = 1_024;

  private final Serializer<DeadLetter> avro;
  private final String topic;
  private final Clock clock;

  DeadLetters(Serializer<DeadLetter> avro, String topic, Clock clock) {
    this.avro = avro;
    this.topic = topic;
    this.clock = clock;
  }

  /**
   * What a dead letter is made of.
   *
   * @param unlisted attempts that were made and are not in the list
   */
  record Dead(
      ConsumerRecord<byte[], byte[]> record,
      Coordinate coordinate,
      String id,
      @Nullable String function,
      @Nullable String tenant,
      Problem problem,
      List<AttemptRecord> attempts,
      int unlisted,
      @Nullable ByteBuffer result) {}

  /** Whole name of the topic. */
  String topic() {
    return topic;
  }

  /** The whole dead letter, or where it is over the topic's limit, a reduced one. */
  ProducerRecord<byte[], byte[]> build(Dead dead) {
    var whole = record(dead, letter(dead));
    if (whole.value().length <= Topic.MAX_DEAD_LETTER_BYTES - RECORD_OVERHEAD_BYTES) {
      return whole;
    }
    return reduced(dead, dead.result());
  }

  /** Coordinate, hash, reason and the first 16 KiB (DELIVERY 6). */
  ProducerRecord<byte[], byte[]> reduced(Dead dead) {
    return reduced(dead, null);
  }

  private ProducerRecord<byte[], byte[]> reduced(Dead dead, @Nullable ByteBuffer result) {
    var letter = letter(dead);
    byte[] value = dead.record().value();
    letter.setReduced(true);
    letter.setHeaders(List.of());
    letter.setResult(result == null ? null : result.duplicate());
    if (value != null) {
      letter.setValueSha256(sha256(value));
      letter.setValue(ByteBuffer.wrap(Arrays.copyOf(value, Math.min(value.length, REDUCED_BYTES))));
    }
    return record(dead, letter);
  }

  private ProducerRecord<byte[], byte[]> record(Dead dead, DeadLetter letter) {
    return new ProducerRecord<>(topic, dead.id().getBytes(UTF_8), avro.serialize(topic, letter));
  }

  private DeadLetter letter(Dead dead) {
    var record = dead.record();
    int omitted = Math.max(0, dead.attempts().size() - MOST_ATTEMPTS);
    var letter = new DeadLetter();
    letter.setInvocationId(dead.id());
    letter.setCoordinate(dead.coordinate().toString());
    letter.setFunction(dead.function());
    letter.setTenant(dead.tenant());
    letter.setReason(dead.problem().code().text());
    letter.setMessage(dead.problem().message());
    letter.setAppendedAt(Instant.ofEpochMilli(Math.max(0, record.timestamp())));
    letter.setDeadAt(clock.instant());
    letter.setKey(wrap(record.key()));
    letter.setValue(wrap(record.value()));
    letter.setHeaders(headers(record));
    letter.setAttempts(List.copyOf(dead.attempts().subList(omitted, dead.attempts().size())));
    letter.setAttemptsOmitted(omitted + dead.unlisted());
    letter.setResult(dead.result() == null ? null : dead.result().duplicate());
    letter.setReduced(false);
    return letter;
  }

  private static List<Header> headers(ConsumerRecord<byte[], byte[]> record) {
    var headers = new ArrayList<Header>();
    for (var header : record.headers()) {
      headers.add(new Header(header.key(), wrap(header.value())));
    }
    return headers;
  }

  private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }

  private static String sha256(byte[] value) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(value));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
