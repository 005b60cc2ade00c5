package dev.skyvane.stream;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.stream.input.Patience;
import dev.skyvane.stream.input.Progress;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * What a service is made with.
 *
 * @param settings the host's and the service's own
 * @param serdes of records, owned by the host
 * @param meters where the service's meters belong
 * @param progress what is noted of processors that {@link #tracked} wraps
 * @param patience with the schema registry
 */
public record StreamContext(
    AbstractConfig settings,
    RecordSerdes serdes,
    MeterRegistry meters,
    Progress progress,
    Patience patience) {
  /** Names of Skyvane's topics at this site. */
  public TopicNames topics() {
    return new TopicNames(settings.getString(HostConfig.TOPIC_PREFIX));
  }

  /** Whole name of a topic. */
  public String topic(Topic topic) {
    return topics().of(topic);
  }

  /**
   * A serde for a topic's values. It waits while the schema registry does not answer, and for
   * {@code schema.missing.patience.ms} while that does not know a schema.
   */
  public <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
    return patience.within(serdes.of(type));
  }

  /** The same for the input of a global table, which waits without limit. */
  public <T extends SpecificRecord> Serde<T> globalSerde(Class<T> type) {
    return patience.endless(serdes.of(type));
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
