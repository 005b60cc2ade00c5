package dev.skyvane.router.schedule;

import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.router.table.DeploymentView;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.schemas.record.Budget;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.Spread;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Ranks the deployments of a function. A weighted policy scores {@code sum of weight x value / mean
 * of the candidates' values}, so that objectives of different units compare; a pure one scores by
 * its value. Thread-safe.
 */
public final class Scheduler {
  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble(Candidate::score)
          .thenComparingDouble(candidate -> distanceOrFar(candidate.distanceKm()))
          .thenComparing(candidate -> candidate.deployment().id());

  private static final Comparator<Candidate> BY_ID =
      Comparator.comparing(candidate -> candidate.deployment().id());

  private final LatencyModel latency;

  /**
   * A scheduler.
   *
   * @param latency estimates request latency where nothing was measured
   */
  public Scheduler(LatencyModel latency) {
    this.latency = latency;
  }

  /**
   * Makes a plan.
   *
   * @param vantage from where; null where unknown, then distance and latency don't count
   * @param worldVersion of the view that the function was taken from
   * @param nowNanos {@link System#nanoTime} of the decision
   */
  public Plan plan(
      FunctionView function, @Nullable Vantage vantage, long worldVersion, long nowNanos) {
    var policy = function.spec().getPolicy();
    var excluded = new ArrayList<Exclusion>(0);
    var candidates = allowed(function, vantage, excluded);
    boolean minimize =
        policy.getKind() != PolicyKind.SINGLE && policy.getKind() != PolicyKind.ROUND_ROBIN;
    var named = minimize ? weights(policy) : Map.<Objective, Double>of();
    var weights = vantage == null ? withoutPlace(named) : named;
    for (var objective : weights.keySet()) {
      candidates = known("minimize", objective, candidates, excluded);
    }
    // One after the other and always in this order, so that some candidate fits them all.
    for (var objective : Objective.values()) {
      var budget = policy.getWithin().get(objective.text());
      if (budget != null && (vantage != null || !objective.needsPlace())) {
        candidates = within(objective, budget, candidates, excluded);
      }
    }
    Candidate[] ranked;
    if (minimize) {
      ranked = score(candidates, weights).toArray(new Candidate[0]);
      java.util.Arrays.sort(ranked, BEST_FIRST);
    } else {
      ranked = candidates.toArray(new Candidate[0]);
    }
    if (policy.getKind() == PolicyKind.SINGLE && ranked.length > 1) {
      ranked = new Candidate[] {ranked[0]};
    }
    return new Plan(
        function,
        vantage,
        label(policy.getKind(), named),
        ranked,
        minimize ? near(ranked, policy.getTolerance()) : ranked.length,
        policy.getKind() == PolicyKind.ROUND_ROBIN ? Spread.ROUND_ROBIN : policy.getSpread(),
        List.copyOf(excluded),
        worldVersion,
        nowNanos);
  }

  private List<Candidate> allowed(
      FunctionView function, @Nullable Vantage vantage, List<Exclusion> excluded) {
    var candidates = new ArrayList<Candidate>(function.deployments().size());
    var rules = function.spec().getConstraints();
    double executionMs = function.spec().getExpectedDurationMs();
    for (var deployment : function.deployments()) {
      var broken = ConstraintFilter.broken(rules, deployment);
      if (broken != null) {
        excluded.add(new Exclusion(deployment.id(), broken));
      } else {
        candidates.add(estimate(deployment, vantage, executionMs));
      }
    }
    return candidates;
  }

  private Candidate estimate(
      DeploymentView deployment, @Nullable Vantage vantage, double executionMs) {
    var location = deployment.region().location();
    if (vantage == null || location == null) {
      return new Candidate(deployment, Double.NaN, Double.NaN, 0);
    }
    double distance = vantage.location().distanceKmTo(location);
    double network =
        latency.requestMs(vantage.id(), vantage.location(), deployment.region().id(), location);
    return new Candidate(deployment, distance, network + executionMs, 0);
  }

  private static List<Candidate> known(
      String rule, Objective objective, List<Candidate> candidates, List<Exclusion> excluded) {
    var kept = new ArrayList<Candidate>(candidates.size());
    for (var candidate : candidates) {
      if (Double.isNaN(objective.of(candidate))) {
        excluded.add(
            new Exclusion(
                candidate.deployment().id(),
                rule + " " + objective.text() + " (" + objective.input() + " unknown)"));
      } else {
        kept.add(candidate);
      }
    }
    return kept;
  }

  private static List<Candidate> within(
      Objective objective, Budget budget, List<Candidate> candidates, List<Exclusion> excluded) {
    var usable = known("within", objective, candidates, excluded);
    double best = Double.POSITIVE_INFINITY;
    for (var candidate : usable) {
      best = Math.min(best, objective.of(candidate));
    }
    double limit = budget.getRelative() ? best * (1 + budget.getValue()) : best + budget.getValue();
    var kept = new ArrayList<Candidate>(usable.size());
    for (var candidate : usable) {
      if (objective.of(candidate) <= limit) {
        kept.add(candidate);
      } else {
        excluded.add(new Exclusion(candidate.deployment().id(), "within " + objective.text()));
      }
    }
    return kept;
  }

  /** Where nobody says from where, distance speaks for no deployment and against none. */
  private static Map<Objective, Double> withoutPlace(Map<Objective, Double> weights) {
    var kept = new EnumMap<Objective, Double>(Objective.class);
    weights.forEach(
        (objective, weight) -> {
          if (!objective.needsPlace()) {
            kept.put(objective, weight);
          }
        });
    return kept;
  }

  private static List<Candidate> score(List<Candidate> candidates, Map<Objective, Double> weights) {
    if (weights.size() == 1) {
      var objective = weights.keySet().iterator().next();
      candidates.replaceAll(candidate -> candidate.scored(objective.of(candidate)));
      return candidates;
    }
    // Sums of doubles depend on their order; the plan must not depend on the spec's.
    candidates.sort(BY_ID);
    var scales = new EnumMap<Objective, Double>(Objective.class);
    weights.forEach(
        (objective, weight) -> {
          double sum = 0;
          for (var candidate : candidates) {
            sum += objective.of(candidate);
          }
          scales.put(objective, sum == 0 ? 0 : weight * candidates.size() / sum);
        });
    candidates.replaceAll(
        candidate -> {
          double score = 0;
          for (var scale : scales.entrySet()) {
            score += scale.getValue() * scale.getKey().of(candidate);
          }
          return candidate.scored(score);
        });
    return candidates;
  }

  private static int near(Candidate[] ranked, double tolerance) {
    int near = Math.min(1, ranked.length);
    while (near < ranked.length && ranked[near].score() <= ranked[0].score() * (1 + tolerance)) {
      near++;
    }
    return near;
  }

  private static Map<Objective, Double> weights(Policy policy) {
    var weights = new EnumMap<Objective, Double>(Objective.class);
    policy
        .getWeights()
        .forEach(
            (name, weight) ->
                Objective.parse(name)
                    .filter(_ -> weight > 0)
                    .ifPresent(objective -> weights.put(objective, weight)));
    if (weights.isEmpty()) {
      weights.put(Objective.DISTANCE, 1.0);
    }
    return weights;
  }

  private static String label(PolicyKind kind, Map<Objective, Double> weights) {
    return switch (kind) {
      case SINGLE -> "single";
      case ROUND_ROBIN -> "round-robin";
      case MINIMIZE, UNKNOWN ->
          weights.size() == 1
              ? "minimize-" + weights.keySet().iterator().next().text()
              : new TreeMap<>(weights)
                  .entrySet().stream()
                      .map(entry -> entry.getKey().text() + "=" + entry.getValue())
                      .collect(Collectors.joining(",", "minimize(", ")"));
    };
  }

  private static double distanceOrFar(double distanceKm) {
    return Double.isNaN(distanceKm) ? Double.POSITIVE_INFINITY : distanceKm;
  }
}
