package dev.skyvane.bench.rig;

import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.Spread;
import java.util.Locale;
import java.util.Map;

/** How a function of {@link SlowdownRig} is routed. */
public enum Routing {
  /** Every call to the provider that becomes slow. */
  SINGLE(Policy.newBuilder().setKind(PolicyKind.SINGLE), false),

  /** In turn over both providers. */
  ROUND_ROBIN(Policy.newBuilder().setKind(PolicyKind.ROUND_ROBIN), false),

  /** By an objective, spread over both while both keep it. */
  SPREAD(
      Policy.newBuilder()
          .setKind(PolicyKind.MINIMIZE)
          .setWeights(Map.of("latency", 1.0))
          .setTolerance(0.2)
          .setSpread(Spread.LEAST_OUTSTANDING),
      true),

  /** By an objective, all to the cheaper provider, the one that becomes slow, while it keeps it. */
  CHEAPEST(
      Policy.newBuilder()
          .setKind(PolicyKind.MINIMIZE)
          .setWeights(Map.of("cost", 1.0))
          .setTolerance(0.0),
      true);

  private final Policy.Builder policy;
  private final boolean objective;

  Routing(Policy.Builder policy, boolean objective) {
    this.policy = policy;
    this.objective = objective;
  }

  Policy policy() {
    return Policy.newBuilder(policy).build();
  }

  /** Whether the function has an objective. */
  boolean objective() {
    return objective;
  }

  /** As in tables and names. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
