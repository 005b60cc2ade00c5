package dev.skyvane.bench;

import dev.skyvane.router.schedule.Plan;
import dev.skyvane.schemas.record.Budget;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import java.util.List;
import java.util.Map;

/** Policies that plans are measured with, and what their plans must look like. */
enum PlannedPolicy {
  SINGLE,
  ROUND_ROBIN,
  MINIMIZE_DISTANCE,
  MINIMIZE_COST,
  MINIMIZE_CARBON,
  BALANCED,
  MINIMIZE_USD,
  /** Three objectives, each in multiples of its best. */
  MIX,
  /** The mix within two budgets, under nearly every kind of constraint. */
  CONSTRAINED,
  /** Nothing fits: each deployment is excluded with its reason. */
  IMPOSSIBLE;

  private static final Map<String, Double> MIXED =
      Map.of("latency", 0.5, "carbon", 0.3, "cost", 0.2);

  /** A new policy of this kind. */
  Policy policy() {
    var policy = Policy.newBuilder().setKind(PolicyKind.MINIMIZE);
    return switch (this) {
      case SINGLE -> policy.setKind(PolicyKind.SINGLE).build();
      case ROUND_ROBIN -> policy.setKind(PolicyKind.ROUND_ROBIN).build();
      case MINIMIZE_DISTANCE -> policy.setWeights(Map.of("distance", 1.0)).build();
      case MINIMIZE_COST -> policy.setWeights(Map.of("cost", 1.0)).build();
      case MINIMIZE_CARBON -> policy.setWeights(Map.of("carbon", 1.0)).build();
      case BALANCED -> policy.setWeights(Map.of("distance", 1.0, "carbon", 1.0)).build();
      case MINIMIZE_USD ->
          policy
              .setKind(PolicyKind.MINIMIZE_USD)
              .setWeights(Map.of("carbon", 0.1, "latency", 0.001))
              .build();
      case MIX, IMPOSSIBLE -> policy.setWeights(MIXED).build();
      case CONSTRAINED ->
          policy
              .setWeights(MIXED)
              .setWithin(
                  Map.of("latency", new Budget(250.0, false), "cost", new Budget(20.0, true)))
              .build();
    };
  }

  /** The hard rules that go with it. */
  Constraints constraints() {
    var constraints = Constraints.newBuilder();
    return switch (this) {
      case SINGLE,
          ROUND_ROBIN,
          MINIMIZE_DISTANCE,
          MINIMIZE_COST,
          MINIMIZE_CARBON,
          BALANCED,
          MINIMIZE_USD,
          MIX ->
          constraints.build();
      case CONSTRAINED ->
          constraints
              .setCountries(
                  List.of("SE", "DE", "FR", "IE", "GB", "IT", "US", "CA", "JP", "KR", "SG", "AU"))
              .setProviders(List.of("aws", "gcp"))
              .setExcludeRegions(List.of("aws:us-west-1"))
              .setArchitectures(List.of("arm64"))
              .setLabels(Map.of("network", "public"))
              .setMinMemoryMb(256)
              .setMaxUsdPerMillion("25")
              .build();
      case IMPOSSIBLE -> constraints.setCountries(List.of("NO", "CH")).build();
    };
  }

  /**
   * Makes sure that a plan is what the case says: one that is empty by mistake is made fast.
   *
   * @throws IllegalStateException if it is not
   */
  void check(Plan plan, int deployments) {
    int size = plan.size();
    boolean asMeant =
        switch (this) {
          case SINGLE -> size == 1;
          case ROUND_ROBIN,
              MINIMIZE_DISTANCE,
              MINIMIZE_COST,
              MINIMIZE_CARBON,
              BALANCED,
              MINIMIZE_USD,
              MIX ->
              size == deployments;
          case CONSTRAINED -> size > 0 && size < deployments;
          case IMPOSSIBLE -> size == 0;
        };
    if (!asMeant) {
      throw new IllegalStateException(
          this + ": " + size + " candidates of " + deployments + "; excluded: " + plan.excluded());
    }
  }
}
