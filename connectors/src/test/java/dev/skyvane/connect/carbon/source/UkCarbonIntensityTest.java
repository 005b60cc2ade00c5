package dev.skyvane.connect.carbon.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
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
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class UkCarbonIntensityTest {
  private static final Instant NOON = Instant.parse("2018-01-20T12:00:00Z");

  /** The API's own example (carbon-intensity/api-definitions, CC BY 4.0). */
  private static final String NOW =
      """
      {"data": [{"from": "2018-01-20T12:00Z", "to": "2018-01-20T12:30Z",
        "intensity": {"forecast": 266, "actual": 263, "index": "moderate"}}]}
      """;

  private final Api api = new Api(_ -> Said.ok(NOW));

  @AfterEach
  void close() {
    api.close();
  }

  private Answer ask(String zone, @Nullable Instant since) {
    try (var source = opened()) {
      return source.read(zone, since);
    }
  }

  private UkCarbonIntensity opened() {
    var source = new UkCarbonIntensity();
    source.open(
        new Means(
            Map.of("ukcarbonintensity.url", api.url()),
            _ -> "",
            Clock.fixed(NOON.plusSeconds(600), ZoneOffset.UTC),
            Duration.ofSeconds(10)));
    return source;
  }

  private static List<CarbonReading> readings(Answer answer) {
    return assertInstanceOf(Answer.Readings.class, answer, answer.toString()).all();
  }

  @Test
  void readsWhatIsMeasured() {
    assertEquals(
        List.of(
            CarbonReading.newBuilder()
                .setZone("GB")
                .setValidFrom(NOON)
                .setValidUntil(NOON.plusSeconds(1800))
                .setGramsPerKwh(263.0)
                .setLifecycle(false)
                .setKind(ReadingKind.MEASURED)
                .setSource("Carbon Intensity API (Great Britain)")
                .build()),
        readings(ask("GB", null)));
    assertEquals("/intensity", api.asked().getFirst().path());
  }

  @Test
  void whatIsNotYetMeasuredIsAForecast() {
    api.says(_ -> Said.ok(NOW.replace("263", "null")));
    var reading = readings(ask("GB", null)).getFirst();
    assertEquals(ReadingKind.FORECAST, reading.getKind());
    assertEquals(266, reading.getGramsPerKwh());
    api.says(_ -> Said.ok(NOW.replace("263", "null").replace("266", "null")));
    assertInstanceOf(Answer.NoData.class, ask("GB", null));
  }

  @Test
  void asksForTheHalfHoursThatWereMissed() {
    api.says(
        _ ->
            Said.ok(
                """
                {"data": [
                 {"from": "2018-01-20T12:30Z", "to": "2018-01-20T13:00Z",
                  "intensity": {"forecast": 270, "actual": null}},
                 {"from": "2018-01-20T12:00Z", "to": "2018-01-20T12:30Z",
                  "intensity": {"forecast": 266, "actual": null}},
                 {"from": "2018-01-20T11:30Z", "to": "2018-01-20T12:00Z",
                  "intensity": {"forecast": 250, "actual": 251}}]}
                """));
    var all = readings(ask("GB", NOON.minusSeconds(1800)));
    assertEquals("/intensity/2018-01-20T11:30Z/2018-01-20T12:40Z", api.asked().getFirst().path());
    assertEquals(
        List.of(ReadingKind.MEASURED, ReadingKind.FORECAST),
        all.stream().map(CarbonReading::getKind).toList(),
        "in order, and nothing that has not begun");
    ask("GB", NOON.minusSeconds(999_999));
    assertEquals("/intensity/2018-01-19T12:10Z/2018-01-20T12:40Z", api.asked().getLast().path());
  }

  /** The API's own example (carbon-intensity/api-definitions, CC BY 4.0). */
  private static final String MIX =
      """
      {"from": "2018-01-20T12:00Z", "to": "2018-01-20T12:30Z", "generationmix": [
       {"fuel": "gas", "perc": 43.6}, {"fuel": "coal", "perc": 0.7}, {"fuel": "biomass", "perc": 4.2},
       {"fuel": "nuclear", "perc": 17.6}, {"fuel": "hydro", "perc": 1.1}, {"fuel": "imports", "perc": 6.5},
       {"fuel": "other", "perc": 0.3}, {"fuel": "wind", "perc": 6.8}, {"fuel": "solar", "perc": 18.1}]}
      """;

  private Answer askMix(String body, Instant... times) {
    api.says(_ -> Said.ok(body));
    try (var source = opened()) {
      assertTrue(source.asksMix());
      return source.mix(
          "GB",
          Arrays.stream(times)
              .map(from -> CarbonReading.newBuilder().setZone("GB").setValidFrom(from).build())
              .toList());
    }
  }

  @Test
  void theMixTellsTheShareOfFossilFuelsInWhatIsGenerated() {
    // (gas + coal) / (all but imports and other) = 44.3 / 92.1
    for (var data : List.of("[" + MIX + "]", MIX)) {
      var share = readings(askMix("{\"data\": " + data + "}", NOON)).getFirst().getFossilShare();
      assertEquals(0.481, share, 1e-4);
      assertEquals("/generation", api.asked().getLast().path());
    }
  }

  @Test
  void theMixOfHalfHoursThatWereMissedIsThatOfTheirTimes() {
    var missed = NOON.minusSeconds(1800);
    var mixed = readings(askMix("{\"data\": [" + MIX + "]}", missed, NOON));
    assertEquals("/generation/2018-01-20T11:30Z/2018-01-20T12:30Z", api.asked().getLast().path());
    assertNull(mixed.getFirst().getFossilShare());
    assertEquals(0.481, mixed.getLast().getFossilShare(), 1e-4);
    assertInstanceOf(
        Answer.NoData.class, askMix("{\"data\": [" + MIX + "]}", NOON.plusSeconds(1800)));
    assertInstanceOf(
        Answer.NoData.class,
        askMix("{\"data\": [{\"from\": \"2018-01-20T12:00Z\", \"generationmix\": []}]}", NOON));
  }

  @Test
  void knowsNoOtherZone() {
    assertInstanceOf(Answer.Refused.class, ask("IE", null));
    assertEquals(List.of(), api.asked());
  }
}
