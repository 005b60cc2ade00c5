package dev.skyvane.router.schedule;

import dev.skyvane.schemas.record.Budget;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far from the best value of an objective a candidate may be. All budgets count from the best
 * of one and the same candidates, so their order does not matter. A candidate's <i>overrun</i> is
 * the greatest ratio of a value to its budget's limit; kept are those with an overrun of at most 1.
 * If there is none, budgets that can't be had together must not stop the function: kept are those
 * with the least overrun.
 */
final class Budgets {
  private final Map<Objective, Budget> budgets;

  private Budgets(Map<Objective, Budget> budgets) {
    this.budgets = budgets;
  }

  /**
   * Budgets of a policy.
   *
   * @param place whether there is a vantage; else budgets of place don't count
   * @throws IllegalArgumentException if one is of an objective that is not known, or no number
   */
  static Budgets of(Map<String, Budget> within, boolean place) {
    var budgets = new EnumMap<Objective, Budget>(Objective.class);
    within.forEach(
        (name, budget) -> {
          var objective = Objective.of(name);
          double value = budget.getValue();
          if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                "the budget of " + name + " is " + value + "; it must be a number of at least 0");
          }
          if (place || !objective.needsPlace()) {
            budgets.put(objective, budget);
          }
        });
    return new Budgets(budgets);
  }

  /** What must be known of a candidate. */
  Set<Objective> objectives() {
    return budgets.keySet();
  }

  /** What is kept. */
  record Fit(List<Candidate> kept, boolean within) {}

  /** Keeps what is within the budgets; the others are excluded by the one they exceed most. */
  Fit fit(List<Candidate> candidates, List<Exclusion> excluded) {
    if (budgets.isEmpty() || candidates.isEmpty()) {
      return new Fit(candidates, true);
    }
    var overruns = new double[candidates.size()];
    var worst = new Objective[candidates.size()];
    budgets.forEach(
        (objective, budget) -> {
          double limit = limit(objective, budget, candidates);
          for (int i = 0; i < overruns.length; i++) {
            double ratio = ratio(objective.of(candidates.get(i)), limit);
            if (worst[i] == null || ratio > overruns[i]) {
              overruns[i] = ratio;
              worst[i] = objective;
            }
          }
        });
    double least = Double.POSITIVE_INFINITY;
    for (double overrun : overruns) {
      least = Math.min(least, overrun);
    }
    double most = Math.max(1, least);
    var kept = new ArrayList<Candidate>(candidates.size());
    for (int i = 0; i < overruns.length; i++) {
      if (overruns[i] <= most) {
        kept.add(candidates.get(i));
      } else {
        excluded.add(
            new Exclusion(candidates.get(i).deployment().id(), "within " + worst[i].text()));
      }
    }
    return new Fit(kept, least <= 1);
  }

  private static double limit(Objective objective, Budget budget, List<Candidate> candidates) {
    double best = Double.POSITIVE_INFINITY;
    for (var candidate : candidates) {
      best = Math.min(best, objective.of(candidate));
    }
    return budget.getRelative() ? best * (1 + budget.getValue()) : best + budget.getValue();
  }

  private static double ratio(double value, double limit) {
    if (value <= limit) {
      return limit == 0 ? 1 : value / limit;
    }
    return limit == 0 ? Double.POSITIVE_INFINITY : value / limit;
  }
}
