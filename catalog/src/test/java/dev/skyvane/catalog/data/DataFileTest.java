package dev.skyvane.catalog;

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
        "energy.csv",
        "gcp_carbon_free.csv",
        "grid_zones.csv",
        "prices.csv",
        "products.csv",
        "providers.csv",
        "regions.csv",
        "sources.csv"
      })
  void everyFileBeginsWithWhatItIs(String name) throws IOException {
    try (InputStream stream = DataFile.class.getResourceAsStream(name)) {
      String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);

      assertTrue(text.startsWith("# "), name);
      assertTrue(text.endsWith("\n") && text.indexOf('\r') < 0, name);
      assertTrue(!DataFile.read(name).rows().isEmpty(), name);
    }
  }

  private static DataFile parse(String text) throws IOException {
    return DataFile.parse("test.csv", new BufferedReader(new StringReader(text)));
  }

  private static void assertMessage(String message, Executable damaged) {
    assertEquals(message, assertThrows(IllegalStateException.class, damaged).getMessage());
  }
}
