package dev.skyvane.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyModelTest {

  private final LatencyModel measured = LatencyModel.measured();
  private final LatencyModel fed = LatencyModel.fed();

  // Near: 3.0 + 0.0214 km. Far: 25.08 + 0.015515 km. They meet at 22.08 / 0.005885 = 3751.9 km.
  @ParameterizedTest
  @CsvSource({
    "0, 3.0",
    "100, 5.14",
    "1000, 24.4",
    "3751, 83.2714",
    "3753, 83.307795",
    "10000, 180.23",
    "20000, 335.38"
  })
  void roundTripFollowsTheNearThenTheFarLine(double km, double ms) {
    assertEquals(ms, measured.rttMs(km), 1e-9);
    assertEquals(10 + ms, measured.requestMs("aws", km), 1e-9);
    assertEquals(10 + ms, measured.requestMsOfRtt("aws", ms), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"0, 46", "100, 49.1", "1000, 77", "10000, 356"})
  void publishedLineIsAsPublished(double km, double ms) {
    assertEquals(ms, fed.requestMs("aws", km), 1e-9);
  }

  // Light in fibre needs 0.98 ms for a round trip of 100 km; distances on Earth end at 20015 km.
  @Property
  void nearerIsFasterAndNothingBeatsLight(
      @ForAll @DoubleRange(min = 0, max = 20_016) double oneKm,
      @ForAll @DoubleRange(min = 0, max = 20_016) double otherKm) {
    double near = Math.min(oneKm, otherKm);
    double far = Math.max(oneKm, otherKm);
    for (LatencyModel model : new LatencyModel[] {measured, fed}) {
      assertTrue(model.rttMs(near) <= model.rttMs(far));
      assertTrue(model.requestMs("gcp", near) <= model.requestMs("gcp", far));
      assertTrue(model.rttMs(far) >= 0.0098 * far);
    }
  }

  @Property
  void noProviderIsFavoured(@ForAll @DoubleRange(min = 0, max = 20_016) double km) {
    double aws = measured.requestMs("aws", km);

    assertEquals(aws, measured.requestMs("gcp", km));
    assertEquals(aws, measured.requestMs("http", km));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesWhatIsNoDistanceOrTime(double value) {
    assertThrows(IllegalArgumentException.class, () -> measured.rttMs(value));
    assertThrows(IllegalArgumentException.class, () -> measured.requestMs("aws", value));
    assertThrows(IllegalArgumentException.class, () -> measured.requestMsOfRtt("aws", value));
  }
}
