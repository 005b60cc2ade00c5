import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Calls bag-of-words with Kafka's own client and prints status, region and result. */
public final class JavaClient {
  static final String BROKERS = System.getenv().getOrDefault("BROKERS", "127.0.0.1:19092");
  static final String REPLIES = System.getenv().getOrDefault("REPLIES", "skyvane.replies");

  public static void main(String[] args) throws Exception {
    Map<String, Object> reading =
        Map.of("bootstrap.servers", BROKERS, "isolation.level", "read_committed");
    Map<String, Object> writing = Map.of("bootstrap.servers", BROKERS, "linger.ms", 0);
    var string = new StringDeserializer();
    try (var consumer = new KafkaConsumer<>(reading, string, string);
        var producer =
            new KafkaProducer<>(writing, new StringSerializer(), new StringSerializer())) {
      var parts =
          consumer.partitionsFor(REPLIES).stream()
              .map(info -> new TopicPartition(REPLIES, info.partition()))
              .toList();
      consumer.assign(parts);
      // From where the reply topic ends now, so that no reply is missed.
      consumer.endOffsets(parts).forEach(consumer::seek);

      var correlation = UUID.randomUUID().toString();
      var text = "{\"text\": \"to be or not to be\"}";
      var request = new ProducerRecord<String, String>("skyvane.invocations", text);
      request
          .headers()
          .add("skyvane-function", "bag-of-words".getBytes(UTF_8))
          .add("skyvane-reply-to", REPLIES.getBytes(UTF_8))
          .add("skyvane-correlation-id", correlation.getBytes(UTF_8))
          .add("skyvane-origin", "eu-north-1".getBytes(UTF_8))
          .add("skyvane-timeout-ms", "30000".getBytes(UTF_8))
          .add("content-type", "application/json".getBytes(UTF_8));
      producer.send(request).get();

      var reply = await(consumer, correlation, Duration.ofSeconds(35));
      if (!"ok".equals(header(reply, "skyvane-status"))) {
        throw new IllegalStateException(header(reply, "skyvane-error"));
      }
      System.out.println("ok " + header(reply, "skyvane-region") + " " + reply.value());
    }
  }

  static ConsumerRecord<String, String> await(
      KafkaConsumer<String, String> consumer, String correlation, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      for (var reply : consumer.poll(Duration.ofMillis(100))) {
        if (correlation.equals(header(reply, "skyvane-correlation-id"))) {
          return reply;
        }
      }
    }
    throw new IllegalStateException("no reply within " + limit);
  }

  static String header(ConsumerRecord<?, ?> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
