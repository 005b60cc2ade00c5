package dev.skyvane.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.data.DataSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Data that can't be in the jar, as it lies beside the benchmarks. */
class MoreDataTest {

  private static final Path DATA = MeasuredAndFittedTest.DATA;

  @Test
  void whatWasLoadedIsToldWithItsLicence() {
    var shipped = Catalog.load().loaded();
    assertTrue(shipped.stream().allMatch(DataSet::shipped));
    assertFalse(shipped.isEmpty());
    assertTrue(
        shipped.stream().noneMatch(set -> set.licence().contains("ODbL")),
        "share-alike data is not in the jar");
    assertEquals("catalog", Catalog.load().name());
    assertEquals("catalog with carbon_yearly.csv, rtt_aws.csv", Catalog.load(DATA).name());
    var more = Catalog.load(DATA).loaded();

    assertEquals(shipped.size() + 2, more.size());
    var own =
        more.stream()
            .filter(set -> !set.shipped())
            .collect(Collectors.toMap(DataSet::file, DataSet::licence));
    assertTrue(own.get("carbon_yearly.csv").startsWith("ODbL 1.0"), own.toString());
    assertTrue(own.get("carbon_yearly.csv").contains("Contains data from Electricity Maps"));
    assertTrue(own.get("rtt_aws.csv").contains("cloudping.co"));
  }

  /** Every project whose data is in the jar, and the terms on which it may be passed on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Cloud Carbon Footprint",
        "region-carbon-info",
        "Caribou",
        "aws-lambda-live-tuner",
        "firebase-tools",
        "skyplane",
        "green-dcc",
        "dc-rl",
        "decarbonization-potential",
        "azure-cosmos-dotnet-v3",
        "Permission is hereby granted"
      })
  void theJarHasItsNotice(String words) throws IOException {
    Path metaInf = Path.of("target/classes/META-INF");

    assertTrue(Files.readString(metaInf.resolve("NOTICE")).contains(words));
    assertTrue(Files.readString(metaInf.resolve("LICENSE")).contains("Apache License"));
  }

  @Test
  void yearlyAveragesReplaceThoseOfTheJar() {
    Catalog catalog = Catalog.load(DATA);
    GridAverage emirates = catalog.grid("aws:me-central-1").orElseThrow();

    assertEquals(348, emirates.gramsPerKwh());
    assertEquals(0.69, emirates.fossilShare());
    assertEquals(2025, emirates.year());
    assertEquals(404.1, Catalog.load().grid("aws:me-central-1").orElseThrow().gramsPerKwh());
    YearlyGrid yearly = YearlyGrid.read(DATA.resolve("carbon_yearly.csv"));
    assertEquals(447, yearly.of("AE", 2021).orElseThrow().gramsPerKwh());
    assertEquals(Optional.empty(), yearly.of("AE", 2019));
    assertEquals(Optional.empty(), yearly.newest("ATLANTIS"));
    assertEquals(2025, yearly.newest("AE").orElseThrow().year());
  }

  @Test
  void aFolderWithoutTheFilesIsTheJarAlone(@TempDir Path empty) {
    assertEquals(Catalog.load().loaded(), Catalog.load(empty).loaded());
  }

  @Test
  void hoursOfTheWinterAreComplete() {
    HourlyCarbon hours = HourlyCarbon.read(DATA.resolve("carbon_hourly_2022-11_2023-03.csv"));
    Instant first = Instant.parse("2022-11-01T00:00:00Z");

    assertEquals(19, hours.zones().size());
    for (String zone : hours.zones()) {
      assertEquals(Optional.of(first), hours.first(zone));
      assertEquals(Duration.ofHours(3623), Duration.between(first, hours.last(zone).orElseThrow()));
      for (int hour = 0; hour < 3624; hour++) {
        assertTrue(hours.at(zone, first.plus(Duration.ofHours(hour))).isPresent(), zone);
      }
    }
    assertEquals(435.4, hours.at("HK", first.plusSeconds(3599)).orElseThrow().gramsPerKwh());
  }

  @Test
  void hoursOfTheUnitedStates() {
    HourlyCarbon hours = HourlyCarbon.read(DATA.resolve("carbon_hourly_eia_2022.csv"));
    var reading = hours.at("US-MIDA-PJM", Instant.parse("2022-01-01T00:30:00Z")).orElseThrow();

    assertEquals(new HourlyCarbon.Reading(341.4, 0.5547), reading);
    assertTrue(hours.description().licence().startsWith("public domain"));
    assertFalse(hours.lifeCycle());
    assertTrue(HourlyCarbon.read(DATA.resolve("carbon_hourly_2022-11_2023-03.csv")).lifeCycle());
  }

  /** The jar has one month of the file, without a gap, and nothing else. */
  @Test
  void theHoursThatShipAreThoseOfApril() {
    HourlyCarbon all = HourlyCarbon.read(DATA.resolve("carbon_hourly_eia_2022.csv"));
    HourlyCarbon shipped = HourlyCarbon.shipped();
    Instant first = Instant.parse("2022-04-01T00:00:00Z");

    assertEquals(all.zones(), shipped.zones());
    assertFalse(shipped.lifeCycle());
    for (String zone : shipped.zones()) {
      assertEquals(Optional.of(first), shipped.first(zone));
      for (int hour = 0; hour < 30 * 24; hour++) {
        Instant at = first.plus(Duration.ofHours(hour));
        assertTrue(shipped.at(zone, at).isPresent(), zone + " " + at);
        assertEquals(all.at(zone, at), shipped.at(zone, at));
      }
      assertEquals(Optional.empty(), shipped.at(zone, first.plus(Duration.ofDays(30))));
    }
  }

  @Test
  void anHourThatNobodyReadIsUnknown(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("f.csv");
    Files.write(
        file,
        List.of(
            "# what: a",
            "# source: b",
            "# licence: c",
            "hour,zone,lca_g_per_kwh,direct_g_per_kwh,fossil_share",
            "2022-01-01T00:00:00Z,X,,10,0.5",
            "2022-01-01T01:00:00Z,X,,,",
            "2022-01-01T02:00:00Z,X,30,20,"));
    HourlyCarbon hours = HourlyCarbon.read(file);

    assertEquals(
        10, hours.at("X", Instant.parse("2022-01-01T00:59:59Z")).orElseThrow().gramsPerKwh());
    assertEquals(Optional.empty(), hours.at("X", Instant.parse("2022-01-01T01:00:00Z")));
    assertEquals(
        new HourlyCarbon.Reading(30, null),
        hours.at("X", Instant.parse("2022-01-01T02:00:00Z")).orElseThrow());
    assertEquals(Optional.empty(), hours.at("X", Instant.parse("2022-01-01T03:00:00Z")));
    assertEquals(Optional.empty(), hours.at("X", Instant.parse("2021-12-31T23:59:59Z")));
    Files.writeString(file, "hour,zone,lca_g_per_kwh,direct_g_per_kwh,fossil_share\n");
    assertThrows(IllegalStateException.class, () -> HourlyCarbon.read(file));
    assertThrows(UncheckedIOException.class, () -> HourlyCarbon.read(folder.resolve("none.csv")));
  }
}
