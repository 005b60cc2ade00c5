package dev.skyvane.router.schedule;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A plan in use, and who has led it since when. A renewed plan leads elsewhere only if another
 * candidate is better by the margin of the policy's hysteresis, the leader has led for its dwell,
 * and there were fewer changes than allowed in the last hour; until then the leader goes on first
 * and its near-optimal set stays. Whoever is no candidate any more, or violates the function's
 * objective while others keep it, is left at once, which counts as a change; another policy begins
 * anew. Immutable.
 *
 * @param plan in use
 * @param leader id of the deployment that leads, empty where there is none
 * @param sinceNanos since when it leads, by {@link System#nanoTime}
 * @param changes when the last changes were, the oldest first; as many as are counted
 * @param dueNanos when a change that waits may be made; null if none waits
 * @param inputsVersion of what the plan rests on
 */
record Held(
    Plan plan,
    String leader,
    long sinceNanos,
    List<Long> changes,
    @Nullable Long dueNanos,
    long inputsVersion) {
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final long NANOS_PER_MS = 1_000_000;

  /** A plan that follows none. */
  static Held first(Plan made, long inputsVersion) {
    var leader = made.size() == 0 ? "" : made.candidate(0).deployment().id();
    return new Held(made, leader, made.madeNanos(), List.of(), null, inputsVersion);
  }

  /** What follows when a plan was made anew. */
  Held renewed(Plan made, long newInputsVersion) {
    var next = first(made, newInputsVersion);
    if (!holds(made)) {
      return next;
    }
    if (next.leader.equals(leader)) {
      return new Held(made, leader, sinceNanos, changes, null, newInputsVersion);
    }
    int rank = made.rank(leader);
    long now = made.madeNanos();
    if (rank >= 0 && made.prompt(rank)) {
      var rules = made.function().spec().getPolicy().getHysteresis();
      boolean better = made.bestScore() < made.candidate(rank).score() * (1 - rules.getMargin());
      long free = freeNanos();
      if (!better || free - now > 0) {
        return new Held(
            made.held(rank, plan),
            leader,
            sinceNanos,
            changes,
            better ? free : null,
            newInputsVersion);
      }
    }
    return new Held(made, next.leader, now, changed(made, now), null, newInputsVersion);
  }

  /** Whether there is a leader that a policy of the same words holds. */
  private boolean holds(Plan made) {
    var policy = made.function().spec().getPolicy();
    var rules = policy.getHysteresis();
    return (rules.getMargin() > 0 || rules.getDwellMs() > 0 || rules.getMaxPerHour() > 0)
        && made.ranks()
        && made.size() > 0
        && !leader.isEmpty()
        && policy.equals(plan.function().spec().getPolicy());
  }

  /** When dwell and rate allow a change. */
  private long freeNanos() {
    var rules = plan.function().spec().getPolicy().getHysteresis();
    long free = sinceNanos + rules.getDwellMs() * NANOS_PER_MS;
    if (rules.getMaxPerHour() > 0 && changes.size() >= rules.getMaxPerHour()) {
      long rate = changes.getFirst() + HOUR_NANOS;
      free = rate - free > 0 ? rate : free;
    }
    return free;
  }

  private List<Long> changed(Plan made, long now) {
    int counted = made.function().spec().getPolicy().getHysteresis().getMaxPerHour();
    if (counted <= 0) {
      return List.of();
    }
    var all = new ArrayList<>(changes);
    all.add(now);
    return List.copyOf(all.subList(Math.max(0, all.size() - counted), all.size()));
  }
}
