package dev.skyvane.cost.ledger;

import dev.skyvane.schemas.record.Outcome;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/**
 * An outcome and the bytes it was read from, which go on as they are: no schema of an internal
 * topic has to be registered.
 */
@SuppressWarnings("ArrayRecordComponent")
public record Metered(Outcome outcome, byte[] bytes) {

  /** Reads by the deserializer of outcomes. */
  public static Serde<Metered> serde(Deserializer<Outcome> outcomes) {
    return Serdes.serdeFrom(
        (topic, metered) -> metered == null ? null : metered.bytes,
        (topic, bytes) -> read(outcomes, topic, bytes));
  }

  private static @Nullable Metered read(
      Deserializer<Outcome> outcomes, String topic, byte @Nullable [] bytes) {
    Outcome outcome = bytes == null ? null : outcomes.deserialize(topic, bytes);
    return outcome == null || bytes == null ? null : new Metered(outcome, bytes);
  }
}
