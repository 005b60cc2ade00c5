package dev.skyvane.router.reply;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.serde.RegistryUnavailableException;
import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes outcomes through a producer of its own, so that what ran is known whatever becomes of the
 * reply (DELIVERY 16). Thread-safe; never waits. An outcome that Kafka refuses for good is counted
 * and logged.
 */
public final class OutcomeWriter implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OutcomeWriter.class);

  private static final Duration RETRY_DELAY = Duration.ofMillis(500);

  private final SendLane lane;
  private final Serializer<Outcome> serializer;
  private final String topic;
  private final RouterMeters meters;

  /**
   * A writer.
   *
   * @param producer idempotent, owned and closed by this writer
   * @param topic whole name
   */
  public OutcomeWriter(
      Producer<byte[], byte[]> producer,
      Serializer<Outcome> serializer,
      String topic,
      RouterMeters meters) {
    this.lane = new SendLane("outcome-writer", producer);
    this.serializer = serializer;
    this.topic = topic;
    this.meters = meters;
  }

  /** Hands an outcome over; it must not be changed afterwards. */
  public void write(Outcome outcome) {
    lane.put(
        new Draft(
            () ->
                new ProducerRecord<>(
                    topic,
                    outcome.getDeployment().getBytes(UTF_8),
                    serializer.serialize(topic, outcome)),
            Release.NOTHING,
            failure -> ended(outcome, failure)));
  }

  private void ended(Outcome outcome, @Nullable Exception failure) {
    if (failure instanceof RegistryUnavailableException) {
      log.warn("event=outcome-delayed reason={}", failure.getMessage());
      Outbox.later(() -> write(outcome), RETRY_DELAY);
    } else if (failure != null) {
      lost(outcome, failure);
    }
  }

  private void lost(Outcome outcome, Exception failure) {
    meters.outcomeLost();
    log.error(
        "event=outcome-lost attempt={} reason={}", outcome.getAttemptId(), failure.toString());
  }

  @Override
  public void close() {
    lane.close();
  }
}
