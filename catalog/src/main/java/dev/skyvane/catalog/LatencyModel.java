package dev.skyvane.catalog;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Request latency before anything was measured by Skyvane itself. Immutable.
 *
 * <p>All request latencies are on one scale, {@code base + trips · RTT}, whether the round trip is
 * measured by others (a {@link RttMatrix}), by Skyvane ({@link #requestMsOfRtt}) or fitted by
 * distance: so a measured deployment and an estimated one compete fairly. Execution time is not in
 * it.
 */
public final class LatencyModel {

  private final List<Line> lines;
  private final double baseMs;
  private final double roundTrips;
  private final MeasuredRoutes measured;

  private LatencyModel(
      List<Line> lines, double baseMs, double roundTrips, MeasuredRoutes measured) {
    this.lines = lines;
    this.baseMs = baseMs;
    this.roundTrips = roundTrips;
    this.measured = measured;
  }

  /**
   * Estimates by distance alone: {@code RTT = min(3.0 + 0.0168 · km, 53.0 + 0.0116 · km)} ms and
   * {@code request = 10 + 1 · RTT} ms.
   *
   * <p><b>Lines.</b> Own fit of the least absolute relative error of request latency over
   * great-circle distance, so that half of the pairs are above it and half below: 992 ordered pairs
   * of AWS regions (medians of a year of TCP pings up to May 2025, cloudping.co), 1,122 of Google's
   * (SMU AT&T Center) and 1,578 of Azure's (Azure SDK, without suspect rows), each set with the
   * same weight. The median error is -4 % for AWS, +4 % for Google and -1 % for Azure; the mean
   * absolute error of a pair is 28 ms, as cables make detours in Asia, the Middle East and Africa:
   * a measurement is always better. The lines meet at 9,615 km, and 3.0 ms is the median of round
   * trips inside a region of AWS.
   *
   * <p><b>Trips.</b> A connection is kept alive, so a warm request is one round trip. <b>Base.</b>
   * What the provider adds to a warm request: the published line of {@link #fed} has twice the
   * slope of the pings between the same 19 regions (3.1 against 1.51 ms per 100 km), so its
   * requests took two round trips; of its 46 ms at 0 km, two times the pings' 18.2 ms are network,
   * and some 10 ms remain. It was measured on AWS; nothing comparable is known of others, and one
   * base for all favours none.
   */
  public static LatencyModel fitted() {
    return new LatencyModel(
        List.of(new Line(3.0, 0.0168), new Line(53.0, 0.0116)), 10, 1, MeasuredRoutes.NONE);
  }

  /**
   * The published line of request latency over distance: {@code 46 + 0.031 · km} ms, here as {@code
   * 46 + 2 · RTT} with {@code RTT = 0.0155 · km}. Source: Cordingly et al., "Towards Federated
   * Serverless Computing", IC2E 2023: 3.1 ms per 100 km, 45 to 48 ms at 0 km, R² 0.992, AWS Lambda
   * in 19 regions. It knows no measured round trips.
   */
  public static LatencyModel fed() {
    return new LatencyModel(List.of(new Line(0, 0.0155)), 46, 2, MeasuredRoutes.NONE);
  }

  /**
   * This model, with measured round trips in place of the line where there are any.
   *
   * @param measured round trips between regions
   * @param places where those regions are: a region that somebody puts elsewhere is not the one
   *     that was measured
   */
  public LatencyModel with(RttMatrix measured, Map<String, Coordinates> places) {
    return new LatencyModel(lines, baseMs, roundTrips, new MeasuredRoutes(measured, places));
  }

  /** The same scale and line, without measured round trips. */
  public LatencyModel byDistance() {
    return new LatencyModel(lines, baseMs, roundTrips, MeasuredRoutes.NONE);
  }

  /** Round trips that were measured. */
  public RttMatrix matrix() {
    return measured.matrix();
  }

  /**
   * Round trip between two places, in ms: the measured one where both are regions and it was
   * measured from there, or from the other's provider's region in the same city (within 50 km);
   * else the line's.
   *
   * @param fromRegion id of the region at the first place; null: there is none
   * @param from the first place
   * @param toRegion id of the region at the other place
   * @param to the other place
   */
  public double rttMs(
      @Nullable String fromRegion, Coordinates from, String toRegion, Coordinates to) {
    OptionalDouble known = measured.rttMs(fromRegion, from, toRegion, to);
    return known.isPresent() ? known.getAsDouble() : rttMs(from.distanceKmTo(to));
  }

  /**
   * Latency of a warm request without its execution, in ms, by {@link #rttMs(String, Coordinates,
   * String, Coordinates)}.
   *
   * @param fromRegion id of the region at the caller's place; null: there is none
   * @param from the caller's place
   * @param toRegion id of the region that runs the function
   * @param to where that region is
   */
  public double requestMs(
      @Nullable String fromRegion, Coordinates from, String toRegion, Coordinates to) {
    return requestMsOfRtt(rttMs(fromRegion, from, toRegion, to));
  }

  /**
   * Round trip over a distance, in ms.
   *
   * @param distanceKm great-circle distance, in km
   * @throws IllegalArgumentException if the distance is negative, infinite or not a number
   */
  public double rttMs(double distanceKm) {
    requireFinite("distance in km", distanceKm);
    double rtt = Double.POSITIVE_INFINITY;
    for (Line line : lines) {
      rtt = Math.min(rtt, line.interceptMs + line.msPerKm * distanceKm);
    }
    return rtt;
  }

  /**
   * Latency of a warm request without its execution over a distance, in ms; the same for all
   * providers, see {@link #fitted}.
   *
   * @param distanceKm great-circle distance from caller to region, in km
   * @throws IllegalArgumentException if the distance is negative, infinite or not a number
   */
  public double requestMs(double distanceKm) {
    return requestMsOfRtt(rttMs(distanceKm));
  }

  /**
   * Latency of a warm request without its execution where the round trip was measured, in ms; the
   * same for all providers, see {@link #fitted}.
   *
   * @param rttMs round trip, in ms
   * @throws IllegalArgumentException if the round trip is negative, infinite or not a number
   */
  public double requestMsOfRtt(double rttMs) {
    requireFinite("round trip in ms", rttMs);
    return baseMs + roundTrips * rttMs;
  }

  private static void requireFinite(String what, double value) {
    if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          what + " is " + value + "; it must be a finite number, 0 or more");
    }
  }

  private record Line(double interceptMs, double msPerKm) {}
}
