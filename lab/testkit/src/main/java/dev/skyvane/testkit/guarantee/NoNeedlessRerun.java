package dev.skyvane.testkit.guarantee;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A provider that has answered is not called again for the same invocation, unless a router was
 * lost before it could commit that answer.
 */
public final class NoNeedlessRerun implements Guarantee {
  private final Losses losses;
  private final Duration commitWithin;
  private final Map<String, Published> published = new HashMap<>();
  private final Map<String, List<Called>> calls = new HashMap<>();

  /**
   * A bound.
   *
   * @param commitWithin how long before a loss an answer must have been given so as not to be asked
   *     for again: the commit interval and what a busy machine adds
   */
  public NoNeedlessRerun(Losses losses, Duration commitWithin) {
    this.losses = losses;
    this.commitWithin = commitWithin;
  }

  @Override
  public void onPublished(Published one) {
    published.put(one.id(), one);
  }

  @Override
  public void onCall(Called call) {
    calls.computeIfAbsent(call.id(), _ -> new ArrayList<>()).add(call);
  }

  /** Calls so far. */
  public int calls() {
    return calls.values().stream().mapToInt(List::size).sum();
  }

  /** Calls so far for invocations that had been answered before. */
  public long reruns() {
    return find(false).count();
  }

  @Override
  public void assertHolds() {
    find(true)
        .assertNone(
            "No needless re-run: calls for invocations answered before, and more than %d ms before any loss"
                .formatted(commitWithin.toMillis()));
  }

  private Offenders find(boolean needless) {
    var offenders = new Offenders();
    calls.forEach(
        (id, list) -> {
          list.sort(Comparator.comparingLong(Called::startNanos));
          var one = published.get(id);
          for (int i = 0; one != null && i < list.size(); i++) {
            var first = list.get(i);
            if (first.status() == Called.Status.OK && first.endedForItsCaller(one)) {
              for (var again : list.subList(i + 1, list.size())) {
                count(offenders, first, again, needless);
              }
              return;
            }
          }
        });
    return offenders;
  }

  private void count(Offenders offenders, Called first, Called again, boolean needless) {
    long aged = first.runEndNanos() + commitWithin.toNanos();
    boolean excused = losses.within(first.startNanos(), Math.min(aged, again.startNanos()));
    if (again.startNanos() >= first.runEndNanos() && !(needless && excused)) {
      offenders.add(
          again.id(),
          "answered by %s, %d ms later called at %s"
              .formatted(
                  first.region(),
                  (again.startNanos() - first.runEndNanos()) / 1_000_000,
                  again.region()));
    }
  }
}
