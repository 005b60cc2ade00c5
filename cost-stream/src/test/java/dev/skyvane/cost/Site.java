package dev.skyvane.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.embedded.EmbeddedRegistry;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.testkit.KafkaCluster;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, a registry, topics, and a producer. */
final class Site implements AutoCloseable {
  final KafkaCluster kafka = KafkaCluster.inThisJvm(1);
  private final EmbeddedRegistry registry;
  private final RecordSerdes serdes;
  private final KafkaProducer<byte[], byte[]> producer;
  private final HttpClient http = HttpClient.newHttpClient();

  Site() {
    registry = EmbeddedRegistry.start(kafka.bootstrapServers(), "127.0.0.1", 0, "skyvane.schemas");
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      new TopicAdmin(admin, TopicNames.DEFAULT).ensure(2, (short) 1);
    }
    serdes = RecordSerdes.create(settings());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  Map<String, String> settings() {
    var settings = new HashMap<String, String>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("schema.registry.url", registry.url().toString());
    settings.put("account.partitions", "2");
    // A killed instance is missed soon, and what it had begun is undone soon.
    settings.put("kafka.session.timeout.ms", "6000");
    settings.put("kafka.heartbeat.interval.ms", "1000");
    settings.put("kafka.producer.transaction.timeout.ms", "5000");
    return settings;
  }

  <T extends SpecificRecord> void send(Topic topic, Class<T> type, String key, T value) {
    String name = TopicNames.DEFAULT.of(topic);
    raw(topic, key, serdes.of(type).serializer().serialize(name, value));
  }

  void raw(Topic topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(TopicNames.DEFAULT.of(topic), key.getBytes(UTF_8), value));
  }

  /** All records of a topic that are committed. */
  List<ConsumerRecord<byte[], byte[]>> read(Topic topic) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "isolation.level", "read_committed"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partitions =
          consumer.partitionsFor(TopicNames.DEFAULT.of(topic)).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      var all = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
      return all;
    }
  }

  /** The JSON of an answer with this status. */
  JsonObject get(URI base, String path, int status) {
    try {
      var response =
          http.send(
              HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() != status) {
        throw new AssertionError(path + ": " + response.statusCode() + " " + response.body());
      }
      return new JsonObject(response.body());
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    serdes.close();
    http.close();
    registry.close();
    kafka.close();
  }
}
