package dev.skyvane.router.balance;

import dev.skyvane.router.limit.Load;
import dev.skyvane.router.limit.Standing;
import dev.skyvane.router.schedule.Plan;
import dev.skyvane.schemas.record.Spread;

/** Picks by the plan's spread. Stateless but for what the caller hands in. */
public final class Picker {
  /** Answer where every candidate that may be used is at its limit. */
  public static final int NONE = -1;

  /** What may be used, the preferred first; each is looked at where those before it have nobody. */
  private static final int FRESH = 0;

  private static final int AGAIN = 1;
  private static final int FRESH_EJECTED = 2;
  private static final int ANY = 3;

  private Picker() {}

  /**
   * Picks a candidate and takes a place at it; the caller owes its release.
   *
   * <p>In order of preference: what was not tried and is not ejected; what was tried without being
   * refused for good and is not ejected; what was not tried; anything. Who is preferred and at its
   * limit is waited for. Of each: the near-optimal set by the plan's spread, then the further
   * candidates by rank. A plan that spreads in turn starts at {@code turn}; one that draws two
   * draws them by it: the same turns make the same draws.
   *
   * <p>A deployment that ramps back counts as ejected while it has no room for a trial. Where fewer
   * candidates are live than the floor of {@link dev.skyvane.router.limit.Ejection} asks for, so
   * many of the others are used as if they were live: those that ramp back, then those ejected,
   * each by rank. Until one of these has answered a call again, it is asked by few calls and the
   * others wait: {@link Load#tryAcquire}. A region whose limit is 0 is not looked at.
   *
   * <p>Limits that had no place for a call where it would rather have gone are told.
   *
   * @param plan with at least one candidate
   * @param tried what this invocation has tried
   * @param turn a count that grows with each pick of the function
   * @return the candidate's rank, or {@link #NONE}
   */
  public static int pick(Plan plan, Tried tried, int turn) {
    int ramping = rampingAsLive(plan);
    int ejected = ejectedAsLive(plan);
    for (int tier = FRESH; tier <= ANY; tier++) {
      int rank = pick(plan, tried, turn, tier, ramping, ejected);
      if (rank != NONE || anyOf(plan, tried, tier, ramping, ejected)) {
        return rank;
      }
    }
    return NONE;
  }

  private static int pick(Plan plan, Tried tried, int turn, int tier, int ramping, int ejected) {
    int near = plan.near();
    if (plan.spread() == Spread.ROUND_ROBIN) {
      for (int i = 0; i < near; i++) {
        int rank = Math.floorMod(turn + i, near);
        if (taken(plan, rank, tried, tier, ramping, ejected)) {
          return rank;
        }
      }
    } else {
      if (plan.spread() == Spread.TWO_CHOICES && near > 2) {
        int rank = ofTwo(plan, turn, tried, tier, ramping, ejected);
        if (rank != NONE && taken(plan, rank, tried, tier, ramping, ejected)) {
          return rank;
        }
      }
      int best = leastUsed(plan, tried, tier, ramping, ejected);
      while (best != NONE) {
        if (taken(plan, best, tried, tier, ramping, ejected)) {
          return best;
        }
        best = leastUsed(plan, tried, tier, ramping, ejected);
      }
    }
    for (int rank = 0; rank < plan.size(); rank++) {
      if (rank >= near && taken(plan, rank, tried, tier, ramping, ejected)) {
        return rank;
      }
      if (!load(plan, rank).hasRoom() && usable(plan, rank, tried, tier, ramping, ejected)) {
        load(plan, rank).miss();
      }
    }
    return NONE;
  }

  private static int leastUsed(Plan plan, Tried tried, int tier, int ramping, int ejected) {
    int best = NONE;
    for (int rank = 0; rank < plan.near(); rank++) {
      if (load(plan, rank).hasRoom()
          && (best == NONE || lessUsed(plan, rank, best))
          && free(plan, rank, tried, tier, ramping, ejected)) {
        best = rank;
      }
    }
    return best;
  }

  /** The less used of two different ones drawn by the turn; either alone where it alone is free. */
  private static int ofTwo(Plan plan, int turn, Tried tried, int tier, int ramping, int ejected) {
    long bits = mixed(turn);
    int one = below(plan.near(), bits);
    int other = below(plan.near() - 1, bits >>> Integer.SIZE);
    if (other >= one) {
      other++;
    }
    int first = Math.min(one, other);
    int second = Math.max(one, other);
    boolean firstFree =
        load(plan, first).hasRoom() && free(plan, first, tried, tier, ramping, ejected);
    boolean secondFree =
        load(plan, second).hasRoom() && free(plan, second, tried, tier, ramping, ejected);
    if (firstFree && secondFree) {
      return lessUsed(plan, second, first) ? second : first;
    }
    return firstFree ? first : secondFree ? second : NONE;
  }

  /** Whether one is less used than another: by calls, or by the part of what its region allows. */
  private static boolean lessUsed(Plan plan, int one, int other) {
    var left = load(plan, one);
    var right = load(plan, other);
    return plan.spread() == Spread.CAPACITY
        ? (left.inRegion() + 1L) * right.allowedInRegion()
            < (right.inRegion() + 1L) * left.allowedInRegion()
        : left.outstanding() < right.outstanding();
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): turns become random bits. */
  private static long mixed(int turn) {
    long bits = turn * 0x9E3779B97F4A7C15L;
    bits = (bits ^ (bits >>> 30)) * 0xBF58476D1CE4E5B9L;
    bits = (bits ^ (bits >>> 27)) * 0x94D049BB133111EBL;
    return bits ^ (bits >>> 31);
  }

  /** A number from 0 to below a bound from the lower 32 bits. */
  private static int below(int bound, long bits) {
    return (int) ((bits & 0xFFFF_FFFFL) * bound >>> Integer.SIZE);
  }

  private static boolean taken(
      Plan plan, int rank, Tried tried, int tier, int ramping, int ejected) {
    if (!matches(plan, rank, tried, tier)) {
      return false;
    }
    var load = load(plan, rank);
    return asItStands(load, rank, tier, ramping, ejected)
        ? load.tryAcquireAdmitted()
        : load.tryAcquire();
  }

  /** Whether a call may begin there now, as far as the deployment's trust goes. */
  private static boolean free(
      Plan plan, int rank, Tried tried, int tier, int ramping, int ejected) {
    if (!matches(plan, rank, tried, tier)) {
      return false;
    }
    var load = load(plan, rank);
    return asItStands(load, rank, tier, ramping, ejected) ? load.admits() : load.admitsProbe();
  }

  /** Whether a call may begin there, now or as soon as there is room. */
  private static boolean usable(
      Plan plan, int rank, Tried tried, int tier, int ramping, int ejected) {
    if (!matches(plan, rank, tried, tier)) {
      return false;
    }
    var load = load(plan, rank);
    return !asItStands(load, rank, tier, ramping, ejected) || load.admits();
  }

  private static boolean matches(Plan plan, int rank, Tried tried, int tier) {
    if (!load(plan, rank).open()) {
      return false;
    }
    return switch (tier) {
      case FRESH, FRESH_EJECTED -> !contains(tried, plan, rank);
      case AGAIN ->
          contains(tried, plan, rank) && !tried.refused(plan.candidate(rank).deployment().id());
      default -> true;
    };
  }

  private static boolean asItStands(Load load, int rank, int tier, int ramping, int ejected) {
    return tier == AGAIN || (tier == FRESH && !exempt(load, rank, ramping, ejected));
  }

  /** Whether a candidate is used as if live: it is one of the first so many of its standing. */
  private static boolean exempt(Load load, int rank, int ramping, int ejected) {
    if (rank < Math.min(ramping, ejected)) {
      return true;
    }
    return rank < Math.max(ramping, ejected)
        && switch (load.standing()) {
          case LIVE -> true;
          case RAMPING -> rank < ramping;
          case EJECTED -> rank < ejected;
        };
  }

  private static boolean anyOf(Plan plan, Tried tried, int tier, int ramping, int ejected) {
    for (int rank = 0; rank < plan.size(); rank++) {
      if (usable(plan, rank, tried, tier, ramping, ejected)) {
        return true;
      }
    }
    return false;
  }

  /** The rank below which deployments that ramp back are used as if live. */
  private static int rampingAsLive(Plan plan) {
    return load(plan, 0).allLive() ? plan.size() : bound(plan, Standing.RAMPING, missing(plan));
  }

  /** The rank below which ejected deployments are used as if live. */
  private static int ejectedAsLive(Plan plan) {
    return load(plan, 0).allLive()
        ? plan.size()
        : bound(plan, Standing.EJECTED, missing(plan) - count(plan, Standing.RAMPING));
  }

  private static int missing(Plan plan) {
    return load(plan, 0).floor(plan.size()) - count(plan, Standing.LIVE);
  }

  private static int count(Plan plan, Standing standing) {
    int count = 0;
    for (int rank = 0; rank < plan.size(); rank++) {
      if (load(plan, rank).standing() == standing) {
        count++;
      }
    }
    return count;
  }

  /** The rank below which so many candidates have a standing; 0 for none. */
  private static int bound(Plan plan, Standing standing, int wanted) {
    if (wanted <= 0) {
      return 0;
    }
    int left = wanted;
    for (int rank = 0; rank < plan.size(); rank++) {
      if (load(plan, rank).standing() == standing && --left == 0) {
        return rank + 1;
      }
    }
    return plan.size();
  }

  /** Whether the next pick will be one that was not tried, now or when there is room. */
  public static boolean untriedNext(Plan plan, Tried tried) {
    int ramping = rampingAsLive(plan);
    int ejected = ejectedAsLive(plan);
    return anyOf(plan, tried, FRESH, ramping, ejected)
        || (!anyOf(plan, tried, AGAIN, ramping, ejected)
            && anyOf(plan, tried, FRESH_EJECTED, ramping, ejected));
  }

  private static boolean contains(Tried tried, Plan plan, int rank) {
    return !tried.isEmpty() && tried.contains(plan.candidate(rank).deployment().id());
  }

  private static Load load(Plan plan, int rank) {
    return plan.candidate(rank).deployment().load();
  }
}
