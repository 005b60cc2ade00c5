package dev.skyvane.catalog;

import java.util.List;
import java.util.Map;

/** Request latency estimated from distance, for where nothing has been measured. */
public final class LatencyModel {

  private final List<Line> lines;
  private final Map<String, Double> baseMs;
  private final double otherBaseMs;
  private final double roundTrips;

  private LatencyModel(
      List<Line> lines, Map<String, Double> baseMs, double otherBaseMs, double roundTrips) {
    this.lines = lines;
    this.baseMs = baseMs;
    this.otherBaseMs = otherBaseMs;
    this.roundTrips = roundTrips;
  }

  /** The default model. */
  public static LatencyModel measured() {
    return new LatencyModel(
        List.of(new Line(3.0, 0.023), new Line(25.08, 0.015515)), Map.of(), 10.0, 1.0);
  }

  /** The line of "Towards Federated Serverless Computing". */
  public static LatencyModel fed() {
    return new LatencyModel(List.of(new Line(0, 0.0155)), Map.of(), 46.0, 2.0);
  }

  /** Round trip over a distance, in ms. */
  public double rttMs(double distanceKm) {
    double rtt = Double.POSITIVE_INFINITY;
    for (Line line : lines) {
      rtt = Math.min(rtt, line.interceptMs + line.msPerKm * distanceKm);
    }
    return rtt;
  }

  /** Request latency without execution time, in ms. */
  public double requestMs(String provider, double distanceKm) {
    return requestMsOfRtt(provider, rttMs(distanceKm));
  }

  /** Request latency without execution time for a round trip that was measured, in ms. */
  public double requestMsOfRtt(String provider, double rttMs) {
    return baseMs.getOrDefault(provider, otherBaseMs) + roundTrips * rttMs;
  }

  private record Line(double interceptMs, double msPerKm) {}
}
