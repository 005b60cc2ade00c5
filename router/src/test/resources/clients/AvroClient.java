import static java.nio.charset.StandardCharsets.UTF_8;

import io.confluent.kafka.serializers.KafkaAvroDeserializer;
import io.confluent.kafka.serializers.KafkaAvroSerializer;
import java.io.File;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Calls bag-of-words with Confluent's Avro serializer and prints status, receipt and result. */
public final class AvroClient {
  static final String BROKERS = System.getenv().getOrDefault("BROKERS", "127.0.0.1:19092");
  static final String REGISTRY = System.getenv().getOrDefault("REGISTRY", "http://127.0.0.1:18081");
  static final String REPLIES = System.getenv().getOrDefault("REPLIES", "skyvane.replies");

  /** Takes the path of schemas/src/main/avro/Invocation.avsc. */
  public static void main(String[] args) throws Exception {
    Map<String, Object> writing =
        Map.of(
            "bootstrap.servers", BROKERS,
            "schema.registry.url", REGISTRY,
            "key.serializer", StringSerializer.class,
            "value.serializer", KafkaAvroSerializer.class);
    Map<String, Object> reading =
        Map.of(
            "bootstrap.servers", BROKERS,
            "key.deserializer", StringDeserializer.class,
            "value.deserializer", ByteArrayDeserializer.class,
            "isolation.level", "read_committed");
    try (var consumer = new KafkaConsumer<String, byte[]>(reading);
        var producer = new KafkaProducer<String, GenericRecord>(writing);
        var avro = new KafkaAvroDeserializer()) {
      avro.configure(Map.of("schema.registry.url", REGISTRY), false);
      var parts =
          consumer.partitionsFor(REPLIES).stream()
              .map(info -> new TopicPartition(REPLIES, info.partition()))
              .toList();
      consumer.assign(parts);
      // From where the reply topic ends now, so that no reply is missed.
      consumer.endOffsets(parts).forEach(consumer::seek);

      var correlation = UUID.randomUUID().toString();
      var invocation =
          new GenericRecordBuilder(new Schema.Parser().parse(new File(args[0])))
              .set("function", "bag-of-words")
              .set("payload", UTF_8.encode("{\"text\": \"to be or not to be\"}"))
              .set("contentType", "application/json")
              .set("origin", "eu-north-1")
              .set("timeoutMs", 30_000L)
              .set("replyTo", REPLIES)
              .set("correlationId", correlation)
              .build();
      producer.send(new ProducerRecord<>("skyvane.invocations", invocation)).get();

      // Others' replies may be plain: only the one with our correlation id is taken for Avro.
      byte[] bytes = await(consumer, correlation, Duration.ofSeconds(35));
      var reply = (GenericRecord) avro.deserialize(REPLIES, bytes);
      if (!"OK".equals(reply.get("status").toString())) {
        throw new IllegalStateException(reply.get("errorCode") + ": " + reply.get("errorMessage"));
      }
      var receipt = (GenericRecord) reply.get("receipt");
      var result = UTF_8.decode((ByteBuffer) reply.get("payload"));
      System.out.println("ok " + receipt.get("region") + " " + result);
      System.out.println(receipt);
    }
  }

  static byte[] await(
      KafkaConsumer<String, byte[]> consumer, String correlation, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (System.nanoTime() < deadline) {
      for (var record : consumer.poll(Duration.ofMillis(100))) {
        var header = record.headers().lastHeader("skyvane-correlation-id");
        if (header != null && correlation.equals(new String(header.value(), UTF_8))) {
          return record.value();
        }
      }
    }
    throw new IllegalStateException("no reply within " + limit);
  }
}
