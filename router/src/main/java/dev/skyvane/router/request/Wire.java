package dev.skyvane.router.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** Names and forms of the headers of plain records, in and out. */
public final class Wire {
  public static final String FUNCTION = "skyvane-function";
  public static final String ID = "skyvane-id";
  public static final String REPLY_TO = "skyvane-reply-to";
  public static final String CORRELATION_ID = "skyvane-correlation-id";
  public static final String ORIGIN = "skyvane-origin";
  public static final String DEADLINE = "skyvane-deadline";
  public static final String TIMEOUT_MS = "skyvane-timeout-ms";
  public static final String TENANT = "skyvane-tenant";
  public static final String CONTENT_TYPE = "content-type";
  public static final String TRACEPARENT = "traceparent";
  public static final String DATA_REGION = "skyvane-data-region";
  public static final String DATA_BYTES = "skyvane-data-bytes";
  public static final String MIN_MEMORY = "skyvane-min-memory";
  public static final String MIN_VCPU = "skyvane-min-vcpu";
  public static final String TRACESTATE = "tracestate";

  public static final String STATUS = "skyvane-status";
  public static final String INVOCATION_ID = "skyvane-invocation-id";
  public static final String ERROR_CODE = "skyvane-error-code";
  public static final String ERROR = "skyvane-error";

  public static final String SPRING_REPLY_TOPIC = "kafka_replyTopic";
  public static final String SPRING_REPLY_PARTITION = "kafka_replyPartition";
  public static final String SPRING_CORRELATION_ID = "kafka_correlationId";

  static final String CLOUD_EVENT = "ce_specversion";
  static final List<String> PASSED_ON = List.of(TRACEPARENT, TRACESTATE, DATA_REGION, DATA_BYTES);

  private Wire() {}

  /** The last header of a name as UTF-8 text, or null. */
  public static @Nullable String text(Headers headers, String name) {
    var header = headers.lastHeader(name);
    return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
  }

  /**
   * A header that is a decimal number.
   *
   * @throws IllegalArgumentException that names the header and the rule
   */
  static @Nullable Long number(Headers headers, String name) {
    var text = text(headers, name);
    if (text == null) {
      return null;
    }
    try {
      return Long.valueOf(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "header " + name + " '" + text + "' must be a whole number of milliseconds", e);
    }
  }

  /** Spring Kafka's reply partition: four bytes, big-endian. */
  static @Nullable Integer springPartition(Headers headers) {
    var header = headers.lastHeader(SPRING_REPLY_PARTITION);
    return header == null || header.value() == null || header.value().length != Integer.BYTES
        ? null
        : ByteBuffer.wrap(header.value()).getInt();
  }
}
