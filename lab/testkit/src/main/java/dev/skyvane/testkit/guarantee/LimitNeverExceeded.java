package dev.skyvane.testkit.guarantee;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * A region never runs more calls at one time than its limit. Counted are runs whose answer was
 * delivered: a call that its caller gave up may run on at the provider, which no caller can
 * prevent.
 */
public final class LimitNeverExceeded implements Guarantee {
  private final Map<String, Integer> limits;
  private final Map<String, List<Called>> runs = new HashMap<>();

  /**
   * Limits.
   *
   * @param limits most runs at one time, by the region's id
   */
  public LimitNeverExceeded(Map<String, Integer> limits) {
    this.limits = Map.copyOf(limits);
  }

  @Override
  public void onCall(Called call) {
    if (call.ran() && call.answered() && limits.containsKey(call.region())) {
      runs.computeIfAbsent(call.region(), _ -> new ArrayList<>()).add(call);
    }
  }

  /** The most counted runs that a region ever had at one time. */
  public int most(String region) {
    return sweep(region, new Offenders());
  }

  /** Runs over a limit so far. */
  public long violations() {
    return find().count();
  }

  @Override
  public void assertHolds() {
    find().assertNone("Limit never exceeded: calls over the limit");
  }

  private Offenders find() {
    var offenders = new Offenders();
    runs.keySet().forEach(region -> sweep(region, offenders));
    return offenders;
  }

  private int sweep(String region, Offenders offenders) {
    int limit = limits.getOrDefault(region, Integer.MAX_VALUE);
    var byStart = new ArrayList<>(runs.getOrDefault(region, List.of()));
    byStart.sort(Comparator.comparingLong(Called::runStartNanos));
    var ends = new PriorityQueue<Long>();
    int most = 0;
    for (var run : byStart) {
      while (!ends.isEmpty() && ends.peek() <= run.runStartNanos()) {
        ends.remove();
      }
      ends.add(run.runEndNanos());
      most = Math.max(most, ends.size());
      if (ends.size() > limit) {
        offenders.add(run.id(), "number %d of %d in %s".formatted(ends.size(), limit, region));
      }
    }
    return most;
  }
}
