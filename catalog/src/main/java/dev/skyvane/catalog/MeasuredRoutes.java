package dev.skyvane.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where measured round trips hold. Immutable.
 *
 * <p>Providers are measured within their own networks alone, and nobody has measured from one to
 * another. A caller at a region of one provider is taken for one at the other's region in the same
 * city: so all providers of a city are seen alike, and none gains by how it is estimated.
 */
final class MeasuredRoutes {

  static final MeasuredRoutes NONE = new MeasuredRoutes(RttMatrix.EMPTY, Map.of());

  /** Two regions of a city are at most this far apart, in km: less than 1 ms of a round trip. */
  private static final double SAME_CITY_KM = 50;

  private final RttMatrix matrix;
  private final Map<String, Coordinates> places;

  /** By region and provider: the region of that provider from which it is measured. */
  private final Map<String, Map<String, String>> stands = new HashMap<>();

  MeasuredRoutes(RttMatrix matrix, Map<String, Coordinates> places) {
    this.matrix = matrix;
    this.places = Map.copyOf(places);
    var measured = matrix.pairs().stream().map(RttMatrix.Pair::from).collect(Collectors.toSet());
    // In the order of ids, so that of two regions that are as near it is always the same.
    var candidates = new TreeMap<>(places);
    candidates.keySet().retainAll(measured);
    places.forEach((region, place) -> stands.put(region, stands(region, place, candidates)));
  }

  private static Map<String, String> stands(
      String region, Coordinates place, Map<String, Coordinates> candidates) {
    var stands = new HashMap<String, String>();
    var distances = new HashMap<String, Double>();
    candidates.forEach(
        (candidate, at) -> {
          double km = candidate.equals(region) ? -1 : place.distanceKmTo(at);
          String provider = provider(candidate);
          if (km < distances.getOrDefault(provider, SAME_CITY_KM)) {
            distances.put(provider, km);
            stands.put(provider, candidate);
          }
        });
    return stands;
  }

  RttMatrix matrix() {
    return matrix;
  }

  /** Measured round trip, in ms; empty where none holds. */
  OptionalDouble rttMs(
      @Nullable String fromRegion, Coordinates from, String toRegion, Coordinates to) {
    if (fromRegion == null
        || !from.equals(places.get(fromRegion))
        || !to.equals(places.get(toRegion))) {
      return OptionalDouble.empty();
    }
    String stand = stands.getOrDefault(fromRegion, Map.of()).get(provider(toRegion));
    return stand == null ? OptionalDouble.empty() : matrix.rttMs(stand, toRegion);
  }

  private static String provider(String regionId) {
    return regionId.substring(0, Math.max(0, regionId.indexOf(':')));
  }
}
