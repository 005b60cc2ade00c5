package dev.skyvane.connect.carbon.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.connect.carbon.source.CarbonSource.Means;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.ReadingKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceReplayTest {
  private static final Instant FIRST = Instant.parse("2022-11-01T05:00:00Z");
  private static final Instant BEGIN = Instant.parse("2026-11-21T12:00:00Z");
  private static final int HOURS = 50;

  @TempDir private Path folder;
  private Path file;

  /** The intensity is the number of the hour; hour 3 of X is unknown. */
  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("hours.csv");
    var lines = new ArrayList<>(List.of("# what: w", "# source: s", "# licence: l"));
    lines.add("hour,zone,lca_g_per_kwh,direct_g_per_kwh,fossil_share");
    for (int hour = 0; hour < HOURS; hour++) {
      var at = FIRST.plusSeconds(3600L * hour);
      lines.add(at + ",X," + (hour == 3 ? "" : hour) + ",,0.5");
      lines.add(at + ",Y," + (1000 + hour) + ",,");
    }
    Files.write(file, lines);
  }

  private Answer ask(Instant now, String zone, @Nullable Instant since, String... more) {
    var settings = new HashMap<>(Map.of("replay.file", file.toString()));
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    try (var source = new TraceReplay()) {
      source.open(
          new Means(settings, _ -> "", Clock.fixed(now, ZoneOffset.UTC), Duration.ofSeconds(1)));
      return source.read(zone, since);
    }
  }

  private static List<CarbonReading> readings(Answer answer) {
    return assertInstanceOf(Answer.Readings.class, answer, answer.toString()).all();
  }

  private static List<Double> grams(Answer answer) {
    return readings(answer).stream().map(CarbonReading::getGramsPerKwh).toList();
  }

  @Test
  void anHourIsToldForTheTimeItIsReplayedAt() {
    var now = BEGIN.plusSeconds(2 * 3600 + 59);
    var reading = readings(ask(now, "X", null, "replay.at", BEGIN.toString())).getFirst();
    assertEquals(
        CarbonReading.newBuilder()
            .setZone("X")
            .setValidFrom(BEGIN.plusSeconds(7200))
            .setValidUntil(BEGIN.plusSeconds(10_800))
            .setGramsPerKwh(2.0)
            .setLifecycle(true)
            .setFossilShare(0.5)
            .setKind(ReadingKind.ESTIMATED)
            .setSource("replay of hours.csv, 2022-11-01T07:00:00Z")
            .build(),
        reading);
  }

  @Test
  void onlyItsOwnTimeIsMeasured() {
    var reading =
        readings(ask(FIRST.plusSeconds(7300), "X", null, "replay.at", FIRST.toString())).getFirst();
    assertEquals(ReadingKind.MEASURED, reading.getKind());
  }

  @Test
  void runsFasterAndTellsEveryHour() {
    var at = new String[] {"replay.at", BEGIN.toString(), "replay.speed", "3600"};
    var first = readings(ask(BEGIN.plusMillis(1_500), "X", null, at)).getFirst();
    assertEquals(1, first.getGramsPerKwh());
    assertEquals(BEGIN.plusSeconds(1), first.getValidFrom());
    assertEquals(BEGIN.plusSeconds(2), first.getValidUntil());
    assertEquals(
        List.of(1.0, 2.0, 4.0, 5.0),
        grams(ask(BEGIN.plusMillis(5_999), "X", first.getValidFrom(), at)));
    var odd = new String[] {"replay.at", BEGIN.toString(), "replay.speed", "7"};
    for (int hour = 0; hour < HOURS; hour++) {
      var now = BEGIN.plusMillis((long) Math.ceil(hour * 3_600_000.0 / 7));
      var reading = readings(ask(now, "Y", null, odd)).getFirst();
      assertEquals(now, reading.getValidFrom());
      assertEquals(1000 + hour % 48, reading.getGramsPerKwh());
    }
  }

  @Test
  void beginsAnewAfterWholeDays() {
    var at = new String[] {"replay.at", BEGIN.toString()};
    assertEquals(List.of(47.0), grams(ask(BEGIN.plusSeconds(47 * 3600), "X", null, at)));
    assertEquals(List.of(0.0), grams(ask(BEGIN.plusSeconds(48 * 3600), "X", null, at)));
    assertEquals(
        List.of(1019.0),
        grams(
                ask(
                    Instant.parse("2030-05-01T00:30:00Z"),
                    "Y",
                    null,
                    "replay.from",
                    FIRST.toString()))
            .stream()
            .map(grams -> 1000 + (grams - 1000) % 24)
            .toList(),
        "midnight is hour 19 of a day that begins at 5");
  }

  @Test
  void whatIsUnknownIsNotTold() {
    var at = new String[] {"replay.at", BEGIN.toString()};
    assertInstanceOf(Answer.NoData.class, ask(BEGIN.plusSeconds(3 * 3600), "X", null, at));
    assertInstanceOf(Answer.NoData.class, ask(BEGIN.minusSeconds(1), "X", null, at));
    assertInstanceOf(Answer.Refused.class, ask(BEGIN, "Z", null, at));
  }

  @Test
  void withoutAFileItReplaysWhatShips() {
    var reading =
        readings(
                ask(
                    BEGIN.plusSeconds(3),
                    "US-CAL-CISO",
                    null,
                    "replay.file",
                    "",
                    "replay.from",
                    "2022-04-13T12:00:00Z",
                    "replay.at",
                    BEGIN.toString(),
                    "replay.speed",
                    "1800"))
            .getFirst();
    assertEquals(330.3, reading.getGramsPerKwh());
    assertFalse(reading.getLifecycle());
    assertEquals(
        "replay of carbon_hourly_eia_2022-04.csv, 2022-04-13T13:00:00Z", reading.getSource());
  }

  @Test
  void wrongSettingsNameKeyAndRule() {
    var wrong =
        Map.of(
            "replay.file", folder.resolve("none.csv").toString(),
            "replay.speed", "0",
            "replay.from", "2021-01-01T00:00:00Z",
            "replay.at", "soon");
    wrong.forEach(
        (key, value) -> {
          var failure =
              assertThrows(ConfigException.class, () -> ask(BEGIN, "X", null, key, value), key);
          assertTrue(failure.getMessage().contains(key), failure.getMessage());
        });
  }
}
