package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Coordinates;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Hysteresis;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Plans that rest on measurements. */
class LivePlansTest {
  private static final Vantage HERE = new Vantage("here", new Coordinates(0, 0));

  /** 46 ms + 0.031 ms/km and the execution: 49.447 + 100 ms to near, 80.47 + 100 ms to middle. */
  private static final Sketch NEAR = Sketch.of("near").at(0, 1).usd(3e-6).grams(30);

  private static final Sketch MIDDLE = Sketch.of("middle").at(0, 10).usd(2e-6).grams(20);
  private static final Sketch FAR = Sketch.of("far").at(0, 50).usd(1e-6).grams(10);

  private final World measured = new World();
  private final Scheduler scheduler =
      new Scheduler(
          LatencyModel.fed(), MarginalPrice.list(), EgressPrice.withinRegions(), measured);
  private final PlanBook book = new PlanBook(scheduler, () -> 0);

  private static final class World implements Measured {
    final Map<String, Observation> latest = new HashMap<>();
    final Map<String, Long> suspects = new HashMap<>();
    double executionMs = Double.NaN;
    double usualMs = 149.447;
    long version;

    @Override
    public @Nullable Observation of(String deployment, String vantage) {
      return vantage.equals(HERE.id()) ? latest.get(deployment) : null;
    }

    @Override
    public double executionMs(String function) {
      return executionMs;
    }

    @Override
    public long suspectUntil(String deployment) {
      return suspects.getOrDefault(deployment, 0L);
    }

    @Override
    public long version(String function) {
      return version;
    }

    void live(String deployment, double latencyMs, double peakMs, double p95Ms, double p99Ms) {
      latest.put(
          deployment,
          new Observation(Basis.LIVE, latencyMs, usualMs, peakMs, p95Ms, p99Ms, 5, Long.MAX_VALUE));
      version++;
    }

    void live(String deployment, double latencyMs) {
      live(deployment, latencyMs, latencyMs, latencyMs, latencyMs);
    }
  }

  private static FunctionSpec.Builder latency() {
    return Sketch.minimize("latency").setExpectedDurationMs(100);
  }

  private Plan plan(FunctionSpec.Builder spec, Sketch... places) {
    var function = Sketch.function(spec.build(), new Loads(), List.of(places));
    return book.plan(function, HERE, new WorldView(1, Map.of(), Map.of()));
  }

  private static String ids(Plan plan) {
    return String.join(
        " ",
        IntStream.range(0, plan.size())
            .mapToObj(rank -> plan.candidate(rank).deployment().id())
            .toList());
  }

  @Test
  void whatWasMeasuredGoesBeforeTheEstimate() {
    assertEquals("near middle far", ids(plan(latency(), NEAR, MIDDLE, FAR)));
    measured.live("near", 400);
    var plan = plan(latency(), NEAR, MIDDLE, FAR);
    assertEquals("middle far near", ids(plan));
    assertEquals(400, plan.candidate(2).latencyMs());
    assertEquals(Basis.LIVE, plan.candidate(2).outlook().basis());
    assertEquals(5, plan.candidate(2).outlook().asOf());
    assertEquals(Basis.CATALOG, plan.candidate(0).outlook().basis());
  }

  /** Usually 900 ms, of which the network takes 46 + 3.447. */
  @Test
  void whoWasNotMeasuredIsExpectedToTakeWhatOthersUsuallyTakeAndATenthMore() {
    measured.usualMs = 900;
    measured.live("near", 1_000);
    var plan = plan(latency(), NEAR, MIDDLE, FAR);
    double beside = 900 - (46 + 0.031 * 111.19508);
    assertEquals("near middle far", ids(plan));
    assertEquals(1.1 * (46 + 0.31 * 111.19508 + beside), plan.candidate(1).latencyMs(), 1e-3);
    measured.live("near", 1_100);
    assertEquals(
        "middle near far", ids(plan(latency(), NEAR, MIDDLE, FAR)), "slower than is usual");
  }

  @Test
  void whoViolatesTheObjectiveComesLastWhateverThePolicy() {
    measured.live("far", 1_250);
    var cheap = Sketch.minimize("cost").setSloP95Ms(1_200L);
    var plan = plan(cheap, NEAR, MIDDLE, FAR);
    assertEquals("middle near far", ids(plan));
    assertEquals(1, plan.near());
    assertTrue(plan.candidate(2).outlook().late());
    measured.live("far", 1_190);
    assertEquals("far middle near", ids(plan(cheap, NEAR, MIDDLE, FAR)));
  }

  @Test
  void aTailThatViolatesCountsUntilTheLatestCallsAreFast() {
    var spec = Sketch.minimize("cost").setSloP95Ms(1_200L);
    measured.live("far", 1_000, 1_300, 1_250, 1_400);
    assertEquals("middle near far", ids(plan(spec, NEAR, MIDDLE, FAR)));
    measured.live("far", 1_000, 1_050, 1_250, 1_400);
    assertEquals("far middle near", ids(plan(spec, NEAR, MIDDLE, FAR)));
  }

  @Test
  void whereAllViolateItTheFastestGoFirstWhateverThePolicy() {
    var spec = Sketch.minimize("cost").setSloP95Ms(1_200L);
    measured.live("near", 1_500);
    measured.live("middle", 1_300);
    measured.live("far", 1_400);
    assertEquals("middle far near", ids(plan(spec, NEAR, MIDDLE, FAR)));
  }

  @Test
  void theNearOptimalSetHoldsNobodyWhoViolates() {
    var spec =
        Sketch.spec(
                Policy.newBuilder()
                    .setKind(PolicyKind.MINIMIZE)
                    .setWeights(Map.of("cost", 1.0))
                    .setTolerance(10)
                    .setAtLeast(3))
            .setSloP95Ms(1_200L);
    measured.live("middle", 1_300);
    var plan = plan(spec, NEAR, MIDDLE, FAR);
    assertEquals("near far middle", ids(plan), "within the tolerance the nearest goes first");
    assertEquals(2, plan.near());
  }

  @Test
  void inTurnGoesRoundThoseThatKeepTheObjective() {
    var spec = Sketch.spec(Policy.newBuilder().setKind(PolicyKind.ROUND_ROBIN)).setSloP95Ms(1_200L);
    measured.live("near", 1_300);
    var plan = plan(spec, NEAR, MIDDLE, FAR);
    assertEquals("middle far near", ids(plan));
    assertEquals(2, plan.near());
  }

  @Test
  void aLeaderThatViolatesIsLeftAtOnceInSpiteOfItsDwell() {
    var spec =
        Sketch.spec(
                Policy.newBuilder()
                    .setKind(PolicyKind.MINIMIZE)
                    .setWeights(Map.of("cost", 1.0))
                    .setTolerance(0)
                    .setHysteresis(new Hysteresis(0.1, 900_000L, 0)))
            .setSloP95Ms(1_200L);
    assertEquals("far", plan(spec, NEAR, MIDDLE, FAR).candidate(0).deployment().id());
    measured.live("far", 1_250);
    assertEquals("middle near far", ids(plan(spec, NEAR, MIDDLE, FAR)));
    measured.live("far", 300);
    assertEquals(
        "middle",
        plan(spec, NEAR, MIDDLE, FAR).candidate(0).deployment().id(),
        "and now it dwells");
  }

  @Test
  void aSuspectComesLastOnlyWhereThereIsAnObjective() {
    measured.suspects.put("near", Long.MAX_VALUE - 1);
    measured.version++;
    assertEquals("near middle far", ids(plan(latency(), NEAR, MIDDLE, FAR)));
    measured.version++;
    assertEquals("middle far near", ids(plan(latency().setSloP95Ms(500L), NEAR, MIDDLE, FAR)));
  }

  @Test
  void aCallIsOverdueAfterWhatItsHistorySaysAndTheObjectiveAtTheLatest() {
    var spec = latency().setSloP95Ms(1_200L);
    assertEquals(1_200, plan(spec, NEAR).candidate(0).outlook().overdueMs());
    measured.live("near", 800, 800, 900, 1_000);
    assertEquals(1_050, plan(spec, NEAR).candidate(0).outlook().overdueMs(), 1e-9);
    measured.live("near", 1_000, 1_000, 1_010, 1_020);
    assertEquals(1_100, plan(spec, NEAR).candidate(0).outlook().overdueMs(), 1e-9);
    measured.live("near", 1_000, 1_000, 1_100, 1_190);
    assertEquals(1_200, plan(spec, NEAR).candidate(0).outlook().overdueMs());
    measured.version++;
    assertTrue(Double.isNaN(plan(latency(), NEAR).candidate(0).outlook().overdueMs()));
  }

  @Test
  void aPlanIsKeptUntilWhatItRestsOnChangesOrIsOld() {
    measured.live("near", 100);
    var first = plan(latency(), NEAR, MIDDLE);
    assertTrue(first == plan(latency(), NEAR, MIDDLE));
    measured.version++;
    var second = plan(latency(), NEAR, MIDDLE);
    assertFalse(first == second);
    measured.latest.put("near", new Observation(Basis.LIVE, 100, 100, 100, 100, 100, 5, 6));
    measured.version++;
    var third = plan(latency(), NEAR, MIDDLE);
    assertEquals(6, third.validUntil());
    assertFalse(third == plan(latency(), NEAR, MIDDLE), "it was old when it was made");
  }
}
