package dev.skyvane.stream;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.stream.input.PatientDeserializer;
import dev.skyvane.stream.input.Progress;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * What a service is made with.
 *
 * @param settings the host's and the service's own
 * @param serdes of records, owned by the host
 * @param meters where the service's meters belong
 * @param progress what is noted of processors that {@link #tracked} wraps
 */
public record StreamContext(
    AbstractConfig settings, RecordSerdes serdes, MeterRegistry meters, Progress progress) {
  /** Names of Skyvane's topics at this site. */
  public TopicNames topics() {
    return new TopicNames(settings.getString(HostConfig.TOPIC_PREFIX));
  }

  /** Whole name of a topic. */
  public String topic(Topic topic) {
    return topics().of(topic);
  }

  /**
   * A serde for a topic's values. Reading waits while the schema registry does not answer, and for
   * {@code schema.missing.patience.ms} while it does not know a schema.
   */
  public <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
    var serde = serdes.of(type);
    var patience = Duration.ofMillis(settings.getLong(HostConfig.SCHEMA_PATIENCE_MS));
    return Serdes.serdeFrom(
        serde.serializer(), new PatientDeserializer<>(serde.deserializer(), patience));
  }

  /**
   * A processor that follows a source, wrapped so that answers know their age to the millisecond.
   * Without it age counts from the last commit.
   */
  public <KI, VI, KO, VO> ProcessorSupplier<KI, VI, KO, VO> tracked(
      ProcessorSupplier<KI, VI, KO, VO> supplier) {
    return progress.tracked(supplier);
  }
}
