package dev.skyvane.standalone.cluster;

import dev.skyvane.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.Serializer;

/** Writes records and returns when all replicas in sync have them. */
public final class Publisher<K, V> implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final ClusterAddress address;
  private final KafkaProducer<K, V> producer;

  /** A publisher of records of any size that a topic of ours takes. */
  public Publisher(ClusterAddress address, Serializer<K> keys, Serializer<V> values) {
    this.address = address;
    var settings = address.client();
    settings.put("acks", "all");
    settings.put("linger.ms", "0");
    settings.put("max.block.ms", "10000");
    settings.put("delivery.timeout.ms", "15000");
    settings.put("max.request.size", Integer.toString(Topic.MAX_DEAD_LETTER_BYTES));
    this.producer = new KafkaProducer<>(settings, keys, values);
  }

  /**
   * Writes one record.
   *
   * @return where it stands
   * @throws UnreachableException if Kafka did not take it; its cause says why
   */
  public RecordMetadata publish(ProducerRecord<K, V> record) {
    return publish(List.of(record)).getFirst();
  }

  /** Writes records in their order, as {@link #publish(ProducerRecord)}. */
  public List<RecordMetadata> publish(Collection<ProducerRecord<K, V>> records) {
    if (records.isEmpty()) {
      return List.of();
    }
    try {
      var sent = records.stream().map(producer::send).toList();
      var written = new ArrayList<RecordMetadata>();
      for (var each : sent) {
        written.add(each.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
      }
      return written;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      var cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
      throw new UnreachableException(
          "Kafka at "
              + address.bootstrapServers()
              + " did not take what was written to "
              + records.iterator().next().topic()
              + ": "
              + cause.getMessage(),
          cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while writing", e);
    }
  }

  @Override
  public void close() {
    producer.close();
  }
}
