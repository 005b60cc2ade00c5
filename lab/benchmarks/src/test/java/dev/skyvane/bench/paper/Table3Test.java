package dev.skyvane.bench.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.catalog.YearlyGrid;
import dev.skyvane.router.schedule.Objective;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The shape of Table III; the figures were worked out apart from this code. */
class Table3Test {

  private static final Path DATA = Path.of(System.getProperty("skyvane.bench.data", "data"));

  private final Table3 table =
      new Table3(Catalog.load(), YearlyGrid.read(DATA.resolve("carbon_yearly.csv")));

  private Tally run(Strategy strategy) {
    return table.run(strategy, LatencyModel.fed(), false);
  }

  @Test
  void ohioAloneIsTheReference() {
    var ohio = run(Strategy.only("aws:us-east-2"));

    assertEquals(Set.of("aws:us-east-2"), ohio.regions());
    assertEquals(280.6, ohio.latencyMs(), 0.1);
    // As printed; 0.61 is PJM's share of 2022.
    assertEquals(65.25, ohio.usdPerMillion(), 0.005);
    assertEquals(3_895_000 * 0.61, ohio.fossilGbSecondsPerMillion(), 1);
  }

  @Test
  void leastDistanceUsesTwelveRegions() {
    var distance = run(Strategy.minimize(Objective.DISTANCE));

    assertEquals(12, distance.regions().size());
    assertEquals(96.9, distance.latencyMs(), 0.1);
  }

  @Test
  void leastCarbonUsesTheTwoThatRoundToNothing() {
    var carbon = run(Strategy.minimize(Objective.CARBON));

    assertEquals(Set.of("aws:ca-central-1", "aws:eu-north-1"), carbon.regions());
    assertEquals(209.3, carbon.latencyMs(), 0.1);
    // Whole percent choose, but what is reported is not rounded.
    assertEquals(3_895_000 * 0.0014316, carbon.fossilGbSecondsPerMillion(), 1);
  }

  @Test
  void carbonSpeaksLouderThanDistance() {
    for (var strategy : new Strategy[] {Strategy.BALANCED, Strategy.DISTANCE_WEIGHTED}) {
      assertEquals(run(Strategy.minimize(Objective.CARBON)).regions(), run(strategy).regions());
    }
  }

  @Test
  void whoMayStayStays() {
    var own = table.run(Strategy.minimize(Objective.DISTANCE), LatencyModel.fed(), true);

    assertEquals(19, own.regions().size());
    assertEquals(46, own.latencyMs(), 1e-6);
  }

  @Test
  void widerBudgetsOfLatencyEmitLess() {
    double before = Double.POSITIVE_INFINITY;
    for (int ms : new int[] {0, 20, 50, 150, 10_000}) {
      double now = run(Strategy.leastCarbonWithin(ms)).fossilGbSecondsPerMillion();
      assertTrue(now <= before, ms + " ms: " + now + " after " + before);
      before = now;
    }
    assertEquals(
        run(Strategy.minimize(Objective.CARBON)).fossilGbSecondsPerMillion(), before, 1e-9);
  }
}
