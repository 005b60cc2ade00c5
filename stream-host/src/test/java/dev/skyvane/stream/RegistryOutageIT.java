package dev.skyvane.stream;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.stream.rig.Site;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service does while the schema registry is away, or does not know a schema. */
class RegistryOutageIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String KEY = "d";

  @TempDir Path state;
  private Site site;

  @BeforeEach
  void start() {
    site = new Site(2);
  }

  @AfterEach
  void end() {
    site.close();
  }

  private StreamHost host(Map<String, String> more) {
    var settings = site.settings();
    settings.put(HostConfig.STATE_DIR, state.toString());
    settings.put(HostConfig.STANDBY_REPLICAS, "0");
    settings.putAll(more);
    return StreamHost.start(new CountingService(), settings);
  }

  private long count(StreamHost host) {
    var answer = site.get(host.url(), "/counts/" + KEY);
    return answer.status() == 200 ? answer.data().getLong("count") : 0;
  }

  private void awaitWait(StreamHost host) {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              var waits = site.get(host.url(), "/readyz").json().getJsonArray("waits");
              assertEquals(1, waits.size(), waits.encode());
              var wait = waits.getString(0);
              assertTrue(
                  wait.startsWith("skyvane.outcomes waits for the schema registry since "), wait);
              assertTrue(wait.contains(site.registryUrl().toString()), wait);
            });
    assertEquals(1, host.meters().get(HostMeter.REGISTRY_WAITS.id()).gauge().value());
  }

  private void awaitAll(StreamHost host, long outcomes) {
    host.awaitReady(LIMIT);
    await().atMost(LIMIT).until(() -> count(host) >= outcomes);
    assertEquals(outcomes, count(host));
    await()
        .atMost(LIMIT)
        .until(() -> site.get(host.url(), "/readyz", 200).getJsonArray("waits").isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"at_least_once", "exactly_once_v2"})
  void whileItIsAwayWhatNeedsItWaitsAndNothingIsLost(String guarantee)
      throws IOException, InterruptedException {
    var newer = newerOutcome();
    try (var host = host(Map.of(HostConfig.GUARANTEE, guarantee))) {
      host.awaitReady(LIMIT);
      CountingService.send(site, KEY);
      await().atMost(LIMIT).until(() -> count(host) == 1);

      site.stopRegistry();
      site.raw(Topic.OUTCOMES, KEY, newer);
      for (int i = 0; i < 5; i++) {
        CountingService.send(site, KEY);
      }
      awaitWait(host);
      assertEquals(200, site.get(host.url(), "/readyz").status(), "queries are answered");
      assertEquals(1, count(host), "what comes after it is not counted before it");

      site.startRegistry();
      awaitAll(host, 7);
      assertEquals(0, site.read(Topic.DEAD_LETTERS).size());
    }
  }

  @Test
  void whereItIsAwayAtTheStartTheServiceBeginsWhenItComes() {
    CountingService.send(site, KEY);
    CountingService.send(site, KEY);
    site.stopRegistry();
    try (var host = host(Map.of())) {
      awaitWait(host);
      site.startRegistry();
      awaitAll(host, 2);
      await()
          .atMost(LIMIT)
          .until(() -> site.get(host.url(), "/instances").body().contains(host.instance()));
    }
  }

  @Test
  void whatWaitsWhenTheServiceStopsIsReadByTheNext() throws IOException, InterruptedException {
    var newer = newerOutcome();
    try (var host = host(Map.of())) {
      host.awaitReady(LIMIT);
      site.stopRegistry();
      site.raw(Topic.OUTCOMES, KEY, newer);
      awaitWait(host);
      long start = System.nanoTime();
      host.close();
      var took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(Duration.ofSeconds(15)) < 0, "it stopped within " + took);
    }
    site.startRegistry();
    try (var host = host(Map.of())) {
      awaitAll(host, 1);
      assertEquals(0, site.read(Topic.DEAD_LETTERS).size());
    }
  }

  /** One such id holds its partition back once, not once for each record. */
  @Test
  void anIdThatStaysUnknownMakesDeadLettersAndTheStreamGoesOn() {
    var patience = Duration.ofSeconds(2);
    var unknown = ByteBuffer.allocate(8).put((byte) 0).putInt(47_110_815).array();
    try (var host =
        host(Map.of(HostConfig.SCHEMA_PATIENCE_MS, Long.toString(patience.toMillis())))) {
      host.awaitReady(LIMIT);
      long start = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        site.raw(Topic.OUTCOMES, KEY, unknown);
        CountingService.send(site, KEY);
      }
      awaitAll(host, 20);
      var took = Duration.ofNanos(System.nanoTime() - start);
      assertTrue(took.compareTo(patience) >= 0, "refused before its time, after " + took);
      assertTrue(took.compareTo(patience.multipliedBy(20)) < 0, "waited for each, in all " + took);
      var letters = site.read(Topic.DEAD_LETTERS, DeadLetter.class);
      assertEquals(20, letters.size());
      for (var letter : letters) {
        assertEquals("unknown-schema", letter.getReason());
        assertEquals(ByteBuffer.wrap(unknown), letter.getValue());
      }
    }
  }

  /** An outcome of {@link #KEY} by a schema that nobody here has seen, known to the registry. */
  private byte[] newerOutcome() throws IOException, InterruptedException {
    var json = new JsonObject(Outcome.getClassSchema().toString());
    json.getJsonArray("fields")
        .add(new JsonObject().put("name", "fromLater").put("type", "string").put("default", ""));
    var schema = new Schema.Parser().parse(json.encode());
    var record = new GenericRecordBuilder(schema).set("deployment", KEY).build();
    // The present one comes first, as it did in life.
    CountingService.send(site, "somebody");
    try (var http = HttpClient.newHttpClient()) {
      var answer =
          http.send(
              HttpRequest.newBuilder(
                      site.registryUrl().resolve("/subjects/skyvane.outcomes-value/versions"))
                  .header("content-type", "application/vnd.schemaregistry.v1+json")
                  .POST(
                      HttpRequest.BodyPublishers.ofString(
                          new JsonObject().put("schema", schema.toString()).encode()))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertEquals(200, answer.statusCode(), answer.body());
      var bytes = new ByteArrayOutputStream();
      int id = new JsonObject(answer.body()).getInteger("id");
      bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
      var encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      new GenericDatumWriter<GenericRecord>(schema).write(record, encoder);
      encoder.flush();
      return bytes.toByteArray();
    }
  }
}
