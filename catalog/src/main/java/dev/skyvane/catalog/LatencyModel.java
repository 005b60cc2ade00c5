package dev.skyvane.catalog;

import java.util.List;

/**
 * Request latency as distance lets expect it, for where nothing has been measured. Immutable.
 *
 * <p>All request latencies are on one scale, {@code base + trips · RTT}, whether the round trip is
 * fitted ({@link #requestMs}) or measured ({@link #requestMsOfRtt}): so a measured deployment and
 * an estimated one compete fairly. Execution time is not in it.
 */
public final class LatencyModel {

  private final List<Line> lines;
  private final double baseMs;
  private final double roundTrips;

  private LatencyModel(List<Line> lines, double baseMs, double roundTrips) {
    this.lines = lines;
    this.baseMs = baseMs;
    this.roundTrips = roundTrips;
  }

  /**
   * The default: {@code RTT = min(3.0 + 0.0214 · km, 25.08 + 0.015515 · km)} ms and {@code request
   * = 10 + 1 · RTT} ms.
   *
   * <p><b>Far line.</b> Own least-squares fit of round trip over great-circle distance: 992 ordered
   * pairs of 32 AWS regions, medians of a year of TCP pings up to May 2025 (cloudping.co), R² 0.70.
   * <b>Near line.</b> The far line would put 25 ms between neighbours. The same data has a median
   * of 3.0 ms inside a region, and from there a slope of 0.0214 ms/km fits the 130 pairs up to
   * 3,000 km (mean error 8.6 ms, against 18.3 ms of the far line); the lines meet at 3,750 km. A
   * worldwide estimate is off by 30 ms on average, as cables make detours in Asia, the Middle East
   * and Africa: a measurement is always better.
   *
   * <p><b>Trips.</b> A connection is kept alive, so a warm request is one round trip. <b>Base.</b>
   * What the provider adds to a warm request: the published line of {@link #fed} has twice the
   * slope of the pings between the same 19 regions (3.1 against 1.51 ms per 100 km), so its
   * requests took two round trips; of its 46 ms at 0 km, two times the pings' 18.2 ms are network,
   * and some 10 ms remain. It was measured on AWS; nothing comparable is known of others, and one
   * base for all favours none.
   */
  public static LatencyModel measured() {
    return new LatencyModel(List.of(new Line(3.0, 0.0214), new Line(25.08, 0.015515)), 10, 1);
  }

  /**
   * The published line of request latency over distance: {@code 46 + 0.031 · km} ms, here as {@code
   * 46 + 2 · RTT} with {@code RTT = 0.0155 · km}. Source: Cordingly et al., "Towards Federated
   * Serverless Computing", IC2E 2023: 3.1 ms per 100 km, 45 to 48 ms at 0 km, R² 0.992, AWS Lambda
   * in 19 regions.
   */
  public static LatencyModel fed() {
    return new LatencyModel(List.of(new Line(0, 0.0155)), 46, 2);
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
   * Latency of a warm request without its execution, in ms.
   *
   * @param provider who runs the function; every provider has the same base, see {@link #measured}
   * @param distanceKm great-circle distance from caller to region, in km
   * @throws IllegalArgumentException if the distance is negative, infinite or not a number
   */
  public double requestMs(String provider, double distanceKm) {
    return requestMsOfRtt(provider, rttMs(distanceKm));
  }

  /**
   * Latency of a warm request without its execution where the round trip was measured, in ms.
   *
   * @param provider who runs the function; every provider has the same base, see {@link #measured}
   * @param rttMs round trip, in ms
   * @throws IllegalArgumentException if the round trip is negative, infinite or not a number
   */
  public double requestMsOfRtt(String provider, double rttMs) {
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
