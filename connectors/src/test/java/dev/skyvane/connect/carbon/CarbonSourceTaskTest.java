package dev.skyvane.connect.carbon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.skyvane.connect.carbon.source.Api;
import dev.skyvane.connect.carbon.source.Api.Said;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One task by itself, with a registry that may be away. */
@Timeout(60)
final class CarbonSourceTaskTest {
  private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir private Path folder;
  private final Api registry = new Api(_ -> Said.ok("{\"id\": 7}"));
  private final Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();
  private Instant now = BEGIN;
  private CarbonSourceTask task;

  @BeforeEach
  void write() throws IOException {
    Files.write(
        folder.resolve("hours.csv"),
        List.of(
            "# what: w",
            "# source: s",
            "# licence: l",
            "hour,zone,lca_g_per_kwh,direct_g_per_kwh,fossil_share",
            "2022-11-01T00:00:00Z,X,100,,",
            "2022-11-01T01:00:00Z,X,101,,",
            "2022-11-01T02:00:00Z,X,102,,"));
    task = start();
  }

  @AfterEach
  void close() {
    task.stop();
    registry.close();
  }

  private CarbonSourceTask start() {
    return start(
        Map.of(
            "carbon.source",
            "replay",
            "carbon.zones",
            "X",
            "replay.file",
            folder.resolve("hours.csv").toString(),
            "replay.at",
            BEGIN.toString(),
            "request.gap.ms",
            "0",
            "schema.registry.url",
            registry.url()));
  }

  private CarbonSourceTask start(Map<String, String> settings) {
    InstantSource source = () -> now;
    Clock clock = source.withZone(ZoneOffset.UTC);
    var started = new CarbonSourceTask(clock);
    started.initialize(context());
    started.start(settings);
    return started;
  }

  private SourceTaskContext context() {
    var reader =
        new OffsetStorageReader() {
          @Override
          @SuppressWarnings("unchecked")
          public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
            return (Map<String, Object>) offsets.get(partition);
          }

          @Override
          public <T> Map<Map<String, T>, Map<String, Object>> offsets(
              Collection<Map<String, T>> partitions) {
            throw new UnsupportedOperationException();
          }
        };
    return (SourceTaskContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {SourceTaskContext.class},
            (_, method, _) -> {
              assertEquals("offsetStorageReader", method.getName());
              return reader;
            });
  }

  /** What the next poll gives, as topic, key and offset; Connect keeps the offsets. */
  private @Nullable List<String> poll() throws InterruptedException {
    var records = task.poll();
    if (records == null) {
      return null;
    }
    records.forEach(record -> offsets.put(record.sourcePartition(), record.sourceOffset()));
    return records.stream().map(CarbonSourceTaskTest::text).toList();
  }

  private static String text(SourceRecord record) {
    return record.topic()
        + " "
        + new String((byte[]) record.key(), UTF_8)
        + " "
        + ((String) record.sourceOffset().get("content")).replaceAll(" lifecycle.*", "");
  }

  private void pass(int minutes) {
    now = now.plusSeconds(60L * minutes);
  }

  @Test
  void tellsEveryReadingAndTheNewestOnce() throws InterruptedException {
    assertEquals(
        List.of(
            "skyvane.carbon-intensity X ESTIMATED 100.0",
            "skyvane.carbon-latest X ESTIMATED 100.0"),
        poll());
    assertNull(poll(), "not due");
    pass(15);
    assertNull(poll(), "no news");
    task.stop();
    pass(120);
    task = start();
    assertEquals(
        List.of(
            "skyvane.carbon-intensity X ESTIMATED 101.0",
            "skyvane.carbon-intensity X ESTIMATED 102.0",
            "skyvane.carbon-latest X ESTIMATED 102.0"),
        poll());
  }

  /** Great Britain's API; its mix is answered so. */
  private Api gridOfGreatBritain(Said mix) {
    return new Api(
        asked ->
            asked.path().startsWith("/generation")
                ? mix
                : Said.ok(
                    """
                    {"data": [{"from": "2026-11-21T12:00Z", "to": "2026-11-21T12:30Z",
                      "intensity": {"forecast": 200, "actual": 201}}]}
                    """));
  }

  private void readGreatBritain(Api api) {
    task.stop();
    task =
        start(
            Map.of(
                "carbon.source",
                "ukcarbonintensity",
                "carbon.zones",
                "GB",
                "ukcarbonintensity.url",
                api.url(),
                "poll.interval.ms",
                "1000",
                "request.gap.ms",
                "200",
                "schema.registry.url",
                registry.url()));
  }

  @Test
  void theMixIsAskedForOfWhatIsNewAloneAndAtTheSamePace() throws InterruptedException {
    var mix =
        """
        {"data": [{"from": "2026-11-21T12:00Z", "to": "2026-11-21T12:30Z",
          "generationmix": [{"fuel": "gas", "perc": 30}, {"fuel": "wind", "perc": 70}]}]}
        """;
    try (var api = gridOfGreatBritain(Said.ok(mix))) {
      readGreatBritain(api);
      assertNull(poll(), "the intensity is known, the mix is not");
      assertNull(poll(), "no two questions at once");
      assertEquals(List.of("/intensity"), paths(api));
      now = now.plusMillis(200);
      assertEquals(2, List.copyOf(poll()).size());
      assertEquals(List.of("/intensity", "/generation"), paths(api));
      pass(1);
      assertNull(poll(), "no news");
      now = now.plusMillis(200);
      assertNull(poll());
      assertEquals(3, api.asked().size(), "the mix of what was told is not asked for again");
    }
  }

  @Test
  void aReadingIsToldWhereItsMixIsNot() throws InterruptedException {
    for (var answer :
        List.of(
            new Said(500, Map.of(), ""),
            new Said(403, Map.of(), ""),
            Said.ok("{}"),
            Said.ok("{\"data\": [{\"from\": \"soon\", \"generationmix\": 1}]}"))) {
      try (var api = gridOfGreatBritain(answer)) {
        offsets.clear();
        readGreatBritain(api);
        assertNull(poll());
        now = now.plusMillis(200);
        assertEquals(2, List.copyOf(poll()).size(), answer.toString());
      }
    }
  }

  @Test
  void whoIsAskedForTheMixTooOftenIsLeftAloneForAll() throws InterruptedException {
    try (var api = gridOfGreatBritain(new Said(429, Map.of("Retry-After", "60"), ""))) {
      readGreatBritain(api);
      assertNull(poll());
      now = now.plusMillis(200);
      assertEquals(2, List.copyOf(poll()).size(), "the reading is told all the same");
      now = now.plusSeconds(59);
      assertNull(poll());
      assertEquals(2, api.asked().size());
      pass(1);
      assertNull(poll(), "no news");
      assertEquals(3, api.asked().size());
    }
  }

  private static List<String> paths(Api api) {
    return api.asked().stream().map(Api.Asked::path).toList();
  }

  @Test
  void whatTheRegistryKeepsFromBeingWrittenIsToldWhenItIsBack() throws InterruptedException {
    registry.says(_ -> new Said(500, Map.of(), ""));
    assertNull(poll());
    assertNull(poll(), "backs off");
    registry.says(_ -> Said.ok("{\"id\": 7}"));
    pass(1);
    assertEquals(2, List.copyOf(poll()).size());
  }
}
