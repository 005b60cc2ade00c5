package dev.skyvane.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class CoordinatesPropertyTest {

  /** A metre: rounding near antipodes, where the arc sine is steep, costs some of them. */
  private static final double EPSILON_KM = 1e-3;

  private static final double HALF_WAY_ROUND_KM = Math.PI * Coordinates.EARTH_RADIUS_KM;

  @Provide
  Arbitrary<Coordinates> places() {
    return Combinators.combine(
            Arbitraries.doubles().between(-90, 90).ofScale(4),
            Arbitraries.doubles().between(-180, 180).ofScale(4))
        .as(Coordinates::new);
  }

  @Property
  void distanceIsSymmetricAndBounded(
      @ForAll("places") Coordinates one, @ForAll("places") Coordinates other) {
    double there = one.distanceKmTo(other);

    assertEquals(there, other.distanceKmTo(one), EPSILON_KM);
    assertTrue(there >= 0 && there <= HALF_WAY_ROUND_KM + EPSILON_KM, () -> "distance " + there);
  }

  @Property
  void nothingIsFartherByDirectWay(
      @ForAll("places") Coordinates from,
      @ForAll("places") Coordinates over,
      @ForAll("places") Coordinates to) {
    assertTrue(
        from.distanceKmTo(to) <= from.distanceKmTo(over) + over.distanceKmTo(to) + EPSILON_KM);
  }

  @Property
  void aPlaceIsAtNoDistanceFromItself(@ForAll("places") Coordinates place) {
    assertEquals(0, place.distanceKmTo(place));
  }

  // The spherical law of cosines is another way to the same distance; it loses digits only where
  // places are near or antipodal.
  @Property
  void agreesWithTheLawOfCosines(
      @ForAll("places") Coordinates one, @ForAll("places") Coordinates other) {
    double phi1 = Math.toRadians(one.latitude());
    double phi2 = Math.toRadians(other.latitude());
    double lambda = Math.toRadians(other.longitude() - one.longitude());
    double cosine =
        Math.sin(phi1) * Math.sin(phi2) + Math.cos(phi1) * Math.cos(phi2) * Math.cos(lambda);
    double km = Coordinates.EARTH_RADIUS_KM * Math.acos(Math.clamp(cosine, -1, 1));

    assertEquals(km, one.distanceKmTo(other), 0.5);
  }

  @Property
  void whatIsWrittenIsRead(@ForAll("places") Coordinates place) {
    String text =
        BigDecimal.valueOf(place.latitude()).toPlainString()
            + ","
            + BigDecimal.valueOf(place.longitude()).toPlainString();

    assertEquals(place, Coordinates.parse(text));
  }
}
