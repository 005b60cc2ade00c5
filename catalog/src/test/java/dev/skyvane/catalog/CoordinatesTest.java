package dev.skyvane.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CoordinatesTest {

  // A quarter, half and an eighth of the circumference 2 pi R = 40030.2287 km, and the well-known
  // example of the haversine formula: Nashville to Los Angeles, 2887.26 km at R = 6372.8 km, which
  // is 2886.4485 km at R = 6371.0088 km.
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0, 90, 10007.557",
    "0, 0, 0, 180, 20015.114",
    "0, -90, 0, 90, 20015.114",
    "90, 0, -90, 0, 20015.114",
    "90, 10, 90, -130, 0",
    "0, 179.5, 0, -179.5, 111.195",
    "45, 0, 90, 77, 5003.779",
    "36.12, -86.67, 33.94, -118.40, 2886.449",
    "59.33, 18.07, 59.33, 18.07, 0"
  })
  void distanceIsTheGreatCircle(
      double latitude, double longitude, double otherLatitude, double otherLongitude, double km) {
    var one = new Coordinates(latitude, longitude);
    var other = new Coordinates(otherLatitude, otherLongitude);

    assertEquals(km, one.distanceKmTo(other), 0.001);
    assertEquals(km, other.distanceKmTo(one), 0.001);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "59.33,18.07 | 59.33 | 18.07",
        "-33.87,151.21 | -33.87 | 151.21",
        "' 0 , -0.5 ' | 0 | -0.5",
        "+90,180 | 90 | 180",
        "-90,-180 | -90 | -180"
      })
  void readsLatitudeThenLongitude(String text, double latitude, double longitude) {
    assertEquals(new Coordinates(latitude, longitude), Coordinates.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "59.33",
        "59.33;18.07",
        "1,2,3",
        ",",
        "59.33,",
        "x,1",
        "1,east",
        "1e1,2",
        "NaN,0",
        "0x1,2",
        "59°N,18°E",
        "90.01,0",
        "-91,0",
        "0,180.5",
        "0,-181",
        "59.,18"
      })
  void refusesWhatIsNotLatLonAndShowsTheForm(String text) {
    var e = assertThrows(IllegalArgumentException.class, () -> Coordinates.parse(text));

    assertTrue(e.getMessage().contains("lat,lon"), e.getMessage());
  }

  @Test
  void messageNamesThePartAndTheWhole() {
    var e = assertThrows(IllegalArgumentException.class, () -> Coordinates.parse("59.33,east"));

    assertEquals(
        "longitude 'east' in '59.33,east' is not a decimal number of degrees; write lat,lon as in"
            + " 59.33,18.07",
        e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"NaN, 0", "0, NaN", "Infinity, 0", "0, -Infinity", "90.001, 0", "0, 180.001"})
  void refusesWhatIsNoPlace(double latitude, double longitude) {
    assertThrows(IllegalArgumentException.class, () -> new Coordinates(latitude, longitude));
  }
}
