package dev.skyvane.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.data.DataFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyModelTest {

  private final LatencyModel fitted = LatencyModel.fitted();
  private final LatencyModel fed = LatencyModel.fed();

  // Near: 3.0 + 0.0168 km. Far: 53.0 + 0.0116 km. They meet at 50 / 0.0052 = 9615.4 km.
  @ParameterizedTest
  @CsvSource({
    "0, 3.0",
    "100, 4.68",
    "1000, 19.8",
    "9615, 164.532",
    "9616, 164.5456",
    "10000, 169.0",
    "20000, 285.0"
  })
  void roundTripFollowsTheNearThenTheFarLine(double km, double ms) {
    assertEquals(ms, fitted.rttMs(km), 1e-9);
    assertEquals(10 + ms, fitted.requestMs(km), 1e-9);
    assertEquals(10 + ms, fitted.requestMsOfRtt(ms), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({"0, 46", "100, 49.1", "1000, 77", "10000, 356"})
  void publishedLineIsAsPublished(double km, double ms) {
    assertEquals(ms, fed.requestMs(km), 1e-9);
  }

  // Light in fibre needs 0.98 ms for a round trip of 100 km; distances on Earth end at 20015 km.
  @Property
  void nearerIsFasterAndNothingBeatsLight(
      @ForAll @DoubleRange(min = 0, max = 20_016) double oneKm,
      @ForAll @DoubleRange(min = 0, max = 20_016) double otherKm) {
    double near = Math.min(oneKm, otherKm);
    double far = Math.max(oneKm, otherKm);
    for (LatencyModel model : new LatencyModel[] {fitted, fed}) {
      assertTrue(model.rttMs(near) <= model.rttMs(far));
      assertTrue(model.requestMs(near) <= model.requestMs(far));
      assertTrue(model.rttMs(far) >= 0.0098 * far);
    }
  }

  private static final Coordinates HERE = new Coordinates(0, 0);
  private static final Coordinates THERE = new Coordinates(0, 10);

  @Test
  void aMeasuredRoundTripGoesBeforeTheLineOnTheSameScale() {
    var model = LatencyModel.fitted().with(measured("a:x", "a:y", 77), places());

    assertEquals(77, model.rttMs("a:x", HERE, "a:y", THERE));
    assertEquals(87, model.requestMs("a:x", HERE, "a:y", THERE));
    double fit = LatencyModel.fitted().rttMs(HERE.distanceKmTo(THERE));
    assertEquals(fit, model.rttMs("a:y", THERE, "a:x", HERE), "the other way is not measured");
    assertEquals(fit, model.rttMs(null, HERE, "a:y", THERE), "no region there");
    assertEquals(fit, model.byDistance().rttMs("a:x", HERE, "a:y", THERE));
    assertEquals(
        LatencyModel.fed().requestMs(HERE.distanceKmTo(THERE)),
        LatencyModel.fed().requestMs("a:x", HERE, "a:y", THERE));
  }

  @Test
  void aRegionThatSomebodyPutElsewhereIsNotTheOneThatWasMeasured() {
    var model = LatencyModel.fitted().with(measured("a:x", "a:y", 77), places());
    var elsewhere = new Coordinates(50, 50);

    assertEquals(
        model.rttMs(HERE.distanceKmTo(elsewhere)), model.rttMs("a:x", HERE, "a:y", elsewhere));
  }

  private static Map<String, Coordinates> places() {
    return Map.of("a:x", HERE, "a:y", THERE);
  }

  private static RttMatrix measured(String from, String to, double ms) {
    try {
      return RttMatrix.of(
          List.of(
              DataFile.parse(
                  "test.csv",
                  false,
                  new BufferedReader(
                      new StringReader("from,to,rtt_ms\n" + from + "," + to + "," + ms + "\n")))));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesWhatIsNoDistanceOrTime(double value) {
    assertThrows(IllegalArgumentException.class, () -> fitted.rttMs(value));
    assertThrows(IllegalArgumentException.class, () -> fitted.requestMs(value));
    assertThrows(IllegalArgumentException.class, () -> fitted.requestMsOfRtt(value));
  }
}
