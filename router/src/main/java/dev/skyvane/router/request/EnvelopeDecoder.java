package dev.skyvane.router.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.ReplyAddress.Format;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import dev.skyvane.schemas.serde.UnknownSchemaException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Tells plain from Avro records and reads either (DELIVERY 1): a {@code skyvane-function} header or
 * a bound topic means plain, always; else CloudEvents headers are refused here; else a first byte 0
 * means Avro; anything else is poison. Thread-safe; waits for the registry where it must.
 */
public final class EnvelopeDecoder {
  private static final long HOUR_MS = 3_600_000;
  private static final byte AVRO_MAGIC = 0;
  private static final int AVRO_HEADER_BYTES = 1 + Integer.BYTES;

  /** As many as the serde keeps, in numbers. */
  private static final int MOST_SCHEMAS = 1_000;

  private final Deserializer<Invocation> avro;
  private final InvocationIds ids;
  private final Bindings bindings;
  private final String defaultReplyTopic;
  private final int maxPayloadBytes;

  /** Schemas that records were read with, which the serde has at hand from then on. */
  private final Set<Integer> knownSchemas = ConcurrentHashMap.newKeySet();

  /**
   * What topics are bound to.
   *
   * @param functions topic to function
   * @param tenants topic to tenant
   * @param trusted topics on which a named tenant counts
   */
  public record Bindings(
      Map<String, String> functions, Map<String, String> tenants, Set<String> trusted) {}

  public EnvelopeDecoder(
      Deserializer<Invocation> avro,
      InvocationIds ids,
      Bindings bindings,
      String defaultReplyTopic,
      int maxPayloadBytes) {
    this.avro = avro;
    this.ids = ids;
    this.bindings = bindings;
    this.defaultReplyTopic = defaultReplyTopic;
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /** Whether {@link #decode} can do without asking the registry. */
  public boolean decodesAtOnce(ConsumerRecord<byte[], byte[]> record) {
    byte[] value = record.value();
    var function = record.headers().lastHeader(Wire.FUNCTION);
    return value == null
        || value.length < AVRO_HEADER_BYTES
        || value[0] != AVRO_MAGIC
        || (function != null && function.value() != null)
        || bindings.functions().containsKey(record.topic())
        || knownSchemas.contains(schemaId(value));
  }

  private void known(Integer schemaId) {
    if (!knownSchemas.contains(schemaId)) {
      if (knownSchemas.size() >= MOST_SCHEMAS) {
        // The serde, too, has forgotten some by now.
        knownSchemas.clear();
      }
      knownSchemas.add(schemaId);
    }
  }

  private static Integer schemaId(byte[] value) {
    return ByteBuffer.wrap(value).getInt(1);
  }

  /** Decodes a record; never throws. */
  public Decoded decode(ConsumerRecord<byte[], byte[]> record) {
    var headers = record.headers();
    var header = Wire.text(headers, Wire.FUNCTION);
    var function = header == null ? bindings.functions().get(record.topic()) : header;
    if (function != null) {
      return plain(record, function);
    }
    if (headers.lastHeader(Wire.CLOUD_EVENT) != null) {
      return poison(
          "a CloudEvent is not an invocation; publish it to the events topic, where a trigger turns"
              + " it into one, or add a "
              + Wire.FUNCTION
              + " header");
    }
    byte[] value = record.value();
    if (value == null || value.length == 0 || value[0] != AVRO_MAGIC) {
      return poison(
          "the record has neither a "
              + Wire.FUNCTION
              + " header nor an Avro value (first byte 0); add the header for plain bytes, or use"
              + " an Avro serializer");
    }
    return avro(record);
  }

  private Decoded avro(ConsumerRecord<byte[], byte[]> record) {
    Invocation invocation;
    try {
      invocation = avro.deserialize(record.topic(), record.headers(), record.value());
    } catch (UnknownSchemaException e) {
      return new Decoded.SchemaMissing(e.schemaId(), message(e));
    } catch (RegistryUnavailableException e) {
      return new Decoded.RegistryDown(message(e));
    } catch (SerializationException e) {
      return poison("the Avro value can't be read as an Invocation: " + message(e));
    } catch (RuntimeException e) {
      return poison("the Avro value can't be read as an Invocation: " + e);
    }
    known(schemaId(record.value()));
    var coordinate = coordinate(record);
    var id = invocation.getId().isEmpty() ? ids.derive(coordinate) : invocation.getId();
    var named = invocation.getReplyTo() != null;
    var reply =
        new ReplyAddress(
            named ? invocation.getReplyTo() : defaultReplyTopic,
            named,
            invocation.getReplyPartition(),
            Format.AVRO,
            invocation.getCorrelationId(),
            null);
    var absolute =
        invocation.getDeadline() == null ? null : invocation.getDeadline().toEpochMilli();
    Need need;
    Problem problem = null;
    try {
      need = Need.of(invocation);
    } catch (IllegalArgumentException e) {
      need = Need.NONE;
      problem = new Problem(Code.BAD_REQUEST, message(e));
    }
    var request =
        new Request(
            coordinate,
            id,
            invocation.getFunction(),
            tenant(record.topic(), invocation.getTenant()),
            invocation.getPayload().asReadOnlyBuffer(),
            invocation.getContentType(),
            invocation.getOrigin(),
            invocation.getOrderingKey(),
            record.timestamp(),
            need,
            deadline(record.timestamp(), invocation.getTimeoutMs(), absolute),
            reply,
            invocation.getAttributes(),
            record);
    return problem == null ? checked(request, absolute) : new Decoded.Refused(request, problem);
  }

  private Decoded plain(ConsumerRecord<byte[], byte[]> record, String function) {
    var headers = record.headers();
    var coordinate = coordinate(record);
    var callerId = Wire.text(headers, Wire.ID);
    Long absolute;
    Long timeout;
    Need need;
    try {
      absolute = Wire.number(headers, Wire.DEADLINE);
      timeout = Wire.number(headers, Wire.TIMEOUT_MS);
      need = Need.of(headers);
    } catch (IllegalArgumentException e) {
      var refused = plain(record, coordinate, callerId, function, Need.NONE, null);
      return new Decoded.Refused(refused, new Problem(Code.BAD_REQUEST, message(e)));
    }
    var deadline = deadline(record.timestamp(), timeout, absolute);
    return checked(plain(record, coordinate, callerId, function, need, deadline), absolute);
  }

  private Request plain(
      ConsumerRecord<byte[], byte[]> record,
      Coordinate coordinate,
      @Nullable String callerId,
      String function,
      Need need,
      @Nullable Long deadline) {
    var headers = record.headers();
    byte[] value = record.value() == null ? new byte[0] : record.value();
    return new Request(
        coordinate,
        callerId == null || callerId.isEmpty() ? ids.derive(coordinate) : callerId,
        function,
        tenant(record.topic(), Wire.text(headers, Wire.TENANT)),
        ByteBuffer.wrap(value).asReadOnlyBuffer(),
        Wire.text(headers, Wire.CONTENT_TYPE),
        Wire.text(headers, Wire.ORIGIN),
        record.key() == null ? null : new String(record.key(), UTF_8),
        record.timestamp(),
        need,
        deadline,
        plainReply(headers),
        attributes(headers),
        record);
  }

  private ReplyAddress plainReply(Headers headers) {
    var correlation = Wire.text(headers, Wire.CORRELATION_ID);
    var spring = headers.lastHeader(Wire.SPRING_CORRELATION_ID);
    byte[] springId = spring == null ? null : spring.value();
    var named = Wire.text(headers, Wire.REPLY_TO);
    if (named != null) {
      return new ReplyAddress(named, true, null, Format.PLAIN, correlation, springId);
    }
    var springTopic = Wire.text(headers, Wire.SPRING_REPLY_TOPIC);
    if (springTopic != null) {
      return new ReplyAddress(
          springTopic, true, Wire.springPartition(headers), Format.PLAIN, correlation, springId);
    }
    return new ReplyAddress(defaultReplyTopic, false, null, Format.PLAIN, correlation, springId);
  }

  private Decoded checked(Request request, @Nullable Long absoluteDeadline) {
    if (request.function().isEmpty()) {
      return new Decoded.Refused(
          request,
          new Problem(Code.BAD_REQUEST, "the invocation names no function; set 'function'"));
    }
    if (request.payload().remaining() > maxPayloadBytes) {
      return new Decoded.Refused(
          request,
          new Problem(
              Code.PAYLOAD_TOO_LARGE,
              "the payload has %,d bytes, the limit is %,d; pass a reference to the data instead"
                  .formatted(request.payload().remaining(), maxPayloadBytes)));
    }
    if (absoluteDeadline != null
        && request.deadline() != null
        && Math.abs(absoluteDeadline - request.deadline()) > HOUR_MS) {
      return new Decoded.Refused(
          request,
          new Problem(
              Code.BAD_REQUEST,
              "the absolute deadline and the timeout disagree by more than 1 h: check the"
                  + " producer's clock, or send only "
                  + Wire.TIMEOUT_MS));
    }
    return new Decoded.Ready(request);
  }

  private static @Nullable Long deadline(
      long appendedAt, @Nullable Long timeoutMs, @Nullable Long absolute) {
    return timeoutMs != null ? Long.valueOf(saturatedSum(appendedAt, timeoutMs)) : absolute;
  }

  /** A timeout as good as endless must not wrap round into the past. */
  private static long saturatedSum(long appendedAt, long timeoutMs) {
    return timeoutMs > Long.MAX_VALUE - appendedAt ? Long.MAX_VALUE : appendedAt + timeoutMs;
  }

  private @Nullable String tenant(String topic, @Nullable String named) {
    var bound = bindings.tenants().get(topic);
    if (bound != null) {
      return bound;
    }
    return bindings.trusted().contains(topic) ? named : null;
  }

  private static Map<String, String> attributes(Headers headers) {
    var attributes = new LinkedHashMap<String, String>(4);
    for (var name : Wire.PASSED_ON) {
      var value = Wire.text(headers, name);
      if (value != null) {
        attributes.put(name, value);
      }
    }
    return attributes;
  }

  private static Coordinate coordinate(ConsumerRecord<byte[], byte[]> record) {
    return new Coordinate(record.topic(), record.partition(), record.offset());
  }

  private static Decoded poison(String message) {
    return new Decoded.Poison(new Problem(Code.UNDECODABLE, message), null, null);
  }

  private static String message(Exception e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
