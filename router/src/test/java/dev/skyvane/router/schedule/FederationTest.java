package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The load distribution of Cordingly et al., "Towards Federated Serverless Computing" (IC2E 2023),
 * EX-4 and Table III, in shape: a client in each of 19 regions, which may not use its own. Carbon
 * is the average share of fossil fuel that the paper's text gives, in percent; of Hong Kong and the
 * four regions of the USA it gives none, and what stands here is taken from their yearly mix.
 */
class FederationTest {
  private static final Map<String, Double> FOSSIL_PERCENT =
      Map.ofEntries(
          Map.entry("ap-east-1", 72.0),
          Map.entry("ap-northeast-1", 84.7),
          Map.entry("ap-northeast-2", 69.7),
          Map.entry("ap-northeast-3", 69.8),
          Map.entry("ap-south-1", 80.2),
          Map.entry("ap-southeast-1", 96.1),
          Map.entry("ap-southeast-2", 65.0),
          Map.entry("eu-central-1", 47.9),
          Map.entry("eu-north-1", 0.2),
          Map.entry("eu-south-1", 78.7),
          Map.entry("eu-west-1", 56.7),
          Map.entry("eu-west-2", 41.0),
          Map.entry("eu-west-3", 12.0),
          Map.entry("ca-central-1", 0.02),
          Map.entry("sa-east-1", 6.5),
          Map.entry("us-east-1", 60.0),
          Map.entry("us-east-2", 65.0),
          Map.entry("us-west-1", 50.0),
          Map.entry("us-west-2", 40.0));

  private static final Catalog CATALOG = Catalog.load();

  /** What all clients together have: how many regions, and means over the clients. */
  private record Table(int regions, double fossilPercent, double latencyMs) {}

  private static Table table(Map<String, Double> weights) {
    var policy =
        Policy.newBuilder()
            .setKind(PolicyKind.MINIMIZE)
            .setWeights(weights)
            .setTolerance(0)
            .build();
    var used = new HashMap<String, Integer>();
    double fossil = 0;
    double latency = 0;
    for (var client : FOSSIL_PERCENT.keySet()) {
      var places = new ArrayList<Sketch>();
      FOSSIL_PERCENT.forEach(
          (region, percent) -> {
            if (!region.equals(client)) {
              var location = CATALOG.region("aws:" + region).orElseThrow().location();
              places.add(
                  Sketch.of(region).at(location.latitude(), location.longitude()).grams(percent));
            }
          });
      var home = CATALOG.region("aws:" + client).orElseThrow();
      var first =
          new Scheduler(LatencyModel.fed())
              .plan(
                  Sketch.function(
                      Sketch.spec(Policy.newBuilder(policy)).build(), new Loads(), places),
                  new Vantage(home.id(), home.location()),
                  1,
                  0)
              .candidate(0);
      used.merge(first.deployment().id(), 1, Integer::sum);
      fossil += first.deployment().expectedGrams() / FOSSIL_PERCENT.size();
      latency += first.latencyMs() / FOSSIL_PERCENT.size();
    }
    return new Table(used.size(), fossil, latency);
  }

  @Test
  void theTechniquesOfThePaperSpreadAsInItsTable() {
    var distance = table(Map.of("distance", 1.0));
    var carbon = table(Map.of("carbon", 1.0));
    var balanced = table(Map.of("distance", 1.0, "carbon", 1.0));
    var weighted = table(Map.of("distance", 3.0, "carbon", 1.0));
    assertEquals(12, distance.regions());
    assertEquals(2, carbon.regions());
    assertEquals(2, balanced.regions());
    // FF-GBS of Table III: 560k by distance, 128 by carbon, 134 even, 440 distance-weighted.
    for (var clean : new Table[] {carbon, balanced, weighted}) {
      assertTrue(clean.fossilPercent() < distance.fossilPercent() / 100, clean + " " + distance);
    }
    assertTrue(carbon.fossilPercent() <= balanced.fossilPercent());
    assertTrue(balanced.fossilPercent() <= weighted.fossilPercent());
    // Latency: 166 ms by distance, 600 by carbon, 516 even, 489 distance-weighted.
    assertTrue(distance.latencyMs() < weighted.latencyMs());
    assertTrue(weighted.latencyMs() <= balanced.latencyMs());
    assertTrue(balanced.latencyMs() < carbon.latencyMs());
  }
}
