package dev.skyvane.standalone.deadletter;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Whether a dead letter can be replayed. */
public sealed interface Prepared {

  /**
   * It can.
   *
   * @param record what is published
   * @param identity which id the invocation has then
   * @param readAgain whether the record was read from its source topic, because the dead letter's
   *     value is cut
   * @param warning why it will not help, or null
   */
  record Ready(
      ProducerRecord<byte[], byte[]> record,
      Identity identity,
      boolean readAgain,
      @Nullable String warning)
      implements Prepared {}

  /** It can't. */
  record Refused(String why) implements Prepared {}

  /** Which id a replayed invocation has. */
  enum Identity {
    /** The record names its id. */
    IN_RECORD,
    /** The record named none; a header that is added keeps the one it had. */
    IN_ADDED_HEADER,
    /** The Avro value names none: the id is derived from the new coordinate. */
    DERIVED_ANEW,
    /** The Avro value can't be read here. */
    UNREADABLE
  }
}
