package dev.skyvane.router.schedule;

import dev.skyvane.router.table.FunctionView;
import dev.skyvane.schemas.record.Spread;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * For a function and a vantage: the near-optimal set of deployments with their estimates.
 * Immutable.
 */
public final class Plan {
  private final FunctionView function;
  private final @Nullable Vantage vantage;
  private final String policy;
  private final Candidate[] ranked;
  private final int near;
  private final Spread spread;
  private final List<Exclusion> excluded;
  private final long worldVersion;
  private final long madeNanos;

  Plan(
      FunctionView function,
      @Nullable Vantage vantage,
      String policy,
      Candidate[] ranked,
      int near,
      Spread spread,
      List<Exclusion> excluded,
      long worldVersion,
      long madeNanos) {
    this.function = function;
    this.vantage = vantage;
    this.policy = policy;
    this.ranked = ranked;
    this.near = near;
    this.spread = spread;
    this.excluded = excluded;
    this.worldVersion = worldVersion;
    this.madeNanos = madeNanos;
  }

  /** The function it is for. */
  public FunctionView function() {
    return function;
  }

  /** From where; null where neither the caller nor the router said. */
  public @Nullable Vantage vantage() {
    return vantage;
  }

  /** The policy, as in {@code minimize-carbon}. */
  public String policy() {
    return policy;
  }

  /** How many candidates there are. */
  public int size() {
    return ranked.length;
  }

  /** How many of the first candidates form the near-optimal set. */
  public int near() {
    return near;
  }

  /** A candidate by rank, the best first. */
  public Candidate candidate(int rank) {
    return ranked[rank];
  }

  /** How picks spread over the near-optimal set. */
  public Spread spread() {
    return spread;
  }

  /** What is not a candidate, and why. */
  public List<Exclusion> excluded() {
    return excluded;
  }

  long worldVersion() {
    return worldVersion;
  }

  /** Age at a moment of {@link System#nanoTime}, in ms. */
  public long ageMs(long nanos) {
    return Math.max(0, (nanos - madeNanos) / 1_000_000);
  }

  /** Which rule excluded what, in one sentence; for a plan without candidates. */
  public String explainEmpty() {
    if (excluded.isEmpty()) {
      return "function '" + function.name() + "' has no deployments; add one to its spec";
    }
    var byRule =
        excluded.stream()
            .collect(
                Collectors.groupingBy(
                    Exclusion::rule,
                    java.util.TreeMap::new,
                    Collectors.mapping(Exclusion::deployment, Collectors.joining(", "))));
    return "no deployment of '"
        + function.name()
        + "' can be used: "
        + byRule.entrySet().stream()
            .map(entry -> entry.getKey() + " excludes " + entry.getValue())
            .collect(Collectors.joining("; "));
  }
}
