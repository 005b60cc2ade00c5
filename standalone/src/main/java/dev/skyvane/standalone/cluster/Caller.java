package dev.skyvane.standalone.cluster;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.serde.RecordSerdes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
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
    var key =
        invocation.getOrderingKey() == null ? invocation.getId() : invocation.getOrderingKey();
    try (var publisher =
        new Publisher<>(
            address, new StringSerializer(), serdes.of(Invocation.class).serializer())) {
      publisher.publish(
          new ProducerRecord<>(address.topics().of(Topic.INVOCATIONS), key, invocation));
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
    var settings = address.reader();
    settings.put("max.partition.fetch.bytes", Integer.toString(Topic.MAX_RECORD_BYTES));
    return new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
  }
}
