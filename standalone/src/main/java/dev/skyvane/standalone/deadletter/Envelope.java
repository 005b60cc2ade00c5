package dev.skyvane.standalone.deadletter;

import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.serde.MalformedRecordException;
import dev.skyvane.schemas.serde.UnknownSchemaException;
import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** As what the router takes a record (DELIVERY 1). */
public sealed interface Envelope {

  /** Headers say what the value is for. */
  record Plain() implements Envelope {}

  /** The value is an invocation. */
  record Avro(Invocation invocation) implements Envelope {}

  /** It looks like Avro but can't be read. */
  record Unreadable(String why) implements Envelope {}

  /**
   * Tells what a record is.
   *
   * @param letter what became of it: tells an Avro value from one that a bound topic passes on
   */
  static Envelope of(
      ProducerRecord<byte[], byte[]> record, DeadLetter letter, Deserializer<Invocation> avro) {
    byte[] value = record.value();
    if (record.headers().lastHeader(Wire.FUNCTION) != null
        || value == null
        || value.length == 0
        || value[0] != 0) {
      return new Plain();
    }
    try {
      var invocation = avro.deserialize(record.topic(), record.headers(), value);
      return letter.getFunction() == null || letter.getFunction().equals(invocation.getFunction())
          ? new Avro(invocation)
          : new Plain();
    } catch (MalformedRecordException | UnknownSchemaException e) {
      return letter.getFunction() == null
          ? new Unreadable(Objects.toString(e.getMessage(), e.toString()))
          : new Plain();
    }
  }

  /** The absolute deadline that counts, if there is one; a timeout goes before it. */
  default @Nullable Instant deadline(ProducerRecord<byte[], byte[]> record) {
    return switch (this) {
      case Avro(var invocation) ->
          invocation.getTimeoutMs() == null ? invocation.getDeadline() : null;
      case Plain() -> {
        var text = Wire.text(record.headers(), Wire.DEADLINE);
        yield text != null
                && text.strip().matches("\\d{1,18}")
                && Wire.text(record.headers(), Wire.TIMEOUT_MS) == null
            ? Instant.ofEpochMilli(Long.parseLong(text.strip()))
            : null;
      }
      case Unreadable(var why) -> null;
    };
  }

  /** The input of the function. */
  default byte[] payload(ProducerRecord<byte[], byte[]> record) {
    if (this instanceof Avro(var invocation)) {
      var payload = new byte[invocation.getPayload().remaining()];
      invocation.getPayload().duplicate().get(payload);
      return payload;
    }
    return record.value() == null ? new byte[0] : record.value();
  }

  /** The media type of the payload, where it is told. */
  default @Nullable String contentType(ProducerRecord<byte[], byte[]> record) {
    return this instanceof Avro(var invocation)
        ? invocation.getContentType()
        : Wire.text(record.headers(), Wire.CONTENT_TYPE);
  }
}
