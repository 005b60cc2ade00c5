package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Coordinates;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.RegionView;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Hysteresis;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.testkit.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** One verifier for the plans of all policies, on thousands of random worlds. */
class RandomWorldsTest {
  private static final int WORLDS = 5_000;

  /** Data cost a tenth of a nanodollar a byte between regions, and less is known of some. */
  static final Scheduler SCHEDULER =
      new Scheduler(
          LatencyModel.fitted(),
          MarginalPrice.list(),
          (from, to, bytes) -> from.equals(to) ? 0 : to.endsWith("7") ? Double.NaN : 1e-10 * bytes);

  private final Random random = new Random(Seed.fresh().value());

  @Test
  void everyPlanHoldsItsPromises() {
    int planned = 0;
    int alternatives = 0;
    for (int i = 0; i < WORLDS; i++) {
      var world = RandomWorld.of(random);
      var where =
          "world "
              + i
              + " "
              + world.vantage()
              + " "
              + world.data()
              + " "
              + world.need()
              + " "
              + spec(world);
      var plan = plan(world);
      var verifier = new PlanVerifier(plan, world.data(), world.need(), where);
      verifier.verify();
      verifier.verifyPicks();
      sameWhateverTheOrder(world, plan, where);
      whoIsChosenStaysWhenItGetsBetter(world, plan, where);
      neverMoreByAConstraint(world, plan, where);
      planned += plan.size() > 0 ? 1 : 0;
      alternatives += plan.near() > 1 ? 1 : 0;
    }
    assertTrue(planned > WORLDS / 2, planned + " worlds had candidates");
    assertTrue(alternatives > WORLDS / 5, alternatives + " worlds had alternatives");
  }

  @Test
  void holdingALeaderChangesNothingButTheSet() {
    int held = 0;
    for (int i = 0; i < WORLDS / 5; i++) {
      var before = RandomWorld.of(random);
      var policy = spec(before).getPolicy();
      boolean dwells = random.nextBoolean();
      policy.setHysteresis(new Hysteresis(random.nextDouble() / 2, dwells ? 1L : 0L, 0));
      var after =
          before.with(
              function(
                  spec(before),
                  before.function().deployments().stream()
                      .map(deployment -> better(deployment, before))
                      .toList()));
      var where = "world " + i + " " + after;
      var book = new PlanBook(SCHEDULER, () -> 0);
      var first = inBook(book, before, 1);
      var next = inBook(book, after, 2);
      var fresh = plan(after);
      assertEquals(ids(fresh), ids(next), where);
      assertEquals(fresh.excluded(), next.excluded(), where);
      assertEquals(fresh.policy(), next.policy(), where);
      assertTrue(next.near() >= Math.min(policy.getAtLeast(), next.size()), where);
      new PlanVerifier(next, after.data(), after.need(), where).verifyPicks();
      if (next.size() == 0 || leader(next).equals(leader(fresh))) {
        continue;
      }
      held++;
      assertEquals(leader(first), leader(next), where);
      double limit = next.candidate(0).score() * (1 - policy.getHysteresis().getMargin());
      assertTrue(dwells || fresh.bestScore() >= limit, where);
    }
    assertTrue(held > WORLDS / 200, held + " leaders were held");
  }

  private static Plan inBook(PlanBook book, RandomWorld world, long version) {
    var view = new WorldView(version, Map.of(), Map.of());
    return book.plan(world.function(), world.vantage(), world.data(), world.need(), view);
  }

  private static String leader(Plan plan) {
    return plan.candidate(0).deployment().id();
  }

  private static Plan plan(RandomWorld world) {
    return SCHEDULER.plan(world.function(), world.vantage(), world.data(), world.need(), 1, 0);
  }

  private static FunctionSpec spec(RandomWorld world) {
    return world.function().spec();
  }

  /** But for the policies that are the spec's order. */
  private void sameWhateverTheOrder(RandomWorld world, Plan plan, String where) {
    assertEquals(ranked(plan), ranked(plan(world)), where);
    var shuffled = new ArrayList<>(world.function().deployments());
    Collections.shuffle(shuffled, random);
    var other = plan(world.with(function(spec(world), shuffled)));
    assertEquals(plan.near(), other.near(), where);
    var kind = spec(world).getPolicy().getKind();
    if (kind == PolicyKind.SINGLE) {
      return;
    }
    assertEquals(Set.copyOf(plan.excluded()), Set.copyOf(other.excluded()), where);
    if (kind == PolicyKind.ROUND_ROBIN) {
      assertEquals(ids(plan), ids(other), where);
    } else {
      assertEquals(ranked(plan), ranked(other), where);
    }
  }

  private void whoIsChosenStaysWhenItGetsBetter(RandomWorld world, Plan plan, String where) {
    if (plan.size() == 0) {
      return;
    }
    int rank = random.nextBoolean() ? 0 : random.nextInt(plan.near());
    var chosen = plan.candidate(rank).deployment();
    var better = better(chosen, world);
    var deployments =
        world.function().deployments().stream()
            .map(deployment -> deployment == chosen ? better : deployment)
            .toList();
    var after = plan(world.with(function(spec(world), deployments)));
    int now = after.rank(chosen.id());
    var story = where + ": " + chosen + " at " + rank + " became " + better + " at " + now;
    assertTrue(now >= 0 && now < after.near(), story);
    assertTrue(rank > 0 || now == 0, story);
  }

  /** Better in one way; one nearer to its caller may be further from its data. */
  private DeploymentView better(DeploymentView deployment, RandomWorld world) {
    double factor = random.nextInt(4) == 0 ? 0 : random.nextDouble();
    var location = deployment.region().location();
    return switch (random.nextInt(3)) {
      case 0 -> with(deployment, deployment.region(), deployment.expectedUsd() * factor, 1);
      case 1 -> with(deployment, deployment.region(), deployment.expectedUsd(), factor);
      default ->
          location == null || world.vantage() == null || world.data().source() != null
              ? deployment
              : with(
                  deployment,
                  moved(deployment.region(), between(world.vantage().location(), location, factor)),
                  deployment.expectedUsd(),
                  1);
    };
  }

  private static DeploymentView with(
      DeploymentView old, RegionView region, double usd, double gramsFactor) {
    return new DeploymentView(
        old.id(),
        region,
        old.target(),
        old.memoryMb(),
        old.vcpu(),
        old.architecture(),
        old.accelerator(),
        old.isolation(),
        old.price(),
        usd,
        old.expectedGrams() * gramsFactor,
        old.load(),
        old.defect());
  }

  private static RegionView moved(RegionView region, Coordinates location) {
    return new RegionView(
        region.id(),
        region.provider(),
        location,
        region.country(),
        region.concurrency(),
        region.endpoint(),
        region.credentials(),
        region.tenants(),
        region.ownPrice(),
        region.grid(),
        region.labels());
  }

  /** A place that is nearer to the caller; the way there in degrees need not be the shortest. */
  private static Coordinates between(Coordinates caller, Coordinates place, double factor) {
    var point =
        new Coordinates(
            caller.latitude() + factor * (place.latitude() - caller.latitude()),
            caller.longitude() + factor * (place.longitude() - caller.longitude()));
    return point.distanceKmTo(caller) < place.distanceKmTo(caller) ? point : place;
  }

  private void neverMoreByAConstraint(RandomWorld world, Plan plan, String where) {
    // A budget is slack over the best allowed one, so it may widen when the best is forbidden; and
    // SINGLE goes on to the next allowed one.
    var policy = spec(world).getPolicy();
    if (!policy.getWithin().isEmpty() || policy.getKind() == PolicyKind.SINGLE) {
      return;
    }
    var tighter = FunctionSpec.newBuilder(spec(world)).build();
    var rules = tighter.getConstraints();
    switch (random.nextInt(6)) {
      case 0 -> rules.setCountries(fewer(rules.getCountries(), RandomWorld.COUNTRIES));
      case 1 -> rules.setProviders(fewer(rules.getProviders(), RandomWorld.PROVIDERS));
      case 2 ->
          rules.setMinMemoryMb(rules.getMinMemoryMb() == null ? 256 : rules.getMinMemoryMb() * 2);
      case 3 -> rules.setIsolation(fewer(rules.getIsolation(), List.of("gvisor")));
      case 4 -> rules.setLabels(Map.of("tier", "gold", "cloud", "own"));
      default -> rules.setMaxUsdPerMillion("1");
    }
    var after = plan(world.with(function(tighter, world.function().deployments())));
    assertTrue(ids(plan).containsAll(ids(after)), where + " then " + rules);
  }

  private static List<String> fewer(List<String> allowed, List<String> all) {
    return List.of((allowed.isEmpty() ? all : allowed).getFirst());
  }

  private static FunctionView function(FunctionSpec spec, List<DeploymentView> deployments) {
    return new FunctionView(spec, deployments, Set.of());
  }

  private static Set<String> ids(Plan plan) {
    return PlanVerifier.ids(new PlanVerifier(plan, Data.NONE, Need.NONE, "").candidates());
  }

  /** With exact scores: the same input must give the same plan to the last bit. */
  private static String ranked(Plan plan) {
    return new PlanVerifier(plan, Data.NONE, Need.NONE, "")
        .candidates().stream()
            .map(candidate -> candidate.deployment().id() + "=" + candidate.score())
            .collect(Collectors.joining(" "));
  }
}
