package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.serde.RecordSerdes;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Outcomes of warm successes, as routers write them. Not thread-safe. */
final class Outcomes {
  private final Serializer<Outcome> serializer;
  private final String topic;
  private final String vantage;

  Outcomes(RecordSerdes serdes, String topic, String vantage) {
    this.serializer = serdes.of(Outcome.class).serializer();
    this.topic = topic;
    this.vantage = vantage;
  }

  /** One that nobody has had yet. */
  ProducerRecord<byte[], byte[]> of(
      String function, String deployment, String region, double inFlightMs) {
    var now = Instant.now();
    var outcome =
        Outcome.newBuilder()
            .setAttemptId(UUID.randomUUID().toString())
            .setInvocationId("bench")
            .setAttempt(1)
            .setFunction(function)
            .setDeployment(deployment)
            .setRegion(region)
            .setRouter("bench")
            .setVantage(vantage)
            .setStartedAt(now)
            .setEndedAt(now)
            .setInFlightMs(inFlightMs)
            .setStatus(AttemptStatus.SUCCESS)
            .setColdStart(false)
            .build();
    return new ProducerRecord<>(
        topic, deployment.getBytes(UTF_8), serializer.serialize(topic, outcome));
  }
}
