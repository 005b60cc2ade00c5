package dev.skyvane.stream.rig;

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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A broker, a registry that can be stopped, Skyvane's topics, a producer and an HTTP client.
 * Thread-safe, apart from stopping and starting the registry.
 */
public final class Site implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final String JOURNAL = "skyvane.schemas";

  private final KafkaCluster kafka = KafkaCluster.inThisJvm(1);
  private final URI registryUrl;
  private final RecordSerdes serdes;
  private final KafkaProducer<byte[], byte[]> producer;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Map<Class<?>, Serializer<?>> serializers = new ConcurrentHashMap<>();
  private Optional<EmbeddedRegistry> registry;

  /** Starts all of it, with topics of so many partitions. */
  public Site(int partitions) {
    var started = EmbeddedRegistry.start(kafka.bootstrapServers(), HOST, 0, JOURNAL);
    registry = Optional.of(started);
    registryUrl = started.url();
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

  /** Settings of a service here, free to be added to. A killed instance is missed after 6 s. */
  public Map<String, String> settings() {
    var settings = new HashMap<String, String>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("schema.registry.url", registryUrl.toString());
    settings.put("kafka.session.timeout.ms", "6000");
    settings.put("kafka.heartbeat.interval.ms", "1000");
    // What it had begun is undone as soon.
    settings.put("kafka.producer.transaction.timeout.ms", "5000");
    return settings;
  }

  /** Where the registry is, or was. */
  public URI registryUrl() {
    return registryUrl;
  }

  /** Ends the registry: whoever asks it is refused. */
  public void stopRegistry() {
    registry.ifPresent(EmbeddedRegistry::close);
    registry = Optional.empty();
  }

  /** Starts the registry again, at the same address and with all that it knew. */
  public void startRegistry() {
    registry =
        Optional.of(
            EmbeddedRegistry.start(kafka.bootstrapServers(), HOST, registryUrl.getPort(), JOURNAL));
  }

  /** Writes a record. What was written before can be written without the registry. */
  public <T extends SpecificRecord> void send(Topic topic, Class<T> type, String key, T value) {
    @SuppressWarnings("unchecked")
    var serializer =
        (Serializer<T>) serializers.computeIfAbsent(type, any -> serdes.of(type).serializer());
    raw(topic, key, serializer.serialize(TopicNames.DEFAULT.of(topic), value));
  }

  /** Writes bytes as they are. */
  public void raw(Topic topic, String key, byte[] value) {
    producer.send(new ProducerRecord<>(TopicNames.DEFAULT.of(topic), key.getBytes(UTF_8), value));
  }

  /** All records of a topic that are committed. */
  public List<ConsumerRecord<byte[], byte[]>> read(Topic topic) {
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

  /** All committed values of a topic, decoded. */
  public <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) {
    var reader = serdes.of(type).deserializer();
    return read(topic).stream()
        .map(record -> reader.deserialize(record.topic(), record.value()))
        .toList();
  }

  /** An answer: status (0: none came), body, and how long it took. */
  public record Answer(int status, String body, Duration took) {
    /** The body, which is an object. */
    public JsonObject json() {
      return new JsonObject(body);
    }

    /** What was asked for, where it is an object. */
    public JsonObject data() {
      return json().getJsonObject("data");
    }

    /** What the answer says of itself. */
    public JsonObject meta() {
      return json().getJsonObject("meta");
    }
  }

  /** Asks an instance. */
  public Answer get(URI base, String path) {
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

  /** The JSON of an answer that has this status. */
  public JsonObject get(URI base, String path, int status) {
    var answer = get(base, path);
    if (answer.status() != status) {
      throw new AssertionError(path + ": " + answer.status() + " " + answer.body());
    }
    return answer.json();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(1));
    serdes.close();
    http.close();
    stopRegistry();
    kafka.close();
  }
}
