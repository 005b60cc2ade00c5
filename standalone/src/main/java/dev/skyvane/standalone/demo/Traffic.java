package dev.skyvane.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.emulator.ReferenceCase;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.standalone.cluster.Cluster;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes invocations as any Kafka client would, and reads their replies on a thread of its own.
 * One thread publishes.
 */
final class Traffic implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);

  private final String invocations;
  private final String replyTopic;
  private final KafkaProducer<String, byte[]> producer;
  private final KafkaConsumer<String, byte[]> consumer;
  private final Serializer<Invocation> avro;
  private final Replies replies;
  private final Scores scores;
  private final Map<String, Sent> open = new ConcurrentHashMap<>();
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
  private final Thread reader;

  private record Sent(Call call, long nanos) {}

  /**
   * Begins to read.
   *
   * @param replyTopic a topic for the replies, which exists
   * @param partitions its partitions
   * @param scores takes what comes back
   */
  Traffic(Cluster cluster, String replyTopic, int partitions, Scores scores) {
    this.invocations = cluster.address().topics().of(Topic.INVOCATIONS);
    this.replyTopic = replyTopic;
    this.scores = scores;
    this.avro = cluster.serdes().of(Invocation.class).serializer();
    this.replies = new Replies(cluster.serdes().of(Reply.class).deserializer());
    var settings = cluster.client();
    settings.put("acks", "all");
    settings.put("linger.ms", "0");
    settings.put("enable.auto.commit", "false");
    settings.put("auto.offset.reset", "earliest");
    this.producer =
        new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
    this.consumer =
        new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
    List<TopicPartition> all =
        IntStream.range(0, partitions).mapToObj(i -> new TopicPartition(replyTopic, i)).toList();
    consumer.assign(all);
    consumer.seekToBeginning(all);
    this.reader = Thread.ofPlatform().name("replies").start(this::readAll);
  }

  /** Publishes an invocation; its reply goes to the scores. */
  void publish(Call call) {
    check();
    var record =
        call.plain()
            ? plain(call)
            : new ProducerRecord<>(invocations, call.id(), avro.serialize(invocations, avro(call)));
    open.put(call.id(), new Sent(call, System.nanoTime()));
    producer.send(
        record,
        (metadata, error) -> {
          if (error != null) {
            failure.compareAndSet(
                null, new IllegalStateException("Kafka did not take an invocation", error));
          }
        });
  }

  /** Invocations that have no answer yet. */
  int open() {
    check();
    return open.size();
  }

  /** Some of the invocations that have no answer yet. */
  List<Call> unanswered() {
    return open.values().stream().limit(5).map(Sent::call).toList();
  }

  private void check() {
    var failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  private Invocation avro(Call call) {
    return Invocation.newBuilder()
        .setId(call.id())
        .setFunction(call.contender().function(call.function()))
        .setPayload(ByteBuffer.wrap(call.input().json()))
        .setContentType(ReferenceCase.JSON_TYPE)
        .setOrigin(call.origin())
        .setReplyTo(replyTopic)
        .build();
  }

  private ProducerRecord<String, byte[]> plain(Call call) {
    var record = new ProducerRecord<>(invocations, call.id(), call.input().json());
    Map.of(
            "skyvane-function", call.contender().function(call.function()),
            "skyvane-id", call.id(),
            "skyvane-reply-to", replyTopic,
            "skyvane-origin", call.origin(),
            "content-type", ReferenceCase.JSON_TYPE)
        .forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
    return record;
  }

  private void readAll() {
    try (consumer) {
      while (true) {
        for (var record : consumer.poll(POLL)) {
          long now = System.nanoTime();
          var sent = open.get(record.key());
          if (sent == null) {
            scores.repeated();
            continue;
          }
          scores.answered(sent.call(), replies.read(sent.call(), record), now - sent.nanos());
          // Last, so that nothing is open any more only when all is counted.
          open.remove(record.key());
        }
      }
    } catch (WakeupException e) {
      // The end.
    } catch (RuntimeException e) {
      failure.compareAndSet(null, e);
    }
  }

  @Override
  public void close() {
    consumer.wakeup();
    try {
      reader.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(Duration.ofSeconds(5));
  }
}
