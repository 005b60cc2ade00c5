package dev.skyvane.testkit.load;

import dev.skyvane.testkit.guarantee.Published;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * An invocation about to be published.
 *
 * @param published what is meant by it; its id is replaced where {@code named} is false
 * @param record what is written
 * @param named whether the record carries the id; else the invocation is known by its coordinate
 */
public record Draft(Published published, ProducerRecord<byte[], byte[]> record, boolean named) {}
