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
 *
 * <p>A retry is no re-run: a router that was held up may have given an attempt up although its
 * answer was on the way. It is known by its number, which is higher than that of the attempt
 * before; partitions that changed their owner in between make it a re-run again, unless the time
 * for the first was really over.
 */
public final class NoNeedlessRerun implements Guarantee {
  /** How long an answer may be on its way through a connection that is cut. */
  private static final long UNDER_WAY_NANOS = 500_000_000;

  /** How long after its sender was lost a call may still arrive at a busy provider. */
  private static final long ARRIVAL_NANOS = 1_000_000_000;

  private final Losses losses;
  private final Duration commitWithin;
  private final Map<String, Published> published = new HashMap<>();
  private final Map<String, List<Called>> calls = new HashMap<>();

  private enum Kind {
    /** The attempt before was given up by its router. */
    RETRY,
    /** A router was lost that could not have committed the answer, or the answer was cut off. */
    EXCUSED,
    /** Progress was lost that should not have been. */
    NEEDLESS
  }

  @FunctionalInterface
  private interface Visitor {
    void visit(Kind kind, Called first, Called again);
  }

  /**
   * A bound.
   *
   * @param commitWithin how long before a loss an answer must have been wholly given so as not to
   *     be asked for again: the commit interval and what a busy machine adds
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

  /** Calls so far for invocations that had been answered before, but for retries. */
  public long reruns() {
    return count(Kind.EXCUSED) + count(Kind.NEEDLESS);
  }

  /** Of those, calls that no loss excuses. */
  public long needless() {
    return count(Kind.NEEDLESS);
  }

  /** Retries of attempts that had been answered. */
  public long retries() {
    return count(Kind.RETRY);
  }

  @Override
  public void assertHolds() {
    var offenders = new Offenders();
    visit(
        (kind, first, again) -> {
          if (kind == Kind.NEEDLESS) {
            long from = first.endNanos();
            offenders.add(
                again.id(),
                "calls %s; routers: %s"
                    .formatted(
                        Called.text(calls.getOrDefault(again.id(), List.of()), from),
                        losses.text(from)));
          }
        });
    offenders.assertNone(
        "No needless re-run: calls for invocations answered before, and more than %d ms before any loss"
            .formatted(commitWithin.toMillis()));
  }

  private long count(Kind wanted) {
    var count = new long[1];
    visit(
        (kind, _, _) -> {
          if (kind == wanted) {
            count[0]++;
          }
        });
    return count[0];
  }

  private void visit(Visitor visitor) {
    calls.forEach(
        (id, list) -> {
          list.sort(Comparator.comparingLong(Called::startNanos));
          var one = published.get(id);
          for (int i = 0; one != null && i < list.size(); i++) {
            var first = list.get(i);
            if (first.status() == Called.Status.OK && first.endedForItsCaller(one)) {
              for (var again : list.subList(i + 1, list.size())) {
                if (again.startNanos() >= first.endNanos()) {
                  visitor.visit(kind(one, first, again), first, again);
                }
              }
              return;
            }
          }
        });
  }

  private Kind kind(Published one, Called first, Called again) {
    boolean owned = !losses.handedOverWithin(first.startNanos(), again.startNanos());
    boolean over = again.startNanos() - first.startNanos() >= one.timeout().toNanos();
    if (again.attempt() > first.attempt() && (owned || over)) {
      return Kind.RETRY;
    }
    long aged = first.endNanos() + commitWithin.toNanos();
    boolean lost =
        losses.within(first.startNanos() - ARRIVAL_NANOS, Math.min(aged, again.startNanos()));
    boolean cut = losses.cutWithin(first.startNanos(), first.endNanos() + UNDER_WAY_NANOS);
    return lost || cut ? Kind.EXCUSED : Kind.NEEDLESS;
  }
}
