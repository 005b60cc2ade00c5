package dev.skyvane.standalone.cluster;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.serde.RecordSerdes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Calls a function and waits for its reply, on one partition of the reply topic that it picks. */
public final class Caller {
  private static final Duration POLL = Duration.ofMillis(50);

  private final ClusterAddress address;
  private final RecordSerdes serdes;
  private final String replyTopic;

  Caller(ClusterAddress address, RecordSerdes serdes, String replyTopic) {
    this.address = address;
    this.serdes = serdes;
    this.replyTopic = replyTopic;
  }

  /**
   * Publishes an invocation and waits for its reply.
   *
   * @param invocation with an id of its own; where the reply goes is filled in here
   * @param limit longest wait
   * @return empty if none came in time
   * @throws UnreachableException if Kafka did not take the invocation, or the reply topic is
   *     missing
   */
  public Optional<Reply> call(Invocation invocation, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    try (var consumer = consumer()) {
      var partition = partition(consumer, invocation.getId());
      consumer.assign(List.of(partition));
      consumer.seekToEnd(List.of(partition));
      consumer.position(partition);
      invocation.setReplyTo(replyTopic);
      invocation.setReplyPartition(partition.partition());
      publish(invocation);
      var replies = serdes.of(Reply.class).deserializer();
      while (System.nanoTime() < deadline) {
        for (var record : consumer.poll(POLL)) {
          if (invocation.getId().equals(record.key())) {
            return Optional.of(replies.deserialize(replyTopic, record.value()));
          }
        }
      }
      return Optional.empty();
    }
  }

  private void publish(Invocation invocation) {
    var settings = address.client();
    settings.put("acks", "all");
    settings.put("linger.ms", "0");
    settings.put("max.block.ms", "10000");
    settings.put("delivery.timeout.ms", "15000");
    settings.put("max.request.size", Integer.toString(Topic.MAX_RECORD_BYTES));
    var key =
        invocation.getOrderingKey() == null ? invocation.getId() : invocation.getOrderingKey();
    try (var producer =
        new KafkaProducer<>(
            settings, new StringSerializer(), serdes.of(Invocation.class).serializer())) {
      producer
          .send(new ProducerRecord<>(address.topics().of(Topic.INVOCATIONS), key, invocation))
          .get(20, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new UnreachableException(
          "Kafka at "
              + address.bootstrapServers()
              + " did not take the invocation: "
              + (e.getCause() == null ? e : e.getCause()).getMessage(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while publishing", e);
    }
  }

  private TopicPartition partition(KafkaConsumer<String, byte[]> consumer, String id) {
    var partitions = consumer.partitionsFor(replyTopic);
    if (partitions == null || partitions.isEmpty()) {
      throw new UnreachableException(
          "the reply topic '" + replyTopic + "' does not exist; create it first",
          new IllegalStateException("no partitions"));
    }
    return new TopicPartition(replyTopic, Math.floorMod(id.hashCode(), partitions.size()));
  }

  private KafkaConsumer<String, byte[]> consumer() {
    var settings = address.client();
    settings.put("enable.auto.commit", "false");
    settings.put("isolation.level", "read_committed");
    settings.put("max.partition.fetch.bytes", Integer.toString(Topic.MAX_RECORD_BYTES));
    settings.put("allow.auto.create.topics", "false");
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
