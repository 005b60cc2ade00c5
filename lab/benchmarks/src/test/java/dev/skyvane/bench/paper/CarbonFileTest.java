package dev.skyvane.bench.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.HourlyCarbon.Reading;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarbonFileTest {

  private static final String HEAD = "hour,zone,lca_g_per_kwh,direct_g_per_kwh,fossil_share";
  private static final Instant NOON = Instant.parse("2022-11-01T12:00:00Z");

  @TempDir private Path folder;

  private CarbonFile read(String... lines) throws IOException {
    var file = folder.resolve("f.csv");
    Files.write(file, List.of(lines));
    return CarbonFile.read(file);
  }

  @Test
  void readsWhatSaysNothingOfItself() throws IOException {
    var file = read(HEAD, "2022-11-01T12:00:00Z,GB,30,20,0.25", "2022-11-01T13:00:00Z,GB,31,,");

    assertEquals(
        Map.of(NOON, new Reading(30, 0.25), NOON.plusSeconds(3600), new Reading(31, null)),
        file.zones().get("GB"));
    assertEquals(Optional.empty(), file.credit());
  }

  @Test
  void saysWhoseTheDataAre() throws IOException {
    var file =
        read("# what: a", "# source: b", "# licence: c", HEAD, "2022-11-01T12:00:00Z,GB,1,,");

    assertEquals(Optional.of("b; c"), file.credit());
  }

  @Test
  void directIntensitiesCountOnlyWhereNoLineHasALifeCycle() throws IOException {
    var direct = read(HEAD, "2022-11-01T12:00:00Z,GB,,20,");
    assertEquals(new Reading(20, null), direct.zones().get("GB").get(NOON));

    var mixed = read(HEAD, "2022-11-01T12:00:00Z,GB,,20,", "2022-11-01T12:00:00Z,DE,30,20,");
    assertEquals(Set.of("DE"), mixed.zones().keySet());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          2022-11-01T12:30:00Z,GB,1,,      | f.csv:3 column hour is '2022-11-01T12:30:00Z'; it must be a full hour in UTC
          yesterday,GB,1,,                 | f.csv:3 column hour is 'yesterday'; it must be a full hour
          2022-11-01T13:00:00Z,,1,,        | f.csv:3 column zone is blank
          2022-11-01T13:00:00Z,GB,x,,      | f.csv:3 column lca_g_per_kwh is 'x', not a number
          2022-11-01T13:00:00Z,GB,-1,,     | f.csv:3 column lca_g_per_kwh is -1.0; it must be 0 to 2000
          2022-11-01T13:00:00Z,GB,1,2001,  | f.csv:3 column direct_g_per_kwh is 2001.0; it must be 0 to 2000
          2022-11-01T13:00:00Z,GB,1,,41    | f.csv:3 column fossil_share is 41.0; it must be a share from 0 to 1
          2022-11-01T12:00:00Z,GB,2,,      | f.csv:3 column hour is 2022-11-01T12:00:00Z a second time for zone GB
          2022-11-01T13:00:00Z,GB          | f.csv:3 has 2 fields, not 5
          """)
  void wrongLinesAreNamed(String line, String message) {
    var wrong =
        assertThrows(
            IllegalStateException.class, () -> read(HEAD, "2022-11-01T12:00:00Z,GB,1,,", line));

    assertTrue(String.valueOf(wrong.getMessage()).startsWith(message), wrong::getMessage);
  }

  @Test
  void filesWithoutReadingsAreRefused() {
    assertTrue(
        assertThrows(IllegalStateException.class, () -> read(HEAD, "2022-11-01T12:00:00Z,GB,,,"))
            .getMessage()
            .startsWith("f.csv has no reading"));
    assertTrue(
        assertThrows(IllegalStateException.class, () -> read("hour,zone,g", "2022,GB,1"))
            .getMessage()
            .contains("no column lca_g_per_kwh"));
    assertThrows(UncheckedIOException.class, () -> CarbonFile.read(folder.resolve("none.csv")));
  }
}
