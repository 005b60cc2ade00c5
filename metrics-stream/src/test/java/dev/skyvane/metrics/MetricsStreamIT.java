package dev.skyvane.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.embedded.EmbeddedRegistry;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.LatencyStats;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.stream.HostConfig;
import dev.skyvane.stream.StreamHost;
import dev.skyvane.testkit.ChildJvm;
import dev.skyvane.testkit.KafkaCluster;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real broker: either of two instances answers for both, and a kill loses no count. */
class MetricsStreamIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final int DEPLOYMENTS = 12;
  private static final int OUTCOMES = 3_000;

  @TempDir Path state;
  private final HttpClient http = HttpClient.newHttpClient();
  private KafkaCluster kafka;
  private EmbeddedRegistry registry;
  private RecordSerdes serdes;
  private KafkaProducer<byte[], byte[]> producer;
  private final List<StreamHost> hosts = new ArrayList<>();

  @BeforeEach
  void start() {
    kafka = KafkaCluster.inThisJvm(1);
    registry = EmbeddedRegistry.start(kafka.bootstrapServers(), "127.0.0.1", 0, "skyvane.schemas");
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      new TopicAdmin(admin, TopicNames.DEFAULT).ensure(4, (short) 1);
    }
    serdes = RecordSerdes.create(settings(""));
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers(), "linger.ms", 0),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    var deployments = new ArrayList<Deployment>();
    for (int i = 0; i < DEPLOYMENTS; i++) {
      deployments.add(Deployment.newBuilder().setId(id(i)).setRegion(region(i)).build());
    }
    var spec = FunctionSpec.newBuilder().setName("f").setDeployments(deployments).build();
    var topic = TopicNames.DEFAULT.of(Topic.FUNCTIONS);
    producer.send(new ProducerRecord<>(topic, "bad".getBytes(UTF_8), "no record".getBytes(UTF_8)));
    producer.send(
        new ProducerRecord<>(
            topic,
            "f".getBytes(UTF_8),
            serdes.of(FunctionSpec.class).serializer().serialize(topic, spec)));
  }

  @AfterEach
  void end() {
    hosts.forEach(StreamHost::close);
    producer.close();
    serdes.close();
    http.close();
    registry.close();
    kafka.close();
  }

  private static String id(int i) {
    return "f~a~r" + i % DEPLOYMENTS + "~128";
  }

  private static String region(int i) {
    return "a:r" + i % DEPLOYMENTS % 3;
  }

  private Map<String, String> settings(String name) {
    var settings = new HashMap<String, String>();
    settings.put("bootstrap.servers", kafka.bootstrapServers());
    settings.put("schema.registry.url", registry.url().toString());
    settings.put(HostConfig.STATE_DIR, state.resolve(name).toString());
    settings.put(HostConfig.STANDBY_REPLICAS, "1");
    return settings;
  }

  private StreamHost host(String name) {
    var host = StreamHost.start(new MetricsService(), settings(name));
    hosts.add(host);
    return host;
  }

  private void outcome(int i) {
    outcome(i, "here");
  }

  private void outcome(int i, String vantage) {
    var topic = TopicNames.DEFAULT.of(Topic.OUTCOMES);
    var outcome =
        Outcome.newBuilder()
            .setAttemptId(UUID.randomUUID().toString())
            .setFunction("f")
            .setDeployment(id(i))
            .setRegion(region(i))
            .setVantage(vantage)
            .setStatus(AttemptStatus.SUCCESS)
            .setInFlightMs(100 + i % 10)
            .build();
    producer.send(
        new ProducerRecord<>(
            topic,
            id(i).getBytes(UTF_8),
            serdes.of(Outcome.class).serializer().serialize(topic, outcome)));
  }

  private JsonObject get(URI base, String path) {
    try {
      var response =
          http.send(
              HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(10)).build(),
              HttpResponse.BodyHandlers.ofString());
      return response.statusCode() == 200 ? new JsonObject(response.body()) : new JsonObject();
    } catch (IOException e) {
      return new JsonObject();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** All that was counted of the function. */
  private long total(URI base) {
    return sum(get(base, "/latency/functions/f?step=1m").getJsonArray("data"));
  }

  private static long sum(JsonArray slices) {
    long sum = 0;
    for (int i = 0; slices != null && i < slices.size(); i++) {
      sum += slices.getJsonObject(i).getLong("count");
    }
    return sum;
  }

  /** All that was counted in regions. */
  private long ofRegions(URI base) {
    long sum = 0;
    for (int i = 0; i < 3; i++) {
      var rows = get(base, "/latency/a:r" + i + "?step=1m").getJsonArray("data", new JsonArray());
      for (int j = 0; j < rows.size(); j++) {
        sum += sum(rows.getJsonObject(j).getJsonArray("slices"));
      }
    }
    return sum;
  }

  @Test
  void eitherOfTwoInstancesAnswersForBoth() {
    var first = host("one");
    var second = host("two");
    first.awaitReady(LIMIT);
    second.awaitReady(LIMIT);
    for (int i = 0; i < OUTCOMES; i++) {
      outcome(i);
    }
    for (var host : hosts) {
      await().atMost(LIMIT).until(() -> total(host.url()) == OUTCOMES);
      await().atMost(LIMIT).until(() -> ofRegions(host.url()) == OUTCOMES);
      for (int i = 0; i < DEPLOYMENTS; i++) {
        var answer = get(host.url(), "/latency/latest?target=" + id(i) + "&vantage=here");
        assertEquals(1, answer.getJsonArray("data").size(), answer.encode());
      }
      assertEquals(3, get(host.url(), "/latency/regions").getJsonArray("data").size());
      var top = get(host.url(), "/latency/top?of=deployments&by=p99&n=5").getJsonArray("data");
      assertEquals(5, top.size());
      double last = Double.MAX_VALUE;
      for (int i = 0; i < 5; i++) {
        double next = top.getJsonObject(i).getDouble("p99Ms");
        assertTrue(next <= last, top.encode());
        last = next;
      }
      var paths = get(host.url(), "/openapi.json").getJsonObject("paths");
      for (var path : paths.fieldNames()) {
        var asked =
            path.replace("{target}", "a:r0").replace("{function}", "f")
                + (path.endsWith("latest") ? "?target=a:r0" : "");
        assertTrue(get(host.url(), asked).containsKey("data"), asked);
      }
    }
  }

  @Test
  void theNewestMinuteOfARegionIsThatOfAllVantages() {
    var first = host("one");
    var second = host("two");
    first.awaitReady(LIMIT);
    second.awaitReady(LIMIT);
    for (int i = 0; i < 30; i++) {
      outcome(i, i % 2 == 0 ? "here" : "there");
    }
    for (var host : hosts) {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                var rows = get(host.url(), "/latency/regions/minute").getJsonArray("data");
                assertEquals(3, rows.size(), rows.encode());
                for (int i = 0; i < 3; i++) {
                  var minute = rows.getJsonObject(i).getJsonObject("minute");
                  assertEquals("a:r" + i, rows.getJsonObject(i).getString("target"));
                  assertEquals(10, minute.getInteger("count"), rows.encode());
                  assertEquals(108, minute.getDouble("p99Ms"), 1.2);
                }
              });
    }
  }

  @Test
  void aChangeIsPublishedSoon() {
    host("fresh").awaitReady(LIMIT);
    var topic = TopicNames.DEFAULT.of(Topic.LATENCY);
    var reader = serdes.of(LatencyStats.class).deserializer();
    var took = new ArrayList<Long>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.<String, Object>of(
                "bootstrap.servers", kafka.bootstrapServers(), "auto.offset.reset", "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      consumer.assign(List.of(new TopicPartition(topic, 0)));
      for (int i = 0; i < 60; i++) {
        long start = System.nanoTime();
        outcome(0);
        long wanted = i + 1;
        await()
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(1))
            .atMost(LIMIT)
            .until(
                () -> {
                  boolean found = false;
                  for (var record : consumer.poll(Duration.ofMillis(50))) {
                    var stats = reader.deserialize(topic, record.value());
                    found |= stats.getTarget().equals(id(0)) && stats.getCount() >= wanted;
                  }
                  return found;
                });
        took.add((System.nanoTime() - start) / 1_000_000);
      }
    }
    took.sort(null);
    System.out.println(
        "outcome to published state, in ms: p50 " + took.get(30) + ", greatest " + took.getLast());
    assertTrue(took.get(30) < 1_000, took.toString());
  }

  @Test
  void exactlyOnceCountsToo() {
    var settings = settings("exactly");
    settings.put(HostConfig.GUARANTEE, "exactly_once_v2");
    var host = StreamHost.start(new MetricsService(), settings);
    hosts.add(host);
    host.awaitReady(LIMIT);
    for (int i = 0; i < 500; i++) {
      outcome(i);
    }
    await().atMost(LIMIT).until(() -> total(host.url()) == 500);
    await().atMost(LIMIT).until(() -> ofRegions(host.url()) == 500);
  }

  @Test
  void aKilledProcessLosesAndDoublesNothing() throws IOException {
    var file = state.resolve("killed.properties");
    var lines = new ArrayList<String>();
    settings("killed").forEach((key, value) -> lines.add(key + "=" + value));
    Files.write(file, lines);
    try (var child =
        ChildJvm.start(MetricsMain.class, List.of("-Xmx256m"), List.of(file.toString()))) {
      await()
          .atMost(LIMIT)
          .until(() -> child.output().stream().anyMatch(line -> line.contains("stream-ready")));
      var url =
          child.output().stream()
              .filter(line -> line.contains("stream-ready"))
              .map(line -> URI.create(line.substring(line.indexOf("url=") + 4).strip()))
              .findFirst()
              .orElseThrow();
      for (int i = 0; i < OUTCOMES; i++) {
        outcome(i);
      }
      await().atMost(LIMIT).until(() -> total(url) > OUTCOMES / 3);
      child.kill();
    }
    var survivor = host("killed");
    survivor.awaitReady(LIMIT);
    await().atMost(LIMIT).until(() -> total(survivor.url()) >= OUTCOMES);
    await().atMost(LIMIT).until(() -> ofRegions(survivor.url()) >= OUTCOMES);
    assertEquals(OUTCOMES, total(survivor.url()), "counted by deployment");
    assertEquals(OUTCOMES, ofRegions(survivor.url()), "counted by region");
  }
}
