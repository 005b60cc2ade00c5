package dev.skyvane.router.reply;

import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record to be written.
 *
 * @param record builds it on the outbox's thread, where it may wait for the registry; built anew
 *     for each try
 * @param release what its being written lets go of
 * @param written told once, on another thread: null when Kafka has it, else why it has not
 */
public record Draft(
    Supplier<ProducerRecord<byte[], byte[]>> record,
    Release release,
    Consumer<@Nullable Exception> written) {}
