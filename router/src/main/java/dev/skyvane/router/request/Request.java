package dev.skyvane.router.request;

import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * An invocation as it was read.
 *
 * @param coordinate of its record
 * @param id the caller's, else derived from the coordinate
 * @param function name of the function
 * @param tenant where one is bound or trusted
 * @param payload the input, read-only
 * @param contentType media type, or null
 * @param origin as the caller wrote it, or null
 * @param orderingKey key for ordered functions, or null
 * @param appendedAt append time of the record, ms since 1970-01-01 UTC
 * @param need least size of the deployment that it runs at
 * @param deadline absolute, ms since 1970-01-01 UTC, or null for the function's own
 * @param reply where the answer goes
 * @param attributes facts passed on to the function
 * @param record the source record, for a dead letter
 */
public record Request(
    Coordinate coordinate,
    String id,
    String function,
    @Nullable String tenant,
    ByteBuffer payload,
    @Nullable String contentType,
    @Nullable String origin,
    @Nullable String orderingKey,
    long appendedAt,
    Need need,
    @Nullable Long deadline,
    ReplyAddress reply,
    Map<String, String> attributes,
    ConsumerRecord<byte[], byte[]> record) {

  /**
   * When it ends unanswered, ms since 1970-01-01 UTC.
   *
   * @param allowedMs what its function allows from its append time on, where it asks for nothing
   */
  public long endsBy(long allowedMs) {
    return deadline != null ? deadline : appendedAt + allowedMs;
  }
}
