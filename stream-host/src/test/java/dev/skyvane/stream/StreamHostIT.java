package dev.skyvane.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.stream.rig.Site;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One instance: what it answers, what it says of itself, and what it does with bad input. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamHostIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private Site site;
  private StreamHost host;

  @BeforeAll
  void start(@TempDir Path state) {
    site = new Site(4);
    var settings = site.settings();
    settings.put(HostConfig.STANDBY_REPLICAS, "0");
    settings.put(HostConfig.STATE_DIR, state.toString());
    host = StreamHost.start(new CountingService(), settings);
    host.awaitReady(LIMIT);
  }

  @AfterAll
  void end() {
    if (host != null) {
      host.close();
    }
    site.close();
  }

  private long count(String deployment) {
    var answer = site.get(host.url(), "/counts/" + deployment);
    return answer.status() == 200 ? answer.data().getLong("count") : 0;
  }

  @Test
  void anAnswerSaysHowOldItMayBe() {
    CountingService.send(site, "a~x");
    await().atMost(LIMIT).until(() -> count("a~x") == 1);
    await()
        .atMost(LIMIT)
        .until(() -> site.get(host.url(), "/counts/a~x").meta().getLong("ageMs") != null);
    var meta = site.get(host.url(), "/counts/a~x").meta();
    assertTrue(meta.getLong("ageMs") < 2_000, meta.encode());
    assertEquals(0, meta.getLong("lagRecords"));
    assertEquals(host.instance(), meta.getString("instance"));
    assertEquals(
        "active", meta.getJsonArray("sources").getJsonObject(0).getString("role"), meta.encode());
    var newest = java.time.Instant.parse(meta.getString("newest"));
    assertTrue(newest.isAfter(java.time.Instant.now().minusSeconds(60)), meta.encode());
  }

  @Test
  void whatTablesAreRestoredFromIsCleanedInSmallPieces() throws Exception {
    try (var admin =
        Admin.create(
            Map.<String, Object>of(
                "bootstrap.servers", site.settings().get("bootstrap.servers")))) {
      var changelogs =
          admin.listTopics().names().get().stream()
              .filter(name -> name.endsWith("-changelog"))
              .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
              .toList();
      assertFalse(changelogs.isEmpty());
      for (var config : admin.describeConfigs(changelogs).all().get().values()) {
        assertEquals("compact", config.get("cleanup.policy").value());
        assertEquals("33554432", config.get("segment.bytes").value());
      }
    }
  }

  @Test
  void undecodableInputIsADeadLetterAndTheStreamGoesOn() {
    byte[] poison = {0, 0, 0, 0, 1, 9, 9, 9};
    byte[] notAvro = "no record".getBytes(UTF_8);
    CountingService.send(site, "poisoned");
    site.raw(Topic.OUTCOMES, "poisoned", notAvro);
    site.raw(Topic.OUTCOMES, "poisoned", poison);
    CountingService.send(site, "poisoned");
    await().atMost(LIMIT).until(() -> count("poisoned") == 2);
    await().atMost(LIMIT).until(() -> site.read(Topic.DEAD_LETTERS).size() == 2);
    var letters = new ArrayList<>(site.read(Topic.DEAD_LETTERS, DeadLetter.class));
    letters.sort(java.util.Comparator.comparing(DeadLetter::getCoordinate));
    var first = new byte[letters.getFirst().getValue().remaining()];
    letters.getFirst().getValue().get(first);
    assertArrayEquals(notAvro, first);
    assertEquals("undecodable", letters.getFirst().getReason());
    assertTrue(letters.getFirst().getCoordinate().startsWith("skyvane.outcomes-"));
    var metrics = site.get(host.url(), "/metrics").body();
    assertTrue(metrics.contains("skyvane_stream_dead_letters_total"), metrics);
    assertTrue(metrics.contains("kafka_stream"), metrics);
  }

  @Test
  void aThreadThatFailsIsReplaced() {
    CountingService.send(site, "boom");
    await().atMost(LIMIT).until(() -> count("boom") == 1);
    var metrics = site.get(host.url(), "/metrics").body();
    assertTrue(metrics.contains("skyvane_stream_threads_replaced_total"), metrics);
    await().atMost(LIMIT).until(() -> site.get(host.url(), "/readyz").status() == 200);
  }

  @Test
  void errorsNameTheRule() {
    assertEquals(404, site.get(host.url(), "/counts/nobody").status());
    assertEquals(404, site.get(host.url(), "/nothing").status());
    var bad = site.get(host.url(), "/counts?n=0");
    assertEquals(400, bad.status());
    assertTrue(bad.json().getString("message").contains("n='0' must be within 1 to 1000"));
    var unknown = site.get(host.url(), "/counts?m=1");
    assertEquals(400, unknown.status());
    assertTrue(unknown.json().getString("message").contains("no parameter m; it has n"));
  }

  @Test
  void everyRouteIsDescribedAndEveryDescribedRouteAnswers() {
    CountingService.send(site, "described");
    await().atMost(LIMIT).until(() -> count("described") == 1);
    var description = site.get(host.url(), "/openapi.json").json();
    assertEquals("3.1.0", description.getString("openapi"));
    var paths = description.getJsonObject("paths");
    assertEquals(
        List.of("/counts", "/counts/{key}", "/instances", "/lag"),
        paths.fieldNames().stream().sorted().toList());
    for (var path : paths.fieldNames()) {
      var answer = site.get(host.url(), path.replace("{key}", "described"));
      assertEquals(200, answer.status(), path + ": " + answer.body());
      assertTrue(answer.json().containsKey("data"), answer.body());
    }
    await()
        .atMost(LIMIT)
        .until(
            () ->
                site.get(host.url(), "/instances")
                    .json()
                    .getJsonArray("data")
                    .encode()
                    .contains(host.instance()));
    JsonArray all = site.get(host.url(), "/counts").json().getJsonArray("data");
    assertTrue(all.encode().contains("described"), all.encode());
    assertEquals(200, site.get(host.url(), "/livez").status());
  }

  @Test
  void aWrongSettingIsNamed() {
    var settings = site.settings();
    settings.put(HostConfig.QUERY_HOST, "0.0.0.0");
    var error =
        assertThrows(
            ConfigException.class, () -> StreamHost.start(new CountingService(), settings));
    assertTrue(error.getMessage().contains(HostConfig.QUERY_ADVERTISED), error.getMessage());
  }
}
