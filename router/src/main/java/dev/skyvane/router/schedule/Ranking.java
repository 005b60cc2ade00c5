package dev.skyvane.router.schedule;

import dev.skyvane.schemas.record.Policy;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a policy ranks by. Each kind is a formula of its own; see docs/policies.md. */
sealed interface Ranking {

  /** What must be known of a candidate. */
  Set<Objective> objectives();

  /** Gives each candidate its score, smaller is better; candidates know all objectives. */
  void score(List<Candidate> candidates);

  /** As receipts call the policy. */
  String label();

  /** The same where nobody says from where: distance speaks for no deployment and against none. */
  default Ranking withoutPlace() {
    return this;
  }

  /** Whether the near-optimal set goes by distance rather than by score. */
  default boolean nearestFirst() {
    return false;
  }

  /**
   * The ranking of a policy.
   *
   * @throws IllegalArgumentException if it names what is not known, or weighs what can't be weighed
   */
  static Ranking of(Policy policy) {
    return switch (policy.getKind()) {
      case SINGLE -> new Listed(true);
      case ROUND_ROBIN -> new Listed(false);
      case MINIMIZE_USD -> Usd.of(weights(policy));
      case MINIMIZE, UNKNOWN -> {
        var weights = weights(policy);
        yield switch (weights.size()) {
          case 0 -> new Pure(Objective.DISTANCE);
          case 1 -> new Pure(weights.keySet().iterator().next());
          default -> new Percent(weights);
        };
      }
    };
  }

  private static Map<Objective, Double> weights(Policy policy) {
    var weights = new EnumMap<Objective, Double>(Objective.class);
    policy
        .getWeights()
        .forEach(
            (name, weight) -> {
              var objective = Objective.of(name);
              if (!(weight >= 0 && weight < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                    "the weight of "
                        + name
                        + " is "
                        + weight
                        + "; it must be a number of at least 0");
              }
              if (weight > 0) {
                weights.put(objective, weight);
              }
            });
    return weights;
  }

  /**
   * The spec's order.
   *
   * @param single whether the first one alone is used
   */
  record Listed(boolean single) implements Ranking {
    @Override
    public Set<Objective> objectives() {
      return Set.of();
    }

    @Override
    public void score(List<Candidate> candidates) {
      // It has no score: the order is the spec's.
    }

    @Override
    public String label() {
      return single ? "single" : "round-robin";
    }
  }

  /** One objective. Of what is equally good without regard to place, the nearest goes first. */
  record Pure(Objective objective) implements Ranking {
    @Override
    public Set<Objective> objectives() {
      return Set.of(objective);
    }

    @Override
    public void score(List<Candidate> candidates) {
      candidates.replaceAll(candidate -> candidate.scored(objective.of(candidate)));
    }

    @Override
    public String label() {
      return "minimize-" + objective.text();
    }

    @Override
    public Ranking withoutPlace() {
      return objective.needsPlace() ? new Percent(Map.of()) : this;
    }

    @Override
    public boolean nearestFirst() {
      return !objective.needsPlace();
    }
  }

  /**
   * Several objectives by weight, each in multiples of the best: {@code sum of w · max(v, f) /
   * max(best, f)}. What is below a hundredth of the greatest value, {@code f}, counts as that: so a
   * best value of 0 is defined, and no objective speaks louder than a hundred times its weight.
   *
   * @param weights above 0
   */
  record Percent(Map<Objective, Double> weights) implements Ranking {
    private static final double LEAST_SHARE = 0.01;

    private static final Map<Map<Objective, Double>, String> NAMED =
        Map.of(
            Map.of(Objective.DISTANCE, 1.0, Objective.CARBON, 1.0), "balanced",
            Map.of(Objective.DISTANCE, 3.0, Objective.CARBON, 1.0), "distance-weighted");

    public Percent {
      weights = weights.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(weights));
    }

    @Override
    public Set<Objective> objectives() {
      return weights.keySet();
    }

    @Override
    public void score(List<Candidate> candidates) {
      for (var weight : weights.entrySet()) {
        var objective = weight.getKey();
        double best = Double.POSITIVE_INFINITY;
        double worst = 0;
        for (var candidate : candidates) {
          best = Math.min(best, objective.of(candidate));
          worst = Math.max(worst, objective.of(candidate));
        }
        double least = worst * LEAST_SHARE;
        double unit = Math.max(best, least);
        candidates.replaceAll(
            candidate -> {
              double multiple = unit == 0 ? 1 : Math.max(objective.of(candidate), least) / unit;
              return candidate.scored(candidate.score() + weight.getValue() * multiple);
            });
      }
    }

    @Override
    public String label() {
      var name = NAMED.get(weights);
      return name != null ? name : "minimize" + listed(weights);
    }

    @Override
    public Ranking withoutPlace() {
      var kept = new EnumMap<Objective, Double>(Objective.class);
      weights.forEach(
          (objective, weight) -> {
            if (!objective.needsPlace()) {
              kept.put(objective, weight);
            }
          });
      return new Percent(kept);
    }
  }

  /**
   * Cost, carbon and latency in money: {@code cost + kg CO2e · USD/kg + s · USD/s}.
   *
   * @param weights USD per kg CO2e for carbon, USD per s for latency
   */
  record Usd(Map<Objective, Double> weights) implements Ranking {
    private static final double PER_THOUSAND = 1e-3;

    static Usd of(Map<Objective, Double> weights) {
      for (var objective : weights.keySet()) {
        if (objective != Objective.CARBON && objective != Objective.LATENCY) {
          throw new IllegalArgumentException(
              objective.text() + " has no worth in USD; carbon and latency have, cost is USD");
        }
      }
      return new Usd(weights);
    }

    @Override
    public Set<Objective> objectives() {
      var objectives = EnumSet.of(Objective.COST);
      objectives.addAll(weights.keySet());
      return objectives;
    }

    @Override
    public void score(List<Candidate> candidates) {
      double perGram = weights.getOrDefault(Objective.CARBON, 0.0) * PER_THOUSAND;
      double perMs = weights.getOrDefault(Objective.LATENCY, 0.0) * PER_THOUSAND;
      // A weight of 0 must not make NaN of an unknown value.
      candidates.replaceAll(
          candidate ->
              candidate.scored(
                  candidate.usd()
                      + (perGram == 0 ? 0 : perGram * Objective.CARBON.of(candidate))
                      + (perMs == 0 ? 0 : perMs * candidate.latencyMs())));
    }

    @Override
    public String label() {
      return "minimize-usd" + listed(weights);
    }

    @Override
    public Ranking withoutPlace() {
      var kept = new EnumMap<Objective, Double>(Objective.class);
      kept.putAll(weights);
      kept.remove(Objective.LATENCY);
      return new Usd(kept);
    }
  }

  private static String listed(Map<Objective, Double> weights) {
    return new TreeMap<>(weights)
        .entrySet().stream()
            .map(entry -> entry.getKey().text() + "=" + entry.getValue())
            .collect(Collectors.joining(",", "(", ")"));
  }
}
