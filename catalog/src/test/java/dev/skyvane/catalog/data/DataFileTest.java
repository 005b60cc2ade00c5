package dev.skyvane.catalog.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataFileTest {

  @Test
  void skipsCommentsAndKeepsBlanksUnknown() throws IOException {
    var rows = parse("# source: a test\nname,price\n\n# more\nx, 1.50 \ny,\n").rows();

    assertEquals(2, rows.size());
    assertEquals("x", rows.get(0).text("name"));
    assertEquals(new BigDecimal("1.50"), rows.get(0).decimal("price"));
    assertEquals(Optional.empty(), rows.get(1).optional("price"));
  }

  @Test
  void damageIsNamedByFileLineAndColumn() throws IOException {
    var file = parse("name,price\nx,\ny,dear\n");

    assertMessage("test.csv:2 column price is blank", () -> file.rows().get(0).decimal("price"));
    assertMessage(
        "test.csv:3 column price is 'dear', not a number",
        () -> file.rows().get(1).number("price"));
    assertMessage(
        "data file test.csv has no column cost", () -> file.rows().get(0).optional("cost"));
    assertMessage("test.csv:2 has 3 fields, not 2", () -> parse("name,price\nx,1,2\n"));
    assertMessage("data file test.csv is empty", () -> parse("# nothing\n"));
    assertMessage(
        "data file none.csv is missing in the catalog's jar", () -> DataFile.read("none.csv"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "carbon_hourly_eia_2022-04.csv",
        "continents.csv",
        "egress_areas.csv",
        "egress_pairs.csv",
        "energy.csv",
        "fed_regions.csv",
        "free_tiers.csv",
        "gcp_carbon_free.csv",
        "grid_zones.csv",
        "prices.csv",
        "prices_vsp.csv",
        "products.csv",
        "providers.csv",
        "pue.csv",
        "regions.csv",
        "rtt_azure.csv",
        "rtt_gcp.csv",
        "sizes.csv",
        "sources.csv",
        "volume_tiers.csv"
      })
  void everyFileBeginsWithWhatItIs(String name) throws IOException {
    try (InputStream stream = DataFile.class.getResourceAsStream("/dev/skyvane/catalog/" + name)) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);

      assertTrue(text.startsWith("# "), name);
      assertTrue(text.endsWith("\n") && text.indexOf('\r') < 0, name);
      DataFile file = DataFile.read(name);
      assertTrue(!file.rows().isEmpty(), name);
      assertTrue(file.describe().shipped(), name);
      assertTrue(!file.describe().licence().contains("ODbL"), "share-alike data is in the jar");
    }
  }

  @Test
  void aFileThatDoesNotSayItsLicenceIsRefused() throws IOException {
    assertEquals(
        new DataSet("test.csv", true, "x", "y", "z", 1),
        parse("# what: x\n# source: y\n# licence: z\na\n1\n").describe());
    var silent = parse("# what: x\n# source: y\na\n1\n");
    assertMessage("data file test.csv has no line '# licence: ...' at its head", silent::describe);
  }

  private static DataFile parse(String text) throws IOException {
    return DataFile.parse("test.csv", true, new BufferedReader(new StringReader(text)));
  }

  private static void assertMessage(String message, Executable damaged) {
    assertEquals(message, assertThrows(IllegalStateException.class, damaged).getMessage());
  }
}
