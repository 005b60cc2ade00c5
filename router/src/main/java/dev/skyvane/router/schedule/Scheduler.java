package dev.skyvane.router.schedule;

import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes plans: constraints filter, objectives estimate, the policy's {@link Ranking} scores,
 * budgets filter, and what is within the tolerance of the best is the near-optimal set.
 * Thread-safe.
 */
public final class Scheduler {
  private static final Comparator<Candidate> NEAREST_FIRST =
      Comparator.comparingDouble((Candidate candidate) -> orFar(candidate.distanceKm()))
          .thenComparing(candidate -> candidate.deployment().id());

  private static final Comparator<Candidate> BEST_FIRST =
      Comparator.comparingDouble(Candidate::score).thenComparing(NEAREST_FIRST);

  private static final Comparator<Candidate> LATE_LAST =
      Comparator.comparing(candidate -> candidate.outlook().late());

  private static final Comparator<Candidate> FASTEST_FIRST =
      Comparator.comparingDouble(Candidate::latencyMs);

  /** Leaves the order as it is: sorting is stable. */
  private static final Comparator<Candidate> LISTED = (_, _) -> 0;

  private final Estimator estimator;

  /**
   * A scheduler that knows list prices, and egress prices within regions alone.
   *
   * @param latency estimates request latency where nothing was measured
   */
  public Scheduler(LatencyModel latency) {
    this(latency, MarginalPrice.list(), EgressPrice.withinRegions());
  }

  /**
   * A scheduler.
   *
   * @param latency estimates request latency where nothing was measured
   * @param prices of one more run
   * @param egress of data that a run reads elsewhere
   */
  public Scheduler(LatencyModel latency, MarginalPrice prices, EgressPrice egress) {
    this(latency, prices, egress, Measured.NOTHING);
  }

  /** A scheduler that knows what was measured. */
  public Scheduler(
      LatencyModel latency, MarginalPrice prices, EgressPrice egress, Measured measured) {
    this.estimator = new Estimator(latency, prices, egress, measured);
  }

  /** A plan for an invocation that neither brings nor reads much. */
  public Plan plan(
      FunctionView function, @Nullable Vantage vantage, long worldVersion, long nowNanos) {
    return plan(function, vantage, Data.NONE, Need.NONE, worldVersion, nowNanos);
  }

  /** A plan for an invocation that asks for no size. */
  public Plan plan(
      FunctionView function,
      @Nullable Vantage vantage,
      Data data,
      long worldVersion,
      long nowNanos) {
    return plan(function, vantage, data, Need.NONE, worldVersion, nowNanos);
  }

  /**
   * Makes a plan.
   *
   * @param vantage from where; null where unknown, then distance and latency don't count
   * @param data what is brought and read
   * @param need least size
   * @param worldVersion of the view that the function was taken from
   * @param nowNanos {@link System#nanoTime} of the decision
   */
  public Plan plan(
      FunctionView function,
      @Nullable Vantage vantage,
      Data data,
      Need need,
      long worldVersion,
      long nowNanos) {
    var policy = function.spec().getPolicy();
    Ranking named;
    Budgets budgets;
    try {
      named = Ranking.of(policy);
      budgets = Budgets.of(policy.getWithin(), vantage != null);
    } catch (IllegalArgumentException e) {
      return refused(function, vantage, "policy: " + e.getMessage(), worldVersion, nowNanos);
    }
    var ranking = vantage == null ? named.withoutPlace() : named;
    var excluded = new ArrayList<Exclusion>(0);
    var candidates = allowed(function, vantage, data, need, excluded);
    for (var objective : ranking.objectives()) {
      candidates = known("minimize", objective, candidates, excluded);
    }
    for (var objective : budgets.objectives()) {
      candidates = known("within", objective, candidates, excluded);
    }
    ranking.score(candidates);
    var fit = budgets.fit(candidates, excluded);
    var ranked = fit.kept().toArray(new Candidate[0]);
    if (ranking instanceof Ranking.Listed(boolean single) && single && ranked.length > 1) {
      ranked = new Candidate[] {ranked[0]};
    }
    boolean listed = ranking instanceof Ranking.Listed;
    int near = promptFirst(ranked, listed ? LISTED : BEST_FIRST);
    if (near == 0) {
      near = asFast(ranked, policy.getTolerance());
    } else if (!listed) {
      int within = within(ranked, near, policy.getTolerance());
      if (ranking.nearestFirst()) {
        Arrays.sort(ranked, 0, within, NEAREST_FIRST);
      }
      near = Math.clamp(policy.getAtLeast(), within, near);
    }
    return new Plan(
        function,
        vantage,
        fit.within() ? named.label() : named.label() + " beyond its budgets",
        ranked,
        near,
        policy.getKind() == PolicyKind.ROUND_ROBIN ? Spread.ROUND_ROBIN : policy.getSpread(),
        List.copyOf(excluded),
        worldVersion,
        nowNanos);
  }

  /** Grows when plans of a function have to be made anew for what they rest on. */
  long inputsVersion(String function) {
    return estimator.inputsVersion(function);
  }

  /**
   * Sorts, with those that violate the function's objective after all others, the fastest of them
   * first: they get what the others have no room for.
   *
   * @return how many do not violate it
   */
  private static int promptFirst(Candidate[] candidates, Comparator<Candidate> order) {
    int prompt = 0;
    for (var candidate : candidates) {
      prompt += candidate.outlook().late() ? 0 : 1;
    }
    Arrays.sort(candidates, LATE_LAST.thenComparing(order));
    Arrays.sort(candidates, prompt, candidates.length, FASTEST_FIRST);
    return prompt;
  }

  /** How many are as fast as the first, within a tolerance. */
  private static int asFast(Candidate[] fastestFirst, double tolerance) {
    int count = Math.min(1, fastestFirst.length);
    while (count < fastestFirst.length
        && fastestFirst[count].latencyMs() <= fastestFirst[0].latencyMs() * (1 + tolerance)) {
      count++;
    }
    return count;
  }

  private List<Candidate> allowed(
      FunctionView function,
      @Nullable Vantage vantage,
      Data data,
      Need need,
      List<Exclusion> excluded) {
    var candidates = new ArrayList<Candidate>(function.deployments().size());
    var rules = function.spec().getConstraints();
    var expected = estimator.expected(function, vantage, data);
    var sloMs = function.spec().getSloP95Ms();
    for (var deployment : function.deployments()) {
      var broken = ConstraintFilter.broken(rules, deployment, data, need);
      if (broken != null) {
        excluded.add(new Exclusion(deployment.id(), broken));
      } else {
        candidates.add(estimator.estimate(deployment, expected, sloMs, vantage, data));
      }
    }
    return candidates;
  }

  /** A router can't follow a policy that it does not understand, and must not guess. */
  private static Plan refused(
      FunctionView function,
      @Nullable Vantage vantage,
      String rule,
      long worldVersion,
      long nowNanos) {
    return new Plan(
        function,
        vantage,
        "",
        new Candidate[0],
        0,
        Spread.UNKNOWN,
        function.deployments().stream()
            .map(deployment -> new Exclusion(deployment.id(), rule))
            .toList(),
        worldVersion,
        nowNanos);
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

  private static int within(Candidate[] ranked, int most, double tolerance) {
    int within = Math.min(1, most);
    while (within < most && ranked[within].score() <= ranked[0].score() * (1 + tolerance)) {
      within++;
    }
    return within;
  }

  private static double orFar(double distanceKm) {
    return Double.isNaN(distanceKm) ? Double.POSITIVE_INFINITY : distanceKm;
  }
}
