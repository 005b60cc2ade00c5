package dev.skyvane.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.embedded.EmbeddedRegistry;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.testkit.KafkaCluster;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A broker, a registry, topics, and a producer of outcomes. */
final class Site implements AutoCloseable {
  final KafkaCluster kafka = KafkaCluster.inThisJvm(1);
  final EmbeddedRegistry registry;
  final RecordSerdes serdes;
  final KafkaProducer<byte[], byte[]> producer;
  private final HttpClient http = HttpClient.newHttpClient();

  Site(int partitions) {
    registry = EmbeddedRegistry.start(kafka.bootstrapServers(), "127.0.0.1", 0, "skyvane.schemas");
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      new TopicAdmin(admin, TopicNames.DEFAULT).ensure(partitions, (short) 1);
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
    return settings;
  }

  void outcome(String deployment) {
    var topic = TopicNames.DEFAULT.of(Topic.OUTCOMES);
    var outcome = Outcome.newBuilder().setDeployment(deployment).build();
    raw(deployment, serdes.of(Outcome.class).serializer().serialize(topic, outcome));
  }

  void raw(String key, byte[] value) {
    producer.send(
        new ProducerRecord<>(TopicNames.DEFAULT.of(Topic.OUTCOMES), key.getBytes(UTF_8), value));
  }

  /** An answer: status, body, and how long it took. */
  record Answer(int status, String body, Duration took) {
    JsonObject json() {
      return new JsonObject(body);
    }

    JsonObject data() {
      return json().getJsonObject("data");
    }

    JsonObject meta() {
      return json().getJsonObject("meta");
    }
  }

  Answer get(URI base, String path) {
    long start = System.nanoTime();
    try {
      var response =
          http.send(
              HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString());
      return new Answer(
          response.statusCode(), response.body(), Duration.ofNanos(System.nanoTime() - start));
    } catch (IOException e) {
      return new Answer(0, e.toString(), Duration.ofNanos(System.nanoTime() - start));
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
