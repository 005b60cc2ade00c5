package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.balance.Picker;
import dev.skyvane.router.balance.Tried;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Verifies any policy's plan. What a policy promises is written here a second time, apart from the
 * code under test and as plainly as possible. Estimates are taken as given.
 */
record PlanVerifier(Plan plan, Data data, Need need, String where) {

  void verify() {
    everybodyIsACandidateOrExcludedForAReason();
    constraintsHold();
    whatCountsIsKnown();
    scoresAreTheFormula();
    theBestAreNear();
    budgetsHold();
  }

  List<Candidate> candidates() {
    return IntStream.range(0, plan.size()).mapToObj(plan::candidate).toList();
  }

  static Set<String> ids(List<Candidate> candidates) {
    return candidates.stream()
        .map(candidate -> candidate.deployment().id())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private Policy policy() {
    return plan.function().spec().getPolicy();
  }

  private void everybodyIsACandidateOrExcludedForAReason() {
    var seen = new HashSet<String>();
    for (var candidate : candidates()) {
      assertTrue(seen.add(candidate.deployment().id()), where + ": twice " + candidate);
    }
    for (var exclusion : plan.excluded()) {
      assertTrue(seen.add(exclusion.deployment()), where + ": candidate and " + exclusion);
      assertFalse(exclusion.rule().isBlank(), where);
    }
    if (policy().getKind() != PolicyKind.SINGLE) {
      assertEquals(plan.function().deployments().size(), seen.size(), where);
    } else {
      assertTrue(plan.size() <= 1, where);
    }
  }

  private void constraintsHold() {
    for (var candidate : candidates()) {
      assertTrue(allowed(candidate.deployment()), where + ": breaks a rule: " + candidate);
    }
  }

  private void whatCountsIsKnown() {
    for (var candidate : candidates()) {
      assertFalse(Double.isNaN(candidate.score()), where + " " + candidate);
      for (var name : counted()) {
        assertFalse(Double.isNaN(value(name, candidate)), where + " " + name + " " + candidate);
      }
    }
  }

  /** Objectives that decide: of weights above 0 and of budgets, as far as the place is known. */
  private Set<String> counted() {
    var names = new TreeSet<>(policy().getWithin().keySet());
    names.addAll(weights().keySet());
    if (policy().getKind() == PolicyKind.MINIMIZE_USD) {
      names.add("cost");
    }
    if (plan.vantage() == null) {
      names.removeAll(Set.of("distance", "latency"));
    }
    return names;
  }

  private Map<String, Double> weights() {
    return switch (policy().getKind()) {
      case SINGLE, ROUND_ROBIN -> Map.of();
      default -> {
        var weights =
            policy().getWeights().entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        yield weights.isEmpty() && policy().getKind() != PolicyKind.MINIMIZE_USD
            ? Map.of("distance", 1.0)
            : weights;
      }
    };
  }

  private void scoresAreTheFormula() {
    var weights = new TreeMap<>(weights());
    boolean one = weights.size() == 1;
    weights.keySet().retainAll(counted());
    var all = eligible();
    for (var candidate : candidates()) {
      double score = policy().getKind() == PolicyKind.MINIMIZE_USD ? candidate.usd() : 0;
      for (var weight : weights.entrySet()) {
        double value = value(weight.getKey(), candidate);
        score +=
            policy().getKind() == PolicyKind.MINIMIZE_USD
                ? weight.getValue() * value / 1000
                : one ? value : weight.getValue() * multiple(weight.getKey(), value, all);
      }
      assertEquals(score, candidate.score(), 1e-9 * score, where + " " + candidate);
    }
  }

  /** How many times the best, where nothing counts as less than a hundredth of the worst. */
  private static double multiple(String objective, double value, List<Candidate> all) {
    var values = all.stream().mapToDouble(each -> value(objective, each)).summaryStatistics();
    double least = values.getMax() / 100;
    return values.getMax() == 0 ? 1 : Math.max(value, least) / Math.max(values.getMin(), least);
  }

  private String name() {
    return weights().keySet().iterator().next();
  }

  /** The near-optimal set is what is within the tolerance, and at least as many as asked for. */
  private void theBestAreNear() {
    int size = plan.size();
    int near = plan.near();
    if (policy().getKind() == PolicyKind.SINGLE || policy().getKind() == PolicyKind.ROUND_ROBIN) {
      assertEquals(size, near, where);
      return;
    }
    double best = candidates().stream().mapToDouble(Candidate::score).min().orElse(0);
    double limit = best * (1 + policy().getTolerance());
    long within = candidates().stream().filter(c -> c.score() <= limit).count();
    int asked = Math.min(size, Math.max(1, policy().getAtLeast()));
    assertEquals(Math.max(within, asked), near, where + ": size of the set");
    for (int rank = (int) within; rank < size; rank++) {
      double score = plan.candidate(rank).score();
      assertTrue(score > limit || rank < asked, where + ": rank " + rank + " is near");
      assertTrue(rank == within || plan.candidate(rank - 1).score() <= score, where + " " + rank);
    }
    boolean nearestFirst =
        policy().getKind() != PolicyKind.MINIMIZE_USD
            && weights().size() == 1
            && Set.of("cost", "carbon").contains(name());
    ToDoubleFunction<Candidate> order =
        nearestFirst
            ? c -> Double.isNaN(c.distanceKm()) ? Double.POSITIVE_INFINITY : c.distanceKm()
            : Candidate::score;
    var set = candidates().subList(0, (int) within);
    assertEquals(
        set.stream().sorted(Comparator.comparingDouble(order)).map(order::applyAsDouble).toList(),
        set.stream().map(order::applyAsDouble).toList(),
        where + ": order of the set");
  }

  /** Budgets count from the best of those that rules and facts allow, which are all or excluded. */
  private void budgetsHold() {
    var within = new ArrayList<>(policy().getWithin().entrySet());
    within.removeIf(entry -> !counted().contains(entry.getKey()));
    if (within.isEmpty() || policy().getKind() == PolicyKind.SINGLE) {
      return;
    }
    var fit = new TreeSet<String>();
    var leastOver = new TreeSet<String>();
    double least = Double.POSITIVE_INFINITY;
    var all = eligible();
    for (var candidate : all) {
      double over = 0;
      for (var budget : within) {
        double best = all.stream().mapToDouble(c -> value(budget.getKey(), c)).min().orElseThrow();
        double slack = budget.getValue().getValue();
        double limit = budget.getValue().getRelative() ? best * (1 + slack) : best + slack;
        double value = value(budget.getKey(), candidate);
        over = Math.max(over, value <= limit ? 1 : limit == 0 ? 1e300 : value / limit);
      }
      var id = candidate.deployment().id();
      if (over <= 1) {
        fit.add(id);
      }
      if (over < least) {
        leastOver.clear();
        least = over;
      }
      if (over == least) {
        leastOver.add(id);
      }
    }
    assertEquals(fit.isEmpty() ? leastOver : fit, ids(candidates()), where + ": budgets");
    assertEquals(fit.isEmpty() && !all.isEmpty(), plan.policy().endsWith("beyond its budgets"));
  }

  /** Who would be a candidate without budgets. */
  private List<Candidate> eligible() {
    var spec = FunctionSpec.newBuilder(plan.function().spec()).build();
    spec.getPolicy().setWithin(Map.of());
    var free = new FunctionView(spec, plan.function().deployments(), plan.function().retryOn());
    var unbounded = RandomWorldsTest.SCHEDULER.plan(free, plan.vantage(), data, need, 1, 0);
    return new PlanVerifier(unbounded, data, need, where)
        .candidates().stream()
            .filter(c -> counted().stream().noneMatch(name -> Double.isNaN(value(name, c))))
            .toList();
  }

  /** Picks with ever more tried, and then with regions full, stay among what is allowed. */
  void verifyPicks() {
    if (plan.size() == 0) {
      return;
    }
    var tried = new Tried();
    var taken = new ArrayList<Integer>();
    int turn = plan.size() * 31;
    while (true) {
      int rank = Picker.pick(plan, tried, turn++);
      if (rank == Picker.NONE) {
        break;
      }
      var deployment = plan.candidate(rank).deployment();
      assertTrue(allowed(deployment), where + ": failover to " + deployment.id());
      assertTrue(
          taken.contains(rank) || taken.stream().distinct().count() == taken.size(),
          where + ": " + rank + " again before all were tried " + taken);
      taken.add(rank);
      tried.add(deployment.id());
    }
    assertEquals(plan.size(), new HashSet<>(taken).size(), where + ": all are used in the end");
  }

  static double value(String objective, Candidate candidate) {
    return switch (objective) {
      case "distance" -> candidate.distanceKm();
      case "latency" -> candidate.latencyMs();
      case "cost" -> candidate.usd();
      case "carbon" -> candidate.deployment().expectedGrams();
      default -> throw new IllegalArgumentException(objective);
    };
  }

  private boolean allowed(DeploymentView deployment) {
    var rules = plan.function().spec().getConstraints();
    var region = deployment.region();
    return deployment.defect() == null
        && permitted(rules.getCountries(), rules.getExcludeCountries(), region.country())
        && permitted(rules.getProviders(), rules.getExcludeProviders(), region.provider())
        && permitted(rules.getRegions(), rules.getExcludeRegions(), region.id())
        && permitted(rules.getArchitectures(), List.of(), deployment.architecture())
        && permitted(rules.getAccelerators(), List.of(), deployment.accelerator())
        && permitted(rules.getIsolation(), List.of(), deployment.isolation())
        && rules.getLabels().entrySet().stream()
            .allMatch(label -> label.getValue().equals(region.labels().get(label.getKey())))
        && (rules.getMinMemoryMb() == null || deployment.memoryMb() >= rules.getMinMemoryMb())
        && (rules.getMinVcpu() == null || deployment.vcpu() >= rules.getMinVcpu())
        && deployment.memoryMb() >= need.memoryMb()
        && (need.vcpu() == 0 || deployment.vcpu() >= need.vcpu())
        && nearData(rules, deployment)
        && (rules.getMaxUsdPerMillion() == null
            || deployment.expectedUsd() * 1e6
                <= Double.parseDouble(rules.getMaxUsdPerMillion()) + 1e-9);
  }

  private static boolean permitted(List<String> only, List<String> never, @Nullable String value) {
    return (only.isEmpty() || (value != null && only.contains(value)))
        && (never.isEmpty() || (value != null && !never.contains(value)));
  }

  private boolean nearData(Constraints rules, DeploymentView deployment) {
    var source = data.source();
    var region = deployment.region();
    return switch (rules.getDataWithin()) {
      case ANYWHERE -> true;
      case REGION -> source == null || source.id().equals(region.id());
      case COUNTRY ->
          source == null || (source.country() != null && source.country().equals(region.country()));
      case UNKNOWN -> false;
    };
  }
}
