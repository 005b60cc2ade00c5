package dev.skyvane.standalone.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({"30s,30000", "200ms,200", "1.2s,1200", "15m,900000", "2h,7200000", "1d,86400000"})
  void readsDurations(String text, long millis) {
    assertEquals(millis, Units.millis(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"30", "s", "-1s", "1 s", "1sec", "", "1..2s"})
  void refusesWhatIsNoDuration(String text) {
    assertThrows(IllegalArgumentException.class, () -> Units.millis(text));
  }

  @ParameterizedTest
  @CsvSource({"30000,30s", "1200,1200ms", "900000,15m", "90000,90s", "0,0ms"})
  void writesTheLargestWholeUnit(long millis, String text) {
    assertEquals(text, Units.duration(millis));
  }

  @Test
  void writesFractionsAsPercentagesWithoutRounding() {
    assertEquals("5%", Units.percent(0.05));
    assertEquals("100%", Units.percent(1));
    assertEquals("0.1%", Units.percent(0.001));
  }
}
