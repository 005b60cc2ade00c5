package dev.skyvane.standalone.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skyvane.standalone.demo.LiveTables.Region;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionViewTest {
  @Test
  void alignsRegionsWithinAHundredColumns() {
    var nan = Double.NaN;
    var shown =
        RegionView.render(
            List.of(
                new Region(
                    "http:openfaas-montreal",
                    1234,
                    12_345,
                    12_345,
                    12.3,
                    1234.56,
                    1234,
                    "yearly average"),
                new Region("aws:us-east-1", 7, 88.4, nan, 0.754, 5.789, 343.3, "2022-04-13 19:00"),
                new Region("http:oslo", 1, nan, nan, nan, nan, nan, "unknown")));
    assertEquals(
        """
        NEWEST MINUTE OF         CALLS   p50 ms   p99 ms   USD/M   gCO2e/M   g/kWh   GRID AS OF (UTC)
        http:openfaas-montreal    1234    12345    12345   12.30   1234.56    1234   yearly average
        aws:us-east-1                7       88        -    0.75      5.79     343   2022-04-13 19:00
        http:oslo                    1        -        -       -         -       -   unknown"""
            .stripIndent(),
        shown);
    assertTrue(shown.lines().allMatch(line -> line.length() <= 100), shown);
    assertEquals("", RegionView.render(List.of()));
  }

  @Test
  void aGridIsAsOfTheHourThatIsReplayedOrAsItIsKnown() throws IOException {
    assertEquals(
        "2022-04-13 19:00",
        grid("ESTIMATED", "replay of carbon_hourly_eia_2022-04.csv, 2022-04-13T19:00:00Z"));
    assertEquals("yearly average", grid("YEARLY_AVERAGE", "gcp"));
    assertEquals("measured", grid("MEASURED", "Electricity Maps v3"));
    assertEquals("unknown", grid("UNKNOWN", ""));
  }

  private static String grid(String kind, String source) throws IOException {
    var row = new ObjectMapper().createObjectNode().put("kind", kind).put("source", source);
    return LiveTables.grid(row);
  }
}
