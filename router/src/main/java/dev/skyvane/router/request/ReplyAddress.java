package dev.skyvane.router.request;

import org.jspecify.annotations.Nullable;

/**
 * Where and how the caller wants its answer.
 *
 * @param topic the reply topic
 * @param named whether the caller named it, so that somebody waits there
 * @param partition the partition, or null for the one by key
 * @param format how the reply is written
 * @param correlationId given back as it is, or null
 * @param springCorrelationId Spring Kafka's correlation id, given back as it is, or null
 */
public record ReplyAddress(
    String topic,
    boolean named,
    @Nullable Integer partition,
    Format format,
    @Nullable String correlationId,
    byte @Nullable [] springCorrelationId) {

  /** How a reply is written: as the request was. */
  public enum Format {
    AVRO,
    PLAIN
  }
}
