package dev.skyvane.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Measured and fitted request latencies must compete fairly: swapping one for the other over all
 * pairs that are measured moves the median by less than 5 %.
 */
class MeasuredAndFittedTest {

  static final Path DATA = Path.of("../lab/benchmarks/data");
  private static final double MOST_BIAS = 0.05;

  private final Catalog catalog = Catalog.load(DATA);

  @Test
  void allPairsAreRead() {
    // 1,024 of AWS with 32 regions to themselves, 1,122 of Google, 1,578 of Azure.
    assertEquals(1_024 + 1_122 + 1_578, catalog.latency().matrix().pairs().size());
    assertEquals(1_122 + 1_578, Catalog.load().latency().matrix().pairs().size());
    assertEquals(
        93.066, catalog.latency().matrix().rttMs("aws:us-east-1", "aws:eu-central-1").orElse(-1));
  }

  @Test
  void swappingThemMovesTheMedianOfAllPairsByLessThanFivePercent() {
    double bias = medianBias("");

    assertTrue(Math.abs(bias) < MOST_BIAS, () -> "median bias " + bias);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws:", "gcp:", "azure:"})
  void noProviderGainsBeingMeasuredOrEstimated(String provider) {
    double bias = medianBias(provider);

    assertTrue(Math.abs(bias) < MOST_BIAS, () -> provider + " median bias " + bias);
  }

  // Frankfurt and Ashburn: what Google measured from its region holds for a caller at AWS's or at
  // Azure's in the same city. Stockholm has a region of Google that nobody measured.
  @Test
  void aCallerInTheSameCitySeesWhatTheProviderMeasured() {
    assertEquals(rtt("gcp:europe-west3", "gcp:us-east4"), rtt("aws:eu-central-1", "gcp:us-east4"));
    assertEquals(
        rtt("gcp:europe-west3", "gcp:us-east4"), rtt("azure:germanywestcentral", "gcp:us-east4"));
    assertEquals(
        rtt("aws:eu-central-1", "aws:us-east-1"), rtt("gcp:europe-west3", "aws:us-east-1"));
    assertEquals(
        catalog.latency().byDistance().rttMs(km("aws:eu-north-1", "gcp:us-east4")),
        rtt("aws:eu-north-1", "gcp:us-east4"));
    assertEquals(
        catalog.latency().matrix().rttMs("aws:us-west-1", "aws:us-west-2").orElseThrow(),
        rtt("aws:us-west-1", "aws:us-west-2"));
  }

  private double rtt(String from, String to) {
    return catalog
        .latency()
        .rttMs(
            from,
            catalog.region(from).orElseThrow().location(),
            to,
            catalog.region(to).orElseThrow().location());
  }

  private double km(String from, String to) {
    return catalog
        .region(from)
        .orElseThrow()
        .location()
        .distanceKmTo(catalog.region(to).orElseThrow().location());
  }

  private double medianBias(String prefix) {
    LatencyModel measured = catalog.latency();
    LatencyModel fitted = measured.byDistance();
    List<RttMatrix.Pair> pairs =
        measured.matrix().pairs().stream()
            .filter(pair -> pair.from().startsWith(prefix) && !pair.from().equals(pair.to()))
            .toList();
    double[] bias = new double[pairs.size()];
    for (int i = 0; i < bias.length; i++) {
      String from = pairs.get(i).from();
      String to = pairs.get(i).to();
      Coordinates here = catalog.region(from).orElseThrow().location();
      Coordinates there = catalog.region(to).orElseThrow().location();
      double known = measured.requestMs(from, here, to, there);
      assertEquals(measured.requestMsOfRtt(pairs.get(i).rttMs()), known);
      bias[i] = fitted.requestMs(from, here, to, there) / known - 1;
    }
    Arrays.sort(bias);
    return (bias[(bias.length - 1) / 2] + bias[bias.length / 2]) / 2;
  }
}
