package dev.skyvane.emulator;

import java.util.Optional;
import java.util.regex.Pattern;

/** A place on the globe, in degrees. */
record Position(double latitude, double longitude) {

  private static final Pattern LAT_LON =
      Pattern.compile(
          "\\s*(-?\\d{1,3}(?:\\.\\d{1,12})?)\\s*,\\s*(-?\\d{1,3}(?:\\.\\d{1,12})?)\\s*");

  /** Mean radius of the Earth (IUGG), in km. */
  private static final double EARTH_KM = 6_371.0088;

  /** Parses {@code lat,lon}; empty if it is none. */
  static Optional<Position> parse(String text) {
    var match = LAT_LON.matcher(text);
    if (!match.matches()) {
      return Optional.empty();
    }
    var position =
        new Position(Double.parseDouble(match.group(1)), Double.parseDouble(match.group(2)));
    var onGlobe = Math.abs(position.latitude) <= 90 && Math.abs(position.longitude) <= 180;
    return onGlobe ? Optional.of(position) : Optional.empty();
  }

  /**
   * Great-circle distance in km, from the chord between the two unit vectors, which stays exact for
   * near and for opposite points.
   */
  double kmTo(Position other) {
    var a = Math.toRadians(latitude);
    var b = Math.toRadians(other.latitude);
    var turn = Math.toRadians(other.longitude - longitude);
    var x = Math.cos(b) * Math.cos(turn) - Math.cos(a);
    var y = Math.cos(b) * Math.sin(turn);
    var z = Math.sin(b) - Math.sin(a);
    var chord = Math.sqrt(x * x + y * y + z * z);
    return 2 * EARTH_KM * Math.asin(Math.min(1, chord / 2));
  }
}
