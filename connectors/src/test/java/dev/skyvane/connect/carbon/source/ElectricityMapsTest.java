package dev.skyvane.connect.carbon.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.connect.carbon.source.Api.Said;
import dev.skyvane.connect.carbon.source.CarbonSource.Means;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.ReadingKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers in the published form, with values of our own. */
@Timeout(60)
final class ElectricityMapsTest {
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

  private static final String LATEST_3 =
      """
      {"zone": "XX-1", "carbonIntensity": 123, "datetime": "2026-11-21T12:00:00.000Z",
       "updatedAt": "2026-11-21T11:48:27.926Z", "createdAt": "2026-11-18T19:47:16.265Z",
       "emissionFactorType": "lifecycle", "isEstimated": true,
       "estimationMethod": "TIME_SLICER_AVERAGE"}
      """;

  private static final String HISTORY_3 =
      """
      {"zone": "XX-1", "history": [
       {"zone": "XX-1", "carbonIntensity": 101, "datetime": "2026-11-21T09:00:00.000Z",
        "emissionFactorType": "lifecycle", "isEstimated": false, "estimationMethod": null},
       {"zone": "XX-1", "carbonIntensity": 103, "datetime": "2026-11-21T11:00:00.000Z",
        "emissionFactorType": "lifecycle", "isEstimated": false, "estimationMethod": null},
       {"zone": "XX-1", "carbonIntensity": null, "datetime": "2026-11-21T10:00:00.000Z",
        "emissionFactorType": "lifecycle", "isEstimated": false, "estimationMethod": null}]}
      """;

  private static final String LATEST_4 =
      """
      {"zone": "XX-1", "carbonIntensity": 45, "datetime": "2026-11-21T12:15:00.000Z",
       "emissionFactorType": "direct", "flowTraced": true, "isEstimated": false,
       "estimationMethod": null, "temporalGranularity": "15_minutes"}
      """;

  private final Api api = new Api(_ -> Said.ok(LATEST_3));

  @AfterEach
  void close() {
    api.close();
  }

  private Answer ask(@Nullable Instant since, String... more) {
    var settings = new HashMap<String, String>();
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    try (var source = opened(settings)) {
      return source.read("XX-1", since);
    }
  }

  private ElectricityMaps opened(Map<String, String> more) {
    var settings = new HashMap<String, String>();
    settings.put("electricitymaps.url", api.url() + "/");
    settings.put("electricitymaps.token", "file:token");
    settings.putAll(more);
    var source = new ElectricityMaps();
    source.open(
        new Means(
            settings,
            reference -> reference + "'s secret",
            Clock.fixed(NOON.plusSeconds(1860), ZoneOffset.UTC),
            Duration.ofSeconds(10)));
    return source;
  }

  private static List<CarbonReading> readings(Answer answer) {
    return assertInstanceOf(Answer.Readings.class, answer, answer.toString()).all();
  }

  @Test
  void readsTheNewestHourOfVersion3() {
    assertEquals(
        List.of(
            CarbonReading.newBuilder()
                .setZone("XX-1")
                .setValidFrom(NOON)
                .setValidUntil(NOON.plusSeconds(3600))
                .setGramsPerKwh(123.0)
                .setLifecycle(true)
                .setKind(ReadingKind.ESTIMATED)
                .setSource("Electricity Maps v3")
                .build()),
        readings(ask(null)));
    var asked = api.asked().getFirst();
    assertEquals("/v3/carbon-intensity/latest", asked.path());
    assertEquals(
        "zone=XX-1&emissionFactorType=lifecycle&shouldUseFallbackCallerLookup=false",
        asked.query());
    assertEquals("file:token's secret", asked.token());
  }

  @Test
  void readsTheNewestTimeOfVersion4() {
    api.says(_ -> Said.ok(LATEST_4));
    var reading =
        readings(
                ask(
                    NOON.minusSeconds(86_400),
                    "electricitymaps.version",
                    "v4",
                    "electricitymaps.emission.factors",
                    "direct"))
            .getFirst();
    assertEquals(ReadingKind.MEASURED, reading.getKind());
    assertFalse(reading.getLifecycle());
    assertEquals(NOON.plusSeconds(900), reading.getValidFrom());
    assertEquals(NOON.plusSeconds(1800), reading.getValidUntil());
    var asked = api.asked().getFirst();
    assertEquals("/v4/carbon-intensity/latest", asked.path());
    assertEquals("zone=XX-1&emissionFactorType=direct&disableCallerLookup=true", asked.query());
  }

  @Test
  void readsTheHoursThatWereMissed() {
    api.says(_ -> Said.ok(HISTORY_3));
    var all = readings(ask(NOON.minusSeconds(7200)));
    assertEquals("/v3/carbon-intensity/history", api.asked().getFirst().path());
    assertEquals(List.of(101.0, 103.0), all.stream().map(CarbonReading::getGramsPerKwh).toList());
    assertEquals(ReadingKind.MEASURED, all.getFirst().getKind());
  }

  private Answer askMix(String body, List<CarbonReading> readings) {
    api.says(_ -> Said.ok(body));
    try (var source = opened(Map.of())) {
      assertTrue(source.asksMix());
      return source.mix("XX-1", readings);
    }
  }

  private static CarbonReading at(Instant from) {
    return CarbonReading.newBuilder().setZone("XX-1").setValidFrom(from).build();
  }

  @Test
  void theMixTellsTheShareOfFossilFuels() {
    var mixed =
        readings(
            askMix(
                """
                {"zone": "XX-1", "datetime": "2026-11-21T12:00:00.000Z",
                 "powerConsumptionBreakdown": {"nuclear": 10, "gas": 20, "unknown": null},
                 "fossilFreePercentage": 34, "renewablePercentage": 33, "isEstimated": true}
                """,
                List.of(at(NOON))));
    assertEquals(List.of(CarbonReading.newBuilder(at(NOON)).setFossilShare(0.66).build()), mixed);
    var asked = api.asked().getLast();
    assertEquals("/v3/power-breakdown/latest", asked.path());
    assertEquals("zone=XX-1&shouldUseFallbackCallerLookup=false", asked.query());
    assertEquals("file:token's secret", asked.token());
  }

  @Test
  void theMixOfHoursThatWereMissedComesFromTheHistory() {
    var hours = List.of(at(NOON.minusSeconds(7200)), at(NOON.minusSeconds(3600)), at(NOON));
    var mixed =
        readings(
            askMix(
                """
                {"zone": "XX-1", "history": [
                 {"zone": "XX-1", "datetime": "2026-11-21T10:00:00.000Z", "fossilFreePercentage": 42},
                 {"zone": "XX-1", "datetime": "2026-11-21T11:00:00.000Z", "fossilFreePercentage": null},
                 {"zone": "XX-1", "datetime": "2026-11-21T12:00:00.000Z", "fossilFreePercentage": 0}]}
                """,
                hours));
    assertEquals("/v3/power-breakdown/history", api.asked().getLast().path());
    assertEquals(
        Arrays.asList(0.58, null, 1.0), mixed.stream().map(CarbonReading::getFossilShare).toList());
  }

  @Test
  void aMixOfAnotherZoneTimeOrFormIsNone() {
    for (var body :
        List.of(
            "{\"zone\": \"YY\", \"datetime\": \"2026-11-21T12:00:00Z\", \"fossilFreePercentage\": 1}",
            "{\"zone\": \"XX-1\", \"datetime\": \"2026-11-21T11:00:00Z\", \"fossilFreePercentage\": 1}",
            "{\"zone\": \"XX-1\", \"datetime\": \"2026-11-21T12:00:00Z\", \"fossilFreePercentage\": 101}",
            "{\"zone\": \"XX-1\", \"datetime\": \"soon\", \"fossilFreePercentage\": 1}",
            "{\"zone\": \"XX-1\"}")) {
      assertFalse(askMix(body, List.of(at(NOON))) instanceof Answer.Readings, body);
    }
  }

  @Test
  void version4DoesNotTellTheShare() {
    try (var source = opened(Map.of("electricitymaps.version", "v4"))) {
      assertFalse(source.asksMix());
    }
  }

  /** What the API answers for the place of the caller's IP address is of no use. */
  @Test
  void anAnswerForAnotherZoneIsRefused() {
    api.says(_ -> Said.ok(LATEST_3.replace("XX-1", "YY")));
    assertInstanceOf(Answer.Refused.class, ask(null));
  }

  @Test
  void whatIsNotSaidIsNoDataAndNeverZero() {
    api.says(_ -> Said.ok(LATEST_3.replace("123", "null")));
    assertInstanceOf(Answer.NoData.class, ask(null));
    api.says(_ -> Said.ok(LATEST_3.replace("\"isEstimated\": true,", "")));
    assertEquals(ReadingKind.UNKNOWN, readings(ask(null)).getFirst().getKind());
  }

  @Test
  void aTokenIsAReference() {
    for (var wrong : List.of("", "s3cr3t", "Bearer s3cr3t")) {
      var failure =
          assertThrows(ConfigException.class, () -> ask(null, "electricitymaps.token", wrong));
      assertTrue(failure.getMessage().contains("electricitymaps.token"), failure.getMessage());
      assertFalse(failure.getMessage().contains("s3cr3t"), failure.getMessage());
    }
    var wrong = Map.of("electricitymaps.url", "ftp://x", "electricitymaps.version", "v5");
    wrong.forEach(
        (key, value) -> assertThrows(ConfigException.class, () -> ask(null, key, value), key));
  }
}
