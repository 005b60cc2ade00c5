package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Coordinates;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.schemas.record.Budget;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.Spread;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Hand-made worlds with winners worked out by hand. */
class SchedulerTest {
  /** 46 ms + 0.031 ms/km, so that latencies can be worked out by hand. */
  private final Scheduler scheduler = new Scheduler(LatencyModel.fed());

  private static final Vantage NULL_ISLAND = new Vantage("null-island", new Coordinates(0, 0));

  /** A degree along the equator in km: 6371.0088 · π / 180. */
  private static final double DEGREE_KM = 111.19508;

  /** Near but dirty and dear, middling, far but clean and cheap. */
  private static final Sketch NEAR = Sketch.of("near").at(0, 1).usd(3e-6).grams(30).country("GH");

  private static final Sketch MIDDLE =
      Sketch.of("middle").at(0, 10).usd(2e-6).grams(20).country("GA").region("gcp:middle");
  private static final Sketch FAR = Sketch.of("far").at(0, 50).usd(1e-6).grams(10).country("SO");

  private Plan plan(FunctionSpec.Builder spec, @Nullable Vantage vantage, Sketch... places) {
    return scheduler.plan(
        Sketch.function(spec.build(), new Loads(), Arrays.asList(places)), vantage, 7, 0);
  }

  private static List<String> ids(Plan plan) {
    return IntStream.range(0, plan.size())
        .mapToObj(i -> plan.candidate(i).deployment().id())
        .toList();
  }

  private static FunctionSpec.Builder minimize(Map<String, Double> weights, double tolerance) {
    return Sketch.spec(
        Policy.newBuilder()
            .setKind(PolicyKind.MINIMIZE)
            .setWeights(weights)
            .setTolerance(tolerance));
  }

  /** 87 ms were measured between them: the estimate is the base and that, whatever the distance. */
  @Test
  void aMeasuredRoundTripGoesBeforeTheDistance() {
    var catalog = Catalog.load();
    var frankfurt = catalog.region("gcp:europe-west3").orElseThrow();
    var virginia = catalog.region("gcp:us-east4").orElseThrow();
    double rtt = catalog.latency().matrix().rttMs("gcp:europe-west3", "gcp:us-east4").orElseThrow();
    var spec = Sketch.minimize("latency").setExpectedDurationMs(100).build();
    var place =
        Sketch.of("d")
            .region(virginia.id())
            .at(virginia.location().latitude(), virginia.location().longitude());
    var vantage = new Vantage(frankfurt.id(), frankfurt.location());
    var plan =
        new Scheduler(catalog.latency())
            .plan(Sketch.function(spec, new Loads(), List.of(place)), vantage, 1, 0);

    assertEquals(10 + rtt + 100, plan.candidate(0).latencyMs(), 1e-9);
  }

  @Test
  void pureObjectivesRankByTheirValue() {
    assertEquals(
        List.of("near", "middle", "far"),
        ids(plan(Sketch.minimize("distance"), NULL_ISLAND, FAR, NEAR, MIDDLE)));
    assertEquals(
        List.of("near", "middle", "far"),
        ids(plan(Sketch.minimize("latency"), NULL_ISLAND, FAR, NEAR, MIDDLE)));
    assertEquals(
        List.of("far", "middle", "near"),
        ids(plan(Sketch.minimize("cost"), NULL_ISLAND, NEAR, MIDDLE, FAR)));
    assertEquals(
        List.of("far", "middle", "near"),
        ids(plan(Sketch.minimize("carbon"), NULL_ISLAND, NEAR, MIDDLE, FAR)));
  }

  @Test
  void estimatesAreOnOneScale() {
    var plan =
        plan(Sketch.minimize("latency").setExpectedDurationMs(100), NULL_ISLAND, NEAR, MIDDLE);
    assertEquals(DEGREE_KM, plan.candidate(0).distanceKm(), 1e-3);
    assertEquals(46 + 0.031 * DEGREE_KM + 100, plan.candidate(0).latencyMs(), 1e-3);
    assertEquals(46 + 0.31 * DEGREE_KM + 100, plan.candidate(1).score(), 1e-3);
    assertEquals("minimize-latency", plan.policy());
    assertEquals(NULL_ISLAND, plan.vantage());
    assertEquals(7, plan.worldVersion());
  }

  @Test
  void weightsCompareObjectivesByTheirMeans() {
    // Means: 20 g, 2e-6 USD. near 0.5·30/20 + 0.5·3/2 = 1.5, middle 1, far 0.5.
    var plan = plan(minimize(Map.of("carbon", 0.5, "cost", 0.5), 0.05), null, NEAR, MIDDLE, FAR);
    assertEquals(List.of("far", "middle", "near"), ids(plan));
    assertEquals(0.5, plan.candidate(0).score(), 1e-12);
    assertEquals(1.0, plan.candidate(1).score(), 1e-12);
    assertEquals(1.5, plan.candidate(2).score(), 1e-12);
    assertEquals("minimize(cost=0.5,carbon=0.5)", plan.policy());
    // Distances 1, 10, 50 degrees, mean 61/3; carbon as above. With four times the weight on
    // distance: near 4·3/61 + 1.5 = 1.697, middle 4·30/61 + 1 = 2.967, far 4·150/61 + 0.5 = 10.34.
    var mixed =
        plan(minimize(Map.of("distance", 4.0, "carbon", 1.0), 0), NULL_ISLAND, NEAR, MIDDLE, FAR);
    assertEquals(List.of("near", "middle", "far"), ids(mixed));
    assertEquals(4 * 3 / 61.0 + 1.5, mixed.candidate(0).score(), 1e-6);
    assertEquals(4 * 150 / 61.0 + 0.5, mixed.candidate(2).score(), 1e-6);
  }

  @Test
  void weightsThatAreNotPositiveDontCount() {
    assertEquals(
        List.of("far", "near"),
        ids(plan(minimize(Map.of("carbon", 1.0, "distance", 0.0), 0), NULL_ISLAND, NEAR, FAR)));
    var plan = plan(minimize(Map.of("speed", 1.0), 0), NULL_ISLAND, FAR, NEAR);
    assertEquals("minimize-distance", plan.policy(), "what is left without an objective");
    assertEquals(List.of("near", "far"), ids(plan));
  }

  @Test
  void singleTakesTheFirstAllowedOfTheSpec() {
    var policy = Policy.newBuilder().setKind(PolicyKind.SINGLE);
    var plan = plan(Sketch.spec(policy), NULL_ISLAND, FAR, NEAR, MIDDLE);
    assertEquals(List.of("far"), ids(plan));
    assertEquals("single", plan.policy());
    var constrained =
        Sketch.spec(policy)
            .setConstraints(Constraints.newBuilder().setCountries(List.of("GA", "GH")).build());
    assertEquals(List.of("near"), ids(plan(constrained, NULL_ISLAND, FAR, NEAR, MIDDLE)));
  }

  @Test
  void roundRobinUsesEveryAllowedOneInTheSpecsOrder() {
    var plan =
        plan(
            Sketch.spec(Policy.newBuilder().setKind(PolicyKind.ROUND_ROBIN)),
            NULL_ISLAND,
            FAR,
            NEAR,
            MIDDLE);
    assertEquals(List.of("far", "near", "middle"), ids(plan));
    assertEquals(3, plan.near());
    assertEquals(Spread.ROUND_ROBIN, plan.spread());
    assertEquals("round-robin", plan.policy());
  }

  @Test
  void theNearSetIsWithinTheToleranceOfTheBest() {
    var a = Sketch.of("a").grams(100);
    var b = Sketch.of("b").grams(105);
    var c = Sketch.of("c").grams(105.1);
    assertEquals(2, plan(minimize(Map.of("carbon", 1.0), 0.05), null, c, b, a).near());
    assertEquals(1, plan(minimize(Map.of("carbon", 1.0), 0), null, c, b, a).near());
    assertEquals(3, plan(minimize(Map.of("carbon", 1.0), 0.1), null, c, b, a).near());
  }

  @Test
  void withToleranceZeroEqualsShareTheNearSet() {
    var plan =
        plan(
            minimize(Map.of("carbon", 1.0), 0),
            null,
            Sketch.of("b").grams(1),
            Sketch.of("a").grams(1),
            Sketch.of("c").grams(2));
    assertEquals(2, plan.near());
    assertEquals(List.of("a", "b", "c"), ids(plan));
  }

  @Test
  void aToleranceThatMakesNoSenseStillLeavesTheBest() {
    for (double tolerance : new double[] {-0.5, Double.NaN}) {
      assertEquals(
          1, plan(minimize(Map.of("carbon", 1.0), tolerance), null, NEAR, MIDDLE, FAR).near());
    }
  }

  @Test
  void atDistanceZeroOnlyWhatIsThereIsNear() {
    var here = Sketch.of("here").at(0, 0);
    var twin = Sketch.of("here-too").at(0, 0);
    var plan = plan(minimize(Map.of("distance", 1.0), 0.5), NULL_ISLAND, NEAR, twin, here);
    assertEquals(List.of("here", "here-too", "near"), ids(plan));
    assertEquals(2, plan.near());
    assertEquals(0, plan.candidate(0).score());
  }

  @Test
  void tiesGoByDistanceThenById() {
    var one = Sketch.of("z").at(0, 1).grams(5);
    var two = Sketch.of("a").at(0, 9).grams(5);
    var three = Sketch.of("b").at(0, 9).grams(5);
    var nowhere = Sketch.of("0").grams(5);
    assertEquals(
        List.of("z", "a", "b", "0"),
        ids(plan(Sketch.minimize("carbon"), NULL_ISLAND, nowhere, three, two, one)));
  }

  @Test
  void withoutAVantageDistanceSpeaksForNobodyAndAgainstNobody() {
    var plan = plan(Sketch.minimize("distance"), null, MIDDLE, FAR, NEAR, Sketch.of("nowhere"));
    assertEquals(4, plan.size());
    assertEquals(4, plan.near(), "all are as good");
    assertEquals(List.of("far", "middle", "near", "nowhere"), ids(plan));
    assertEquals("minimize-distance", plan.policy());
    var mixed = plan(minimize(Map.of("latency", 9.0, "carbon", 1.0), 0), null, NEAR, FAR);
    assertEquals(List.of("far", "near"), ids(mixed), "carbon decides alone");
    assertEquals(10, mixed.candidate(0).score());
  }

  @Test
  void whatIsUnknownIsOutOfTheObjectiveThatNeedsIt() {
    var unknown = Sketch.of("unknown");
    for (var objective : Objective.values()) {
      var plan = plan(Sketch.minimize(objective.text()), NULL_ISLAND, unknown, NEAR);
      assertEquals(List.of("near"), ids(plan), objective.text());
      assertEquals(1, plan.excluded().size());
      assertEquals("unknown", plan.excluded().getFirst().deployment());
      assertTrue(
          plan.excluded().getFirst().rule().startsWith("minimize " + objective.text()),
          plan.excluded().toString());
      assertTrue(plan.excluded().getFirst().rule().endsWith("unknown)"));
    }
    assertEquals(
        1,
        plan(Sketch.spec(Policy.newBuilder().setKind(PolicyKind.SINGLE)), NULL_ISLAND, unknown)
            .size());
  }

  private static Policy.Builder within(String objective, double value, boolean relative) {
    return Policy.newBuilder()
        .setKind(PolicyKind.MINIMIZE)
        .setWeights(Map.of("carbon", 1.0))
        .setTolerance(0)
        .setWithin(
            Map.of(objective, Budget.newBuilder().setValue(value).setRelative(relative).build()));
  }

  @Test
  void budgetsLeaveOutWhatIsTooFarFromTheBest() {
    // near is 1 degree away, middle 10, far 50: 0.031 · 111.195 · 9 = 31.02 ms between the first
    // two.
    assertEquals(
        List.of("middle", "near"),
        ids(plan(Sketch.spec(within("latency", 31.1, false)), NULL_ISLAND, NEAR, MIDDLE, FAR)));
    assertEquals(
        List.of("near"),
        ids(plan(Sketch.spec(within("latency", 31.0, false)), NULL_ISLAND, NEAR, MIDDLE, FAR)));
    assertEquals(
        List.of("middle", "near"),
        ids(plan(Sketch.spec(within("distance", 9.01, true)), NULL_ISLAND, NEAR, MIDDLE, FAR)));
    assertEquals(
        List.of("far", "middle"),
        ids(plan(Sketch.spec(within("cost", 1e-6, false)), NULL_ISLAND, NEAR, MIDDLE, FAR)));
    var dear = plan(Sketch.spec(within("cost", 0.5, true)), NULL_ISLAND, NEAR, MIDDLE, FAR);
    assertEquals(List.of("far"), ids(dear));
    assertTrue(dear.excluded().contains(new Exclusion("near", "within cost")));
  }

  @Test
  void aBudgetNeedsToKnowAndSaysSo() {
    var plan = plan(Sketch.spec(within("cost", 9, true)), null, Sketch.of("free").grams(1), FAR);
    assertEquals(List.of("far"), ids(plan));
    assertEquals(List.of(new Exclusion("free", "within cost (price unknown)")), plan.excluded());
  }

  @Test
  void aBudgetOfPlaceDoesNotHoldWithoutAVantage() {
    assertEquals(2, plan(Sketch.spec(within("latency", 0, false)), null, NEAR, FAR).size());
  }

  @Test
  void severalBudgetsLeaveSomebodyAndDontDependOnTheirOrderInTheSpec() {
    // Latency first: only near is left, and is then the cheapest of what is left.
    var budgets = new java.util.LinkedHashMap<String, Budget>();
    budgets.put("cost", Budget.newBuilder().setValue(0).setRelative(true).build());
    budgets.put("latency", Budget.newBuilder().setValue(1).build());
    var policy =
        Policy.newBuilder()
            .setKind(PolicyKind.MINIMIZE)
            .setWeights(Map.of("carbon", 1.0))
            .setWithin(budgets);
    assertEquals(List.of("near"), ids(plan(Sketch.spec(policy), NULL_ISLAND, FAR, MIDDLE, NEAR)));
    assertEquals(
        List.of("near"),
        ids(plan(Sketch.spec(policy.setWithin(budgets.reversed())), NULL_ISLAND, FAR, NEAR)));
  }

  private void excludes(String rule, Constraints.Builder constraints, Sketch broken, Sketch kept) {
    var plan =
        plan(
            Sketch.spec(Policy.newBuilder().setKind(PolicyKind.ROUND_ROBIN))
                .setConstraints(constraints.build()),
            NULL_ISLAND,
            broken,
            kept);
    assertEquals(List.of("kept"), ids(plan), rule);
    assertEquals(1, plan.excluded().size());
    assertEquals(new Exclusion("broken", rule), plan.excluded().getFirst());
  }

  @Test
  void everyConstraintExcludesWhatBreaksItAndIsNamed() {
    var broken = Sketch.of("broken").country("US").usd(3e-6).label("tier", "gold");
    var kept =
        Sketch.of("kept")
            .region("gcp:kept")
            .country("SE")
            .memory(1024)
            .architecture("arm64")
            .usd(2e-6)
            .label("tier", "silver");
    excludes("countries [SE]", rules().setCountries(List.of("SE")), broken, kept);
    excludes("countries [SE]", rules().setCountries(List.of("SE")), Sketch.of("broken"), kept);
    excludes("providers [gcp]", rules().setProviders(List.of("gcp")), broken, kept);
    excludes("regions [gcp:kept]", rules().setRegions(List.of("gcp:kept")), broken, kept);
    excludes(
        "excludeRegions [aws:broken]",
        rules().setExcludeRegions(List.of("aws:broken")),
        broken,
        kept);
    excludes("architectures [arm64]", rules().setArchitectures(List.of("arm64")), broken, kept);
    excludes("label tier=silver", rules().setLabels(Map.of("tier", "silver")), broken, kept);
    excludes(
        "label tier=silver",
        rules().setLabels(Map.of("tier", "silver")),
        Sketch.of("broken"),
        kept);
    excludes("minMemory 513MB", rules().setMinMemoryMb(513), broken, kept);
    excludes("maxPrice 2 USD/million", rules().setMaxUsdPerMillion("2"), broken, kept);
    excludes("maxPrice 2 USD/million", rules().setMaxUsdPerMillion("2"), Sketch.of("broken"), kept);
    excludes("no adapter", rules(), Sketch.of("broken").defect("no adapter"), kept);
  }

  private static Constraints.Builder rules() {
    return Constraints.newBuilder();
  }

  @Test
  void aCeilingThatIsNoNumberIsSaidRatherThanThrown() {
    var plan =
        plan(
            Sketch.minimize("cost").setConstraints(rules().setMaxUsdPerMillion("two").build()),
            null,
            NEAR);
    assertEquals(0, plan.size());
    assertTrue(plan.explainEmpty().contains("maxPrice 'two' (not a decimal"), plan.explainEmpty());
  }

  @Test
  void anEmptyPlanSaysWhichRuleExcludedWhat() {
    var plan =
        plan(
            Sketch.minimize("carbon")
                .setConstraints(rules().setCountries(List.of("GH")).setMinMemoryMb(4096).build()),
            null,
            MIDDLE,
            FAR,
            NEAR);
    assertEquals(0, plan.near());
    assertEquals(
        "no deployment of 'resize' can be used: countries [GH] excludes middle, far; minMemory"
            + " 4096MB excludes near",
        plan.explainEmpty());
    assertEquals(
        "function 'resize' has no deployments; add one to its spec",
        plan(Sketch.minimize("carbon"), null).explainEmpty());
  }

  @Test
  void theBookKeepsAPlanUntilTheWorldChanges() {
    var book = new PlanBook(scheduler);
    var function = Sketch.function(Sketch.minimize("carbon").build(), new Loads(), List.of(NEAR));
    var first = world(1, function);
    var plan = book.plan(function, NULL_ISLAND, first);
    assertEquals(plan, book.plan(function, NULL_ISLAND, first));
    assertTrue(plan != book.plan(function, null, first), "another vantage is another plan");
    assertTrue(plan != book.plan(function, NULL_ISLAND, world(2, function)));
  }

  private static dev.skyvane.router.table.WorldView world(
      long version, dev.skyvane.router.table.FunctionView function) {
    return new dev.skyvane.router.table.WorldView(
        version, Map.of(function.name(), function), Map.of());
  }
}
