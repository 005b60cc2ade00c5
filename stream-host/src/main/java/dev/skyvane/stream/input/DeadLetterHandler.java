package dev.skyvane.stream.input;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Header;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import dev.skyvane.schemas.serde.UnknownSchemaException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.errors.DeserializationExceptionHandler;
import org.apache.kafka.streams.errors.ErrorHandlerContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a dead letter of a record that can't be decoded, with its whole bytes, and lets the stream
 * go on. Kafka makes it, by the settings that {@link Means} is put into. A record of a global table
 * is only logged: it stays in its compacted topic.
 */
public final class DeadLetterHandler implements DeserializationExceptionHandler {
  private static final Logger log = LoggerFactory.getLogger(DeadLetterHandler.class);

  private @Nullable Means means;

  /**
   * What it works with, handed over as the setting {@link #KEY}.
   *
   * @param topic whole name of the dead letters' topic
   * @param counting told of each record that is passed over, global tables' included
   */
  public record Means(String topic, Serializer<DeadLetter> serializer, Counting counting) {
    /** The setting's name. */
    public static final String KEY = "skyvane.dead.letters";
  }

  /** Told of each record that is passed over. */
  @FunctionalInterface
  public interface Counting {
    /** A record of this place will not be processed. */
    void passedOver(String topic, int partition, long offset, String reason);
  }

  @Override
  public void configure(Map<String, ?> settings) {
    if (!(settings.get(Means.KEY) instanceof Means given)) {
      throw new ConfigException(Means.KEY, settings.get(Means.KEY), "must be set by the host");
    }
    means = given;
  }

  @Override
  public Response handleError(
      ErrorHandlerContext context, ConsumerRecord<byte[], byte[]> record, Exception exception) {
    if (means == null) {
      throw new IllegalStateException("configure() was not called");
    }
    if (exception instanceof RegistryUnavailableException) {
      return Response.fail();
    }
    var reason = exception instanceof UnknownSchemaException ? "unknown-schema" : "undecodable";
    boolean global = context.taskId() == null || context.taskId().partition() < 0;
    log.warn(
        "event=undecodable topic={} partition={} offset={} reason={} dead-letter={} message={}",
        record.topic(),
        record.partition(),
        record.offset(),
        reason,
        !global,
        exception.getMessage());
    means.counting().passedOver(record.topic(), record.partition(), record.offset(), reason);
    return global
        ? Response.resume()
        : Response.resume(List.of(deadLetter(means, record, reason, exception)));
  }

  private static ProducerRecord<byte[], byte[]> deadLetter(
      Means means, ConsumerRecord<byte[], byte[]> record, String reason, Exception exception) {
    var coordinate = "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
    var letter = new DeadLetter();
    letter.setInvocationId(coordinate);
    letter.setCoordinate(coordinate);
    letter.setReason(reason);
    letter.setMessage(
        "%s. Read it from the value here, and write it again to %s once it is well-formed"
            .formatted(exception.getMessage(), record.topic()));
    letter.setAppendedAt(Instant.ofEpochMilli(Math.max(0, record.timestamp())));
    letter.setDeadAt(Instant.now());
    letter.setKey(wrap(record.key()));
    letter.setValue(wrap(record.value()));
    var headers = new ArrayList<Header>();
    record.headers().forEach(each -> headers.add(new Header(each.key(), wrap(each.value()))));
    letter.setHeaders(headers);
    letter.setAttempts(List.of());
    return new ProducerRecord<>(
        means.topic(),
        coordinate.getBytes(UTF_8),
        means.serializer().serialize(means.topic(), letter));
  }

  private static @Nullable ByteBuffer wrap(byte @Nullable [] bytes) {
    return bytes == null ? null : ByteBuffer.wrap(bytes);
  }
}
