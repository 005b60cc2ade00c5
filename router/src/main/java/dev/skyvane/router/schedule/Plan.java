package dev.skyvane.router.schedule;

import dev.skyvane.router.table.FunctionView;
import dev.skyvane.schemas.record.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
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
  private final long validUntil;

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
    long until = Outlook.ALWAYS;
    for (var candidate : ranked) {
      until = Math.min(until, candidate.outlook().validUntil());
    }
    this.validUntil = until;
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

  /** Whether candidates were ranked by a score. */
  boolean ranks() {
    return switch (function.spec().getPolicy().getKind()) {
      case MINIMIZE, MINIMIZE_USD, UNKNOWN -> true;
      case SINGLE, ROUND_ROBIN -> false;
    };
  }

  /** The best score of those to be preferred; where a leader is held it is not that of rank 0. */
  double bestScore() {
    double best = Double.POSITIVE_INFINITY;
    for (int rank = 0; rank < ranked.length; rank++) {
      if (prompt(rank)) {
        best = Math.min(best, ranked[rank].score());
      }
    }
    return best;
  }

  /** Whether a candidate keeps the function's objective. */
  boolean prompt(int rank) {
    return !ranked[rank].outlook().late();
  }

  /** When something that it rests on no longer counts, ms since 1970-01-01 UTC. */
  long validUntil() {
    return validUntil;
  }

  /** The rank of a deployment, or -1 if it is no candidate. */
  int rank(String deployment) {
    for (int rank = 0; rank < ranked.length; rank++) {
      if (ranked[rank].deployment().id().equals(deployment)) {
        return rank;
      }
    }
    return -1;
  }

  /**
   * The same plan with another near-optimal set: the leader, then those of an earlier set that are
   * still candidates, then by rank as many as are missing.
   *
   * @param leader rank of the one that goes first
   * @param earlier plan whose set is kept
   */
  Plan held(int leader, Plan earlier) {
    var kept = new ArrayList<Candidate>(ranked.length);
    var others = new ArrayList<Candidate>(ranked.length);
    kept.add(ranked[leader]);
    for (int rank = 0; rank < ranked.length; rank++) {
      if (rank != leader) {
        int before = earlier.rank(ranked[rank].deployment().id());
        (before >= 0 && before < earlier.near && prompt(rank) ? kept : others).add(ranked[rank]);
      }
    }
    int atLeast = function.spec().getPolicy().getAtLeast();
    int set = kept.size();
    for (var other : others) {
      set += set < atLeast && !other.outlook().late() ? 1 : 0;
    }
    kept.addAll(others);
    return new Plan(
        function,
        vantage,
        policy,
        kept.toArray(new Candidate[0]),
        set,
        spread,
        excluded,
        worldVersion,
        madeNanos);
  }

  long madeNanos() {
    return madeNanos;
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
                    TreeMap::new,
                    Collectors.mapping(Exclusion::deployment, Collectors.joining(", "))));
    return "no deployment of '"
        + function.name()
        + "' can be used: "
        + byRule.entrySet().stream()
            .map(entry -> entry.getKey() + " excludes " + entry.getValue())
            .collect(Collectors.joining("; "));
  }
}
