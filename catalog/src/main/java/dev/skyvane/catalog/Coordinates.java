package dev.skyvane.catalog;

import java.util.regex.Pattern;

/**
 * A place on Earth.
 *
 * @param latitude degrees north, -90 to 90
 * @param longitude degrees east, -180 to 180
 */
public record Coordinates(double latitude, double longitude) {

  /** Mean radius of the Earth, (2a + b) / 3 of WGS 84, in km. Source: IUGG, as in Moritz (1980). */
  public static final double EARTH_RADIUS_KM = 6371.0088;

  private static final Pattern COMMA = Pattern.compile(",");

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is not a number or out of range
   */
  public Coordinates {
    if (!(latitude >= -90 && latitude <= 90)) {
      throw new IllegalArgumentException(
          "latitude " + latitude + " is outside -90 to 90; coordinates are lat,lon in that order");
    }
    if (!(longitude >= -180 && longitude <= 180)) {
      throw new IllegalArgumentException(
          "longitude "
              + longitude
              + " is outside -180 to 180; coordinates are lat,lon in that order");
    }
  }

  /**
   * Great-circle distance by the haversine formula on a sphere of radius {@link #EARTH_RADIUS_KM},
   * in km; at most 0.6 % off the ellipsoid. Source: R. W. Sinnott, "Virtues of the Haversine", Sky
   * and Telescope 68 (1984).
   *
   * <p>{@code h = sin²(Δφ/2) + cos φ1 · cos φ2 · sin²(Δλ/2)}, {@code d = 2 R asin √h}.
   */
  public double distanceKmTo(Coordinates other) {
    double phi1 = Math.toRadians(latitude);
    double phi2 = Math.toRadians(other.latitude);
    double sinLat = Math.sin((phi2 - phi1) / 2);
    double sinLon = Math.sin(Math.toRadians(other.longitude - longitude) / 2);
    double h = sinLat * sinLat + Math.cos(phi1) * Math.cos(phi2) * sinLon * sinLon;
    // Rounding may carry antipodes just beyond 1, where asin is not defined.
    return 2 * EARTH_RADIUS_KM * Math.asin(Math.sqrt(Math.min(1, h)));
  }

  /**
   * Reads {@code lat,lon} in decimal degrees, as in {@code 59.33,18.07}; blanks around the numbers
   * are allowed.
   *
   * @throws IllegalArgumentException if the text is not of that form or a value is out of range
   */
  public static Coordinates parse(String latLon) {
    String[] parts = COMMA.split(latLon, -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          "'" + latLon + "' is not lat,lon: two decimal numbers with one comma, as in 59.33,18.07");
    }
    return new Coordinates(
        degrees("latitude", parts[0], latLon), degrees("longitude", parts[1], latLon));
  }

  private static double degrees(String what, String text, String whole) {
    String number = text.strip();
    if (!number.matches("[+-]?\\d{1,3}(\\.\\d+)?")) {
      throw new IllegalArgumentException(
          what
              + " '"
              + number
              + "' in '"
              + whole
              + "' is not a decimal number of degrees; write lat,lon as in 59.33,18.07");
    }
    return Double.parseDouble(number);
  }
}
