package dev.skyvane.router.balance;

import dev.skyvane.router.schedule.Plan;
import dev.skyvane.schemas.record.Spread;

/** Picks by the plan's spread. Stateless but for what the caller hands in. */
public final class Picker {
  /** Answer where every candidate is at its limit. */
  public static final int NONE = -1;

  private Picker() {}

  /**
   * Picks a candidate and takes a place at it; the caller owes its release.
   *
   * <p>In order of preference: the near-optimal set, then the further candidates by rank, each time
   * only what was not tried; then, if everything was tried, what was. A plan that spreads in turn
   * starts at {@code turn}.
   *
   * @param plan with at least one candidate
   * @param tried what this invocation has tried
   * @param turn a count that grows with each pick of the function
   * @return the candidate's rank, or {@link #NONE}
   */
  public static int pick(Plan plan, Tried tried, int turn) {
    int fresh = pick(plan, tried, turn, false);
    if (fresh != NONE || tried.isEmpty() || untriedExists(plan, tried)) {
      return fresh;
    }
    return pick(plan, tried, turn, true);
  }

  private static int pick(Plan plan, Tried tried, int turn, boolean again) {
    int near = plan.near();
    if (plan.spread() == Spread.ROUND_ROBIN) {
      for (int i = 0; i < near; i++) {
        int rank = Math.floorMod(turn + i, near);
        if (usable(plan, rank, tried, again)
            && plan.candidate(rank).deployment().load().tryAcquire()) {
          return rank;
        }
      }
    } else {
      int best = leastOutstanding(plan, tried, again);
      while (best != NONE) {
        if (plan.candidate(best).deployment().load().tryAcquire()) {
          return best;
        }
        best = leastOutstanding(plan, tried, again);
      }
    }
    for (int rank = near; rank < plan.size(); rank++) {
      if (usable(plan, rank, tried, again)
          && plan.candidate(rank).deployment().load().tryAcquire()) {
        return rank;
      }
    }
    return NONE;
  }

  private static int leastOutstanding(Plan plan, Tried tried, boolean again) {
    int best = NONE;
    int fewest = Integer.MAX_VALUE;
    for (int rank = 0; rank < plan.near(); rank++) {
      var load = plan.candidate(rank).deployment().load();
      int outstanding = load.outstanding();
      if (outstanding < fewest && load.hasRoom() && usable(plan, rank, tried, again)) {
        best = rank;
        fewest = outstanding;
      }
    }
    return best;
  }

  /** Whether a plan has a candidate that was not tried. */
  public static boolean untriedExists(Plan plan, Tried tried) {
    for (int rank = 0; rank < plan.size(); rank++) {
      if (!tried.contains(plan.candidate(rank).deployment().id())) {
        return true;
      }
    }
    return false;
  }

  private static boolean usable(Plan plan, int rank, Tried tried, boolean again) {
    return again || tried.isEmpty() || !tried.contains(plan.candidate(rank).deployment().id());
  }
}
