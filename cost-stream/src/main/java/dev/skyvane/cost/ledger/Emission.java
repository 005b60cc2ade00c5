package dev.skyvane.cost.ledger;

import dev.skyvane.schemas.Topic;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * What goes to a topic.
 *
 * @param value null: the key is taken back
 */
record Emission(Topic topic, @Nullable SpecificRecord value) {}
