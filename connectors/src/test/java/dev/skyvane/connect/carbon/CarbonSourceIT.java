package dev.skyvane.connect.carbon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.connect.carbon.source.Api;
import dev.skyvane.connect.carbon.source.Api.Said;
import dev.skyvane.embedded.EmbeddedConnect;
import dev.skyvane.embedded.EmbeddedRegistry;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.ReadingKind;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.testkit.KafkaCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The connector in a Connect worker, with a broker and a registry. */
@Timeout(180)
final class CarbonSourceIT {
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";
  private static final String TOKEN = "s3cr3t-t0k3n";

  private static KafkaCluster kafka;
  private static EmbeddedRegistry registry;
  private static RecordSerdes serdes;

  @TempDir private Path folder;
  private final AtomicInteger hour = new AtomicInteger();
  private final Api api = new Api(asked -> Said.ok(latest(asked)));
  private String prefix;

  @BeforeAll
  static void start() {
    kafka = KafkaCluster.inThisJvm(1);
    registry = EmbeddedRegistry.start(kafka.bootstrapServers(), "127.0.0.1", 0, "skyvane.schemas");
    serdes = RecordSerdes.create(Map.of("schema.registry.url", registry.url().toString()));
  }

  @AfterAll
  static void stop() {
    serdes.close();
    registry.close();
    kafka.close();
  }

  @BeforeEach
  void prepare() throws IOException {
    prefix = "t" + System.nanoTime() + ".";
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      new TopicAdmin(admin, new TopicNames(prefix)).ensure(2, (short) 1);
    }
    Files.writeString(folder.resolve("token"), TOKEN);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private String latest(Api.Asked asked) {
    var zone = asked.query().replaceAll(".*zone=([^&]*).*", "$1");
    var at = Instant.parse("2026-11-21T00:00:00Z").plusSeconds(3600L * hour.get());
    return """
        {"zone": "%s", "carbonIntensity": %d, "datetime": "%s", "emissionFactorType": "lifecycle",
         "isEstimated": false, "fossilFreePercentage": 40}
        """
        .formatted(zone, 100 + hour.get(), at);
  }

  private Map<String, String> settings(String... more) {
    var all =
        new HashMap<>(
            Map.of(
                "connector.class",
                CarbonSourceConnector.class.getName(),
                "key.converter",
                BYTES,
                "value.converter",
                BYTES,
                "topic.prefix",
                prefix,
                "schema.registry.url",
                registry.url().toString(),
                "carbon.source",
                "electricitymaps",
                "carbon.zones",
                "XX-1,XX-2",
                "electricitymaps.url",
                api.url(),
                "electricitymaps.token",
                "file:token",
                "secrets.dir",
                folder.toString()));
    all.putAll(
        Map.of(
            "poll.interval.ms", "200",
            "request.gap.ms", "10",
            "backoff.first.ms", "50",
            "backoff.max.ms", "400"));
    for (int i = 0; i < more.length; i += 2) {
      all.put(more[i], more[i + 1]);
    }
    return all;
  }

  private EmbeddedConnect worker() {
    return EmbeddedConnect.start(kafka.bootstrapServers(), folder.resolve("offsets"));
  }

  /** All records of a topic, by its partitions. */
  private List<CarbonReading> read(Topic topic, String zone) {
    var name = new TopicNames(prefix).of(topic);
    var found = new ArrayList<CarbonReading>();
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", kafka.bootstrapServers()),
            new StringDeserializer(),
            serdes.of(CarbonReading.class).deserializer())) {
      var partitions =
          consumer.partitionsFor(name).stream()
              .map(each -> new TopicPartition(name, each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          assertEquals(record.key(), record.value().getZone());
          if (record.key().equals(zone)) {
            found.add(record.value());
          }
        }
      }
    }
    return found;
  }

  private List<Double> grams(Topic topic, String zone) {
    return read(topic, zone).stream().map(CarbonReading::getGramsPerKwh).toList();
  }

  private static ConditionFactory soon() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(50));
  }

  private void awaitGrams(Topic topic, String zone, Double... expected) {
    soon().untilAsserted(() -> assertEquals(List.of(expected), grams(topic, zone)));
  }

  @Test
  void everyReadingIsToldOnceThroughOutagesAndRestarts() {
    try (var worker = worker()) {
      worker.run("carbon", settings());
      awaitGrams(Topic.CARBON_INTENSITY, "XX-1", 100.0);
      awaitGrams(Topic.CARBON_LATEST, "XX-2", 100.0);
      var reading = read(Topic.CARBON_LATEST, "XX-1").getFirst();
      assertEquals(ReadingKind.MEASURED, reading.getKind());
      assertEquals(0.6, reading.getFossilShare(), "by the further question");
      assertEquals(Instant.parse("2026-11-21T00:00:00Z"), reading.getValidFrom());
      // The same again is no news.
      int asked = api.asked().size();
      soon().until(() -> api.asked().size() > asked + 6);
      assertEquals(List.of(100.0), grams(Topic.CARBON_INTENSITY, "XX-1"));
      // While the source is down nothing is told, and it is asked ever more seldom.
      api.says(_ -> new Said(500, Map.of(), ""));
      int before = api.asked().size();
      soon().until(() -> api.asked().size() > before + 8);
      assertEquals("RUNNING RUNNING", worker.state("carbon"));
      assertEquals(List.of(100.0), grams(Topic.CARBON_INTENSITY, "XX-1"));
      assertEquals(List.of(100.0), grams(Topic.CARBON_LATEST, "XX-1"));
      hour.set(1);
      api.says(each -> Said.ok(latest(each)));
      awaitGrams(Topic.CARBON_INTENSITY, "XX-1", 100.0, 101.0);
      awaitGrams(Topic.CARBON_LATEST, "XX-1", 100.0, 101.0);
      awaitGrams(Topic.CARBON_INTENSITY, "XX-2", 100.0, 101.0);
    }
    int before = api.asked().size();
    try (var worker = worker()) {
      worker.run("carbon", settings());
      soon().until(() -> api.asked().size() > before + 4);
      assertEquals(List.of(100.0, 101.0), grams(Topic.CARBON_INTENSITY, "XX-1"));
      hour.set(2);
      awaitGrams(Topic.CARBON_INTENSITY, "XX-1", 100.0, 101.0, 102.0);
      awaitGrams(Topic.CARBON_LATEST, "XX-2", 100.0, 101.0, 102.0);
    }
    assertTrue(api.asked().stream().allMatch(each -> each.token().equals(TOKEN)));
  }

  @Test
  void whoIsAskedToWaitWaits() {
    api.says(_ -> new Said(429, Map.of("Retry-After", "2"), ""));
    try (var worker = worker()) {
      worker.run("carbon", settings());
      soon().until(() -> api.asked().size() == 1);
      long throttled = System.nanoTime();
      api.says(each -> Said.ok(latest(each)));
      awaitGrams(Topic.CARBON_LATEST, "XX-1", 100.0);
      var waited = Duration.ofNanos(System.nanoTime() - throttled);
      assertTrue(waited.compareTo(Duration.ofMillis(1_800)) > 0, "after " + waited);
    }
  }

  @Test
  void aTraceIsReplayedHourByHour() throws IOException {
    var file = folder.resolve("hours.csv");
    var lines = new ArrayList<>(List.of("# what: w", "# source: s", "# licence: l"));
    lines.add("hour,zone,lca_g_per_kwh,direct_g_per_kwh,fossil_share");
    for (int each = 0; each < 24; each++) {
      lines.add("2022-11-01T%02d:00:00Z,XX-1,%d,,0.5".formatted(each, 200 + each));
    }
    Files.write(file, lines);
    try (var worker = worker()) {
      worker.run(
          "replay",
          settings(
              "carbon.source", "replay",
              "carbon.zones", "XX-1",
              "replay.file", file.toString(),
              "replay.speed", "3600",
              "replay.at", Instant.now().toString()));
      soon().until(() -> read(Topic.CARBON_INTENSITY, "XX-1").size() >= 4);
      var all = read(Topic.CARBON_INTENSITY, "XX-1");
      for (int each = 1; each < all.size(); each++) {
        assertEquals(all.getFirst().getGramsPerKwh() + each, all.get(each).getGramsPerKwh());
        assertEquals(all.get(each - 1).getValidUntil(), all.get(each).getValidFrom());
      }
    }
  }

  @Test
  void wrongSettingsAreRefusedByNameAndNoSecretIsRepeated() {
    try (var worker = worker()) {
      var refused =
          assertThrows(
              IllegalArgumentException.class,
              () -> worker.run("carbon", settings("electricitymaps.token", TOKEN)));
      assertTrue(refused.getMessage().contains("electricitymaps.token"), refused.getMessage());
      assertFalse(refused.getMessage().contains(TOKEN), refused.getMessage());
      worker.run("carbon", settings("electricitymaps.token", "file:none"));
      soon()
          .untilAsserted(
              () ->
                  assertTrue(
                      worker.state("carbon").contains("there is no such file below secrets.dir"),
                      worker.state("carbon")));
    }
  }
}
