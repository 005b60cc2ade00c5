package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Coordinates;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.schemas.record.Budget;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.testkit.Seed;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** One verifier for any plan, on thousands of random worlds. */
class RandomWorldsTest {
  private static final int WORLDS = 3_000;
  private static final List<String> COUNTRIES = List.of("SE", "DE", "FR", "US");
  private static final List<String> PROVIDERS = List.of("aws", "gcp", "azure");
  private static final List<String> OBJECTIVES = List.of("distance", "latency", "cost", "carbon");

  private final Scheduler scheduler = new Scheduler(LatencyModel.fitted());
  private final Seed seed = Seed.fresh();
  private final Random random = new Random(seed.value());

  @Test
  void everyPlanHoldsItsPromises() {
    for (int world = 0; world < WORLDS; world++) {
      var places = places(1 + random.nextInt(24));
      var vantage =
          random.nextInt(5) == 0
              ? null
              : new Vantage(
                  "v", new Coordinates(random.nextInt(120) - 60, random.nextInt(300) - 150));
      var policy = policy(random.nextInt(3) == 0);
      var rules = constraints();
      var spec = Sketch.spec(policy).setConstraints(rules).build();
      var where = "world " + world + " " + spec;
      var plan = plan(spec, vantage, places);
      verify(plan, places, where);
      sameWhateverTheOrder(plan, spec, vantage, places, where);
      neverMoreByAConstraint(plan, spec, vantage, places, where);
    }
  }

  private void verify(Plan plan, List<Sketch> places, String where) {
    var spec = plan.function().spec();
    var policy = spec.getPolicy();
    var seen = new HashSet<String>();
    for (int rank = 0; rank < plan.size(); rank++) {
      var candidate = plan.candidate(rank);
      assertTrue(seen.add(candidate.deployment().id()), where);
      assertTrue(allowed(spec.getConstraints(), candidate.deployment()), where);
      if (policy.getKind() == PolicyKind.MINIMIZE) {
        for (var objective : counted(policy, plan.vantage())) {
          assertFalse(Double.isNaN(objective.of(candidate)), where + " " + objective);
        }
        assertTrue(rank == 0 || plan.candidate(rank - 1).score() <= candidate.score(), where);
        boolean within =
            candidate.score() <= plan.candidate(0).score() * (1 + policy.getTolerance());
        assertEquals(within, rank < plan.near(), where + " rank " + rank);
      }
    }
    withinBudgets(plan, where);
    for (var exclusion : plan.excluded()) {
      assertTrue(seen.add(exclusion.deployment()), where + " twice: " + exclusion);
      assertFalse(exclusion.rule().isBlank());
    }
    if (policy.getKind() != PolicyKind.SINGLE) {
      assertEquals(places.size(), seen.size(), where + ": each is a candidate or excluded");
    }
    assertTrue(plan.size() == 0 ? plan.near() == 0 : plan.near() >= 1, where);
  }

  /** Within what is left, nobody is further from the best than a budget lets be. */
  private static void withinBudgets(Plan plan, String where) {
    plan.function()
        .spec()
        .getPolicy()
        .getWithin()
        .forEach(
            (name, budget) -> {
              var objective = Objective.parse(name).orElseThrow();
              if (plan.vantage() == null && objective.needsPlace()) {
                return;
              }
              var values =
                  IntStream.range(0, plan.size())
                      .mapToDouble(rank -> objective.of(plan.candidate(rank)))
                      .toArray();
              double best = java.util.Arrays.stream(values).min().orElse(0);
              double limit =
                  budget.getRelative() ? best * (1 + budget.getValue()) : best + budget.getValue();
              for (double value : values) {
                assertTrue(value <= limit, where + " " + name + " " + value + " over " + limit);
              }
            });
  }

  private void sameWhateverTheOrder(
      Plan plan, FunctionSpec spec, @Nullable Vantage vantage, List<Sketch> places, String where) {
    var again = plan(spec, vantage, places);
    assertEquals(ranked(plan), ranked(again), where);
    assertEquals(plan.excluded(), again.excluded(), where);
    if (spec.getPolicy().getKind() == PolicyKind.MINIMIZE) {
      var shuffled = new ArrayList<>(places);
      Collections.shuffle(shuffled, random);
      var other = plan(spec, vantage, shuffled);
      assertEquals(ranked(plan), ranked(other), where);
      assertEquals(plan.near(), other.near(), where);
      assertEquals(Set.copyOf(plan.excluded()), Set.copyOf(other.excluded()), where);
    }
  }

  private void neverMoreByAConstraint(
      Plan plan, FunctionSpec spec, @Nullable Vantage vantage, List<Sketch> places, String where) {
    // A budget is slack over the best allowed one, so it may widen when the best is forbidden; and
    // SINGLE goes on to the next allowed one.
    if (!spec.getPolicy().getWithin().isEmpty()
        || spec.getPolicy().getKind() == PolicyKind.SINGLE) {
      return;
    }
    var before = new TreeSet<>(ids(plan));
    var tighter = FunctionSpec.newBuilder(spec).build();
    var rules = tighter.getConstraints();
    switch (random.nextInt(5)) {
      case 0 -> rules.setCountries(fewer(rules.getCountries(), COUNTRIES));
      case 1 -> rules.setProviders(fewer(rules.getProviders(), PROVIDERS));
      case 2 ->
          rules.setMinMemoryMb(rules.getMinMemoryMb() == null ? 256 : rules.getMinMemoryMb() * 2);
      case 3 -> {
        var excluded = new ArrayList<>(rules.getExcludeRegions());
        excluded.add("aws:" + (before.isEmpty() ? "d0" : before.first()));
        rules.setExcludeRegions(excluded);
      }
      default -> rules.setMaxUsdPerMillion("1");
    }
    assertTrue(before.containsAll(ids(plan(tighter, vantage, places))), where + " then " + rules);
  }

  private List<String> fewer(List<String> allowed, List<String> all) {
    return List.of((allowed.isEmpty() ? all : allowed).getFirst());
  }

  private Plan plan(FunctionSpec spec, @Nullable Vantage vantage, List<Sketch> places) {
    return scheduler.plan(Sketch.function(spec, new Loads(), places), vantage, 1, 0);
  }

  private static List<String> ids(Plan plan) {
    return IntStream.range(0, plan.size())
        .mapToObj(rank -> plan.candidate(rank).deployment().id())
        .toList();
  }

  /** With exact scores: the same input must give the same plan to the last bit. */
  private static String ranked(Plan plan) {
    return IntStream.range(0, plan.size())
        .mapToObj(rank -> plan.candidate(rank))
        .map(candidate -> candidate.deployment().id() + "=" + candidate.score())
        .collect(Collectors.joining(" "));
  }

  /** The rules once more, written apart from the code under test. */
  private static boolean allowed(Constraints rules, DeploymentView deployment) {
    var region = deployment.region();
    return deployment.defect() == null
        && (rules.getCountries().isEmpty() || rules.getCountries().contains(region.country()))
        && (rules.getProviders().isEmpty() || rules.getProviders().contains(region.provider()))
        && !rules.getExcludeRegions().contains(region.id())
        && (rules.getArchitectures().isEmpty()
            || rules.getArchitectures().contains(deployment.architecture()))
        && rules.getLabels().entrySet().stream()
            .allMatch(l -> l.getValue().equals(region.labels().get(l.getKey())))
        && (rules.getMinMemoryMb() == null || deployment.memoryMb() >= rules.getMinMemoryMb())
        && (rules.getMaxUsdPerMillion() == null
            || deployment.expectedUsd() * 1e6
                <= Double.parseDouble(rules.getMaxUsdPerMillion()) + 1e-9);
  }

  private static Set<Objective> counted(Policy policy, @Nullable Vantage vantage) {
    return policy.getWeights().keySet().stream()
        .map(name -> Objective.parse(name).orElseThrow())
        .filter(objective -> vantage != null || !objective.needsPlace())
        .collect(Collectors.toSet());
  }

  private List<Sketch> places(int count) {
    var places = new ArrayList<Sketch>();
    for (int i = 0; i < count; i++) {
      var place =
          Sketch.of("d" + i)
              .region(pick(PROVIDERS) + ":d" + i)
              .memory(128 << random.nextInt(5))
              .architecture(random.nextBoolean() ? "arm64" : "x86_64");
      if (random.nextInt(6) > 0) {
        place.at(random.nextInt(12) * 10 - 60, random.nextInt(30) * 10 - 150);
      }
      if (random.nextInt(6) > 0) {
        place.usd(random.nextInt(5) == 0 ? 1e-6 : random.nextDouble() * 3e-6);
      }
      if (random.nextInt(6) > 0) {
        place.grams(random.nextInt(5) == 0 ? 0 : random.nextDouble());
      }
      if (random.nextInt(4) > 0) {
        place.country(pick(COUNTRIES));
      }
      if (random.nextBoolean()) {
        place.label("tier", random.nextBoolean() ? "gold" : "silver");
      }
      if (random.nextInt(12) == 0) {
        place.defect("broken");
      }
      places.add(place);
    }
    return places;
  }

  private Policy.Builder policy(boolean budgets) {
    var kind =
        switch (random.nextInt(6)) {
          case 0 -> PolicyKind.SINGLE;
          case 1 -> PolicyKind.ROUND_ROBIN;
          default -> PolicyKind.MINIMIZE;
        };
    var weights = new HashMap<String, Double>();
    for (int i = 0; i <= random.nextInt(3); i++) {
      weights.put(pick(OBJECTIVES), 0.1 + random.nextInt(10));
    }
    var within = new HashMap<String, Budget>();
    if (budgets) {
      for (int i = 0; i <= random.nextInt(2); i++) {
        within.put(
            pick(OBJECTIVES),
            Budget.newBuilder().setValue(random.nextDouble() * 2).setRelative(true).build());
      }
    }
    return Policy.newBuilder()
        .setKind(kind)
        .setWeights(weights)
        .setWithin(within)
        .setTolerance(random.nextInt(3) == 0 ? 0 : random.nextDouble() / 2);
  }

  private Constraints constraints() {
    var rules = Constraints.newBuilder();
    if (random.nextInt(4) == 0) {
      rules.setCountries(List.of(pick(COUNTRIES), pick(COUNTRIES)));
    }
    if (random.nextInt(4) == 0) {
      rules.setProviders(List.of(pick(PROVIDERS), pick(PROVIDERS)));
    }
    if (random.nextInt(4) == 0) {
      rules.setExcludeRegions(List.of(pick(PROVIDERS) + ":d0", pick(PROVIDERS) + ":d1"));
    }
    if (random.nextInt(4) == 0) {
      rules.setArchitectures(List.of("arm64"));
    }
    if (random.nextInt(4) == 0) {
      rules.setLabels(Map.of("tier", "gold"));
    }
    if (random.nextInt(4) == 0) {
      rules.setMinMemoryMb(512);
    }
    if (random.nextInt(4) == 0) {
      rules.setMaxUsdPerMillion("1.5");
    }
    return rules.build();
  }

  private String pick(List<String> from) {
    return from.get(random.nextInt(from.size()));
  }
}
