package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Coordinates;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.FreeTier;
import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.catalog.price.Product;
import dev.skyvane.catalog.price.Rate;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.RegionView;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.Budget;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.DataWithin;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.Spread;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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
  void weightsCountInMultiplesOfTheBest() {
    // Cost 3, 2, 1 and carbon 30, 20, 10, each over the best.
    var plan = plan(minimize(Map.of("carbon", 0.5, "cost", 0.5), 0.05), null, NEAR, MIDDLE, FAR);
    assertEquals(List.of("far", "middle", "near"), ids(plan));
    assertEquals(1.0, plan.candidate(0).score(), 1e-12);
    assertEquals(2.0, plan.candidate(1).score(), 1e-12);
    assertEquals(3.0, plan.candidate(2).score(), 1e-12);
    assertEquals("minimize(cost=0.5,carbon=0.5)", plan.policy());
    // Distances 1, 10, 50 degrees: near 4 · 1 + 3, middle 4 · 10 + 2, far 4 · 50 + 1.
    var mixed =
        plan(minimize(Map.of("distance", 4.0, "carbon", 1.0), 0), NULL_ISLAND, NEAR, MIDDLE, FAR);
    assertEquals(List.of("near", "middle", "far"), ids(mixed));
    assertEquals(7, mixed.candidate(0).score(), 1e-9);
    assertEquals(201, mixed.candidate(2).score(), 1e-9);
  }

  @Test
  void balancedAndDistanceWeightedAreDefinedAtZero() {
    // A grid without carbon, and a caller in the region itself: both bests are 0. Nothing counts as
    // less than a hundredth of the greatest, so 50 g and 50 degrees are 100 times the best.
    var here = Sketch.of("here").at(0, 0).grams(50);
    var near = Sketch.of("near").at(0, 1).grams(5);
    var clean = Sketch.of("clean").at(0, 50).grams(0);
    var even =
        plan(minimize(Map.of("distance", 1.0, "carbon", 1.0), 0), NULL_ISLAND, here, near, clean);
    assertEquals("balanced", even.policy());
    assertEquals(List.of("near", "here", "clean"), ids(even));
    // 1 degree of 0.5 is 2, 5 g of 0.5 are 10.
    assertEquals(2 + 10, even.candidate(0).score(), 1e-9);
    assertEquals(1 + 100, even.candidate(1).score(), 1e-9);
    assertEquals(100 + 1, even.candidate(2).score(), 1e-9);
    var far =
        plan(minimize(Map.of("distance", 3.0, "carbon", 1.0), 0), NULL_ISLAND, here, near, clean);
    assertEquals("distance-weighted", far.policy());
    assertEquals(3 * 2 + 10, far.candidate(0).score(), 1e-9);
    assertEquals(3 * 100 + 1, far.candidate(2).score(), 1e-9);
    var none =
        plan(
            minimize(Map.of("distance", 1.0, "carbon", 1.0), 0),
            NULL_ISLAND,
            Sketch.of("b").at(0, 0).grams(0),
            Sketch.of("a").at(0, 0).grams(0));
    assertEquals(List.of("a", "b"), ids(none), "all are as good");
    assertEquals(2, none.near());
  }

  @Test
  void inMoneyTheWorthOfCarbonAndLatencyDecides() {
    // In micro-USD: cost 3, 1; 30 g and 10 g at 0.1 USD/kg are 3,000 and 1,000; the latencies
    // differ by 49 degrees or 168.9 ms, which at 0.01 USD/s are 1,689.
    var carbon = plan(inUsd(Map.of("carbon", 0.1)), NULL_ISLAND, NEAR, FAR);
    assertEquals(List.of("far", "near"), ids(carbon));
    assertEquals(1e-6 + 1e-3, carbon.candidate(0).score(), 1e-15);
    assertEquals("minimize-usd(carbon=0.1)", carbon.policy());
    var both = plan(inUsd(Map.of("carbon", 0.1, "latency", 0.01)), NULL_ISLAND, NEAR, FAR);
    assertEquals(List.of("far", "near"), ids(both), "2,002 less 1,689");
    var hurry = plan(inUsd(Map.of("carbon", 0.1, "latency", 0.02)), NULL_ISLAND, NEAR, FAR);
    assertEquals(List.of("near", "far"), ids(hurry), "2,002 less 3,378");
    assertEquals(
        3e-6 + 3e-3 + 0.02 * hurry.candidate(0).latencyMs() / 1000,
        hurry.candidate(0).score(),
        1e-15);
    assertEquals(List.of("far", "near"), ids(plan(inUsd(Map.of()), NULL_ISLAND, NEAR, FAR)));
    assertEquals(
        List.of("far", "near"),
        ids(plan(inUsd(Map.of("latency", 9.0)), null, NEAR, FAR)),
        "without a vantage cost decides");
  }

  private static FunctionSpec.Builder inUsd(Map<String, Double> worth) {
    return Sketch.spec(
        Policy.newBuilder().setKind(PolicyKind.MINIMIZE_USD).setWeights(worth).setTolerance(0));
  }

  @Test
  void amongTheLowestTheNearestGoesFirst() {
    var far = Sketch.of("a").at(0, 50).grams(10).usd(1e-6);
    var near = Sketch.of("b").at(0, 1).grams(10.4).usd(1.04e-6);
    var dirty = Sketch.of("c").at(0, 0).grams(11).usd(2e-6);
    for (var objective : List.of("carbon", "cost")) {
      var plan = plan(minimize(Map.of(objective, 1.0), 0.05), NULL_ISLAND, far, near, dirty);
      assertEquals(List.of("b", "a", "c"), ids(plan), objective);
      assertEquals(2, plan.near());
      var exact = plan(minimize(Map.of(objective, 1.0), 0), NULL_ISLAND, far, near, dirty);
      assertEquals(List.of("a", "b", "c"), ids(exact), objective);
    }
  }

  @Test
  void theNearSetHasAtLeastSoMany() {
    var spec = minimize(Map.of("carbon", 1.0), 0);
    spec.getPolicy().setAtLeast(2);
    assertEquals(2, plan(spec, null, NEAR, MIDDLE, FAR).near());
    spec.getPolicy().setAtLeast(9);
    assertEquals(3, plan(spec, null, NEAR, MIDDLE, FAR).near());
    spec.getPolicy().setAtLeast(0);
    assertEquals(1, plan(spec, null, NEAR, MIDDLE, FAR).near());
  }

  @Test
  void aWeightOfZeroDoesNotCount() {
    assertEquals(
        List.of("far", "near"),
        ids(plan(minimize(Map.of("carbon", 1.0, "distance", 0.0), 0), NULL_ISLAND, NEAR, FAR)));
  }

  @Test
  void whatAPolicyCannotMeanExcludesEverybodyAndIsSaid() {
    refuses("'speed' is not a known objective", minimize(Map.of("speed", 1.0), 0));
    refuses("the weight of cost is -1.0", minimize(Map.of("cost", -1.0), 0));
    refuses("the weight of cost is NaN", minimize(Map.of("cost", Double.NaN), 0));
    refuses("distance has no worth in USD", inUsd(Map.of("distance", 1.0)));
    refuses("'speed' is not a known objective", Sketch.spec(within("speed", 1, false)));
    refuses("the budget of cost is -0.1", Sketch.spec(within("cost", -0.1, true)));
  }

  private void refuses(String words, FunctionSpec.Builder spec) {
    var plan = plan(spec, NULL_ISLAND, NEAR, FAR);
    assertEquals(0, plan.size());
    assertEquals(2, plan.excluded().size());
    assertTrue(plan.explainEmpty().contains("policy: " + words), plan.explainEmpty());
  }

  @Test
  void freeTiersOfAllProvidersAreUsedUpBeforeAnyIsPaid() {
    // A run costs 2, 3 and 4 millionths; the first 3, 2 and 1 of a month are free.
    var used = new HashMap<String, Integer>();
    var free = Map.of("dear", 1, "middle", 2, "cheap", 3);
    var version = new AtomicLong();
    var prices =
        new MarginalPrice() {
          @Override
          public double usd(DeploymentView deployment, long durationMs) {
            boolean left =
                used.getOrDefault(deployment.id(), 0) < free.getOrDefault(deployment.id(), 0);
            return left ? 0 : deployment.expectedUsd();
          }

          @Override
          public long version() {
            return version.get();
          }
        };
    var book = new PlanBook(new Scheduler(LatencyModel.fed(), prices, EgressPrice.withinRegions()));
    var function =
        Sketch.function(
            Sketch.minimize("cost").build(),
            new Loads(),
            List.of(
                Sketch.of("dear").usd(4e-6),
                Sketch.of("middle").usd(3e-6),
                Sketch.of("cheap").usd(2e-6)));
    var world = world(1, function);
    var chosen = new ArrayList<String>();
    double paid = 0;
    for (int run = 0; run < 8; run++) {
      var first = book.plan(function, null, world).candidate(0);
      chosen.add(first.deployment().id());
      paid += first.usd();
      used.merge(first.deployment().id(), 1, Integer::sum);
      version.incrementAndGet();
    }
    assertEquals(
        List.of("cheap", "cheap", "cheap", "dear", "middle", "middle", "cheap", "cheap"), chosen);
    assertEquals(2 * 2e-6, paid, 1e-18, "six of eight were free");
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
    assertEquals(1, mixed.candidate(0).score());
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

  private static FunctionSpec.Builder budgets(Map<String, Budget> budgets) {
    return Sketch.spec(
        Policy.newBuilder()
            .setKind(PolicyKind.MINIMIZE)
            .setWeights(Map.of("carbon", 1.0))
            .setTolerance(0)
            .setWithin(budgets));
  }

  @Test
  void severalBudgetsCountFromTheSameBest() {
    // Cost 3, 2, 1 and distance 1, 10, 50: near is too dear, far too far.
    var plan =
        plan(
            budgets(Map.of("cost", new Budget(1e-6, false), "distance", new Budget(9.01, true))),
            NULL_ISLAND,
            NEAR,
            MIDDLE,
            FAR);
    assertEquals(List.of("middle"), ids(plan));
    assertEquals("minimize-carbon", plan.policy());
    assertEquals(
        Set.of(new Exclusion("near", "within cost"), new Exclusion("far", "within distance")),
        Set.copyOf(plan.excluded()));
  }

  @Test
  void ofBudgetsThatNobodyHoldsTheLeastExceededCounts() {
    // Cost at most 1: near 3 times, middle 2 times. Distance at most 2: middle 5 times, far 25.
    var plan =
        plan(
            budgets(Map.of("cost", new Budget(0.0, true), "distance", new Budget(1.0, true))),
            NULL_ISLAND,
            NEAR,
            MIDDLE,
            FAR);
    assertEquals(List.of("near"), ids(plan));
    assertEquals("minimize-carbon beyond its budgets", plan.policy());
    assertEquals(
        Set.of(new Exclusion("middle", "within distance"), new Exclusion("far", "within distance")),
        Set.copyOf(plan.excluded()));
  }

  @Test
  void dataCostTheirEgressAndTheirTime() {
    var source = Sketch.of("store").region("aws:store").at(0, 50).region();
    var there = Sketch.of("there").region("aws:store").at(0, 50).usd(3e-6).grams(1);
    var near = Sketch.of("near").at(0, 1).usd(1e-6).grams(1);
    EgressPrice egress = (from, to, bytes) -> from.equals(to) ? 0 : bytes * 0.09 / 1e9;
    var priced = new Scheduler(LatencyModel.fed(), MarginalPrice.list(), egress);
    var function =
        Sketch.function(Sketch.minimize("cost").build(), new Loads(), List.of(there, near));
    // 0.09 USD/GB: 100 kB cost 9 millionths, more than the dearer run; 10 kB cost 0.9.
    var much = priced.plan(function, NULL_ISLAND, new Data(0, source, 100_000), 1, 0);
    assertEquals(List.of("there", "near"), ids(much));
    assertEquals(1e-6 + 9e-6, much.candidate(1).usd(), 1e-15);
    var little = priced.plan(function, NULL_ISLAND, new Data(0, source, 10_000), 1, 0);
    assertEquals(List.of("near", "there"), ids(little));
    // An egress price that is not known is not 0.
    var unknown = scheduler.plan(function, NULL_ISLAND, new Data(0, source, 10_000), 1, 0);
    assertEquals(List.of("there"), ids(unknown));
    assertEquals(
        List.of(new Exclusion("near", "minimize cost (price unknown)")), unknown.excluded());
    // Latency: the data's round trip is 0.0155 · 49 degrees, and 100 kB take two more.
    var timely = Sketch.function(Sketch.minimize("latency").build(), new Loads(), List.of(near));
    double rtt = 0.0155 * 49 * DEGREE_KM;
    double without = plan(Sketch.minimize("latency"), NULL_ISLAND, near).candidate(0).latencyMs();
    assertEquals(
        without + rtt * (1 + 2),
        priced
            .plan(timely, NULL_ISLAND, new Data(0, source, 100_000), 1, 0)
            .candidate(0)
            .latencyMs(),
        1e-2);
    // A payload of 100 kB takes two round trips more on its way from the caller.
    assertEquals(
        without + 2 * 0.0155 * DEGREE_KM,
        priced.plan(timely, NULL_ISLAND, new Data(100_000, null, 0), 1, 0).candidate(0).latencyMs(),
        1e-3);
  }

  @Test
  void aRegionsOwnPriceOfDataGoesBeforeThatOfItsProvider() {
    EgressPrice listed = (from, to, bytes) -> from.equals(to) ? 0 : bytes * 0.09 / 1e9;
    var priced = new Scheduler(LatencyModel.fed(), MarginalPrice.list(), listed);
    var there = Sketch.of("there").region("aws:store").usd(1e-6);
    var elsewhere = Sketch.of("elsewhere").usd(1e-6);
    var function =
        Sketch.function(Sketch.minimize("cost").build(), new Loads(), List.of(there, elsewhere));
    var own = Map.of(BilledUnit.EGRESS_GB, Rate.flat(new BigDecimal("0.05")));
    var plan = priced.plan(function, null, new Data(0, store(own), 1 << 20), 1, 0);
    assertEquals(List.of("there", "elsewhere"), ids(plan));
    assertEquals(1e-6, plan.candidate(0).usd(), 1e-15);
    assertEquals(1e-6 + 0.05 / 1024, plan.candidate(1).usd(), 1e-15, "a GB has 2^30 bytes");
    var unsaid = priced.plan(function, null, new Data(0, store(Map.of()), 1 << 20), 1, 0);
    assertEquals(List.of("there"), ids(unsaid), "its list does not say: unknown");
  }

  private static RegionView store(Map<BilledUnit, Rate> rates) {
    var list =
        new PriceList(
            "aws:store", new Product("own", "test", 1, 1, false, 1, FreeTier.NONE), rates, "", "");
    return new RegionView(
        "aws:store",
        "aws",
        null,
        null,
        1,
        null,
        null,
        Map.of(),
        list,
        null,
        Map.<String, String>of());
  }

  @Test
  void whoMustBeNearTheDataIsInTheirRegionOrCountry() {
    var source = Sketch.of("store").region("aws:store").country("SE").region();
    var same = Sketch.of("same").region("aws:store").country("SE");
    var country = Sketch.of("country").country("SE");
    var abroad = Sketch.of("abroad").country("DE");
    for (var within : DataWithin.values()) {
      var spec =
          Sketch.spec(Policy.newBuilder().setKind(PolicyKind.ROUND_ROBIN))
              .setConstraints(rules().setDataWithin(within).build())
              .build();
      var function = Sketch.function(spec, new Loads(), List.of(same, country, abroad));
      var plan = scheduler.plan(function, null, new Data(0, source, 0), 1, 0);
      var unsaid = scheduler.plan(function, null, Data.NONE, 1, 0);
      assertEquals(
          switch (within) {
            case ANYWHERE -> List.of("same", "country", "abroad");
            case COUNTRY -> List.of("same", "country");
            case REGION -> List.of("same");
            case UNKNOWN -> List.of();
          },
          ids(plan));
      assertEquals(within == DataWithin.UNKNOWN ? 0 : 3, unsaid.size(), "nobody says where");
    }
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
    excludes("excludeCountries [US]", rules().setExcludeCountries(List.of("US")), broken, kept);
    excludes(
        "excludeCountries [US]",
        rules().setExcludeCountries(List.of("US")),
        Sketch.of("broken"),
        kept);
    excludes("excludeProviders [aws]", rules().setExcludeProviders(List.of("aws")), broken, kept);
    excludes(
        "accelerators [nvidia-l4]",
        rules().setAccelerators(List.of("nvidia-l4")),
        broken,
        kept.accelerator("nvidia-l4"));
    excludes(
        "isolation [gvisor]",
        rules().setIsolation(List.of("gvisor")),
        broken.isolation("container"),
        kept.isolation("gvisor"));
    excludes("minVcpu 2.0", rules().setMinVcpu(2.0), broken, kept.vcpu(2));
    excludes("minVcpu 2.0", rules().setMinVcpu(2.0), Sketch.of("broken").vcpu(Double.NaN), kept);
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

  /** A size that costs more than another is used where the invocation needs it, and only there. */
  @Test
  void anInvocationGetsTheSizeThatItAsksFor() {
    var small = Sketch.of("small").memory(1769).vcpu(1).usd(1e-6);
    var middle = Sketch.of("middle").memory(3538).vcpu(2).usd(2e-6);
    var large = Sketch.of("large").memory(10_240).vcpu(6).usd(6e-6);
    var unknown = Sketch.of("unknown").memory(10_240).vcpu(Double.NaN).usd(1e-7);
    var function =
        Sketch.function(
            Sketch.minimize("cost").build(), new Loads(), List.of(small, middle, large, unknown));
    var sizes =
        Map.of(
            Need.NONE,
            List.of("unknown", "small", "middle", "large"),
            new Need(0, 1),
            List.of("small", "middle", "large"),
            new Need(0, 1.5),
            List.of("middle", "large"),
            new Need(2048, 0),
            List.of("unknown", "middle", "large"),
            new Need(3538, 2),
            List.of("middle", "large"),
            new Need(3539, 2),
            List.of("large"),
            new Need(0, 6.5),
            List.<String>of());
    var book = new PlanBook(scheduler);
    sizes.forEach(
        (need, expected) -> {
          assertEquals(
              expected, ids(scheduler.plan(function, null, Data.NONE, need, 1, 0)), need.text());
          assertEquals(
              expected,
              ids(book.plan(function, null, Data.NONE, need, world(1, function))),
              need.text());
        });
    assertEquals(
        "no deployment of 'resize' can be used: skyvane-min-memory excludes small, middle;"
            + " skyvane-min-vcpu excludes large, unknown",
        scheduler.plan(function, null, Data.NONE, new Need(4096, 8), 1, 0).explainEmpty());
  }

  @Test
  void whatNeedsTheSameSizeSharesAPlan() {
    var function =
        Sketch.function(
            Sketch.minimize("cost").build(),
            new Loads(),
            List.of(Sketch.of("a").memory(512).vcpu(1), Sketch.of("b").memory(1024).vcpu(2)));
    var world = world(1, function);
    var book = new PlanBook(scheduler);
    var plan = book.plan(function, null, Data.NONE, new Need(513, 0.1), world);
    assertSame(plan, book.plan(function, null, Data.NONE, new Need(1024, 1), world));
    assertNotSame(plan, book.plan(function, null, Data.NONE, new Need(512, 1), world));
    assertNotSame(plan, book.plan(function, null, Data.NONE, new Need(1024, 2), world));
    var none = book.plan(function, null, Data.NONE, new Need(1025, 0), world);
    assertSame(none, book.plan(function, null, Data.NONE, new Need(9999, 0), world));
    assertEquals(0, none.size());
  }

  private static WorldView world(long version, FunctionView function) {
    return new WorldView(version, Map.of(function.name(), function), Map.of());
  }
}
