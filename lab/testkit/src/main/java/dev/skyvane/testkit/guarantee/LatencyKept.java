package dev.skyvane.testkit.guarantee;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What some functions suffer does not slow down others: in a period the 99th percentile of the
 * others' time from acceptance to reply is at most so much longer than in the period before.
 */
public final class LatencyKept implements Guarantee {
  private static final double PERCENTILE = 0.99;

  /** Fewer replies than this say nothing about a 99th percentile. */
  private static final int LEAST = 100;

  private final Set<String> suffering;
  private final double factor;
  private final Duration slack;
  private final Map<String, Published> published = new HashMap<>();
  private final Map<String, Long> accepted = new HashMap<>();
  private final Map<String, Long> replied = new HashMap<>();
  private long fromNanos;
  private long strikeNanos;
  private long untilNanos;

  /**
   * A bound.
   *
   * @param suffering names of the functions that may be slow
   * @param factor how many times as long the others may take
   * @param slack added to that: what a busy machine makes of it
   */
  public LatencyKept(Set<String> suffering, double factor, Duration slack) {
    this.suffering = Set.copyOf(suffering);
    this.factor = factor;
    this.slack = slack;
  }

  /**
   * Says which invocations are compared, by when they were accepted.
   *
   * @param from begin of the period before
   * @param strike its end, and begin of the period
   * @param until end of the period
   */
  public void compare(long from, long strike, long until) {
    fromNanos = from;
    strikeNanos = strike;
    untilNanos = until;
  }

  @Override
  public void onPublished(Published one) {
    if (!suffering.contains(one.function())) {
      published.put(one.id(), one);
    }
  }

  @Override
  public void onAccepted(String id, long atNanos) {
    accepted.put(id, atNanos);
  }

  @Override
  public void onReply(Replied reply) {
    if (reply.ending().equals(Replied.OK)) {
      replied.putIfAbsent(reply.id(), reply.atNanos());
    }
  }

  /** 99th percentile of the period before, in ms. */
  public double beforeMs() {
    return percentile(fromNanos, strikeNanos);
  }

  /** 99th percentile of the period, in ms. */
  public double duringMs() {
    return percentile(strikeNanos, untilNanos);
  }

  @Override
  public void assertHolds() {
    if (fromNanos == untilNanos) {
      // Nothing is to be compared.
      return;
    }
    double most = factor * beforeMs() + slack.toMillis();
    if (!(duringMs() <= most)) {
      throw new AssertionError(
          "Latency kept: the others' p99 is %.0f ms, before it was %.0f ms, and %.0f ms are allowed"
              .formatted(duringMs(), beforeMs(), most));
    }
  }

  /** NaN where there are too few. */
  private double percentile(long from, long until) {
    var times =
        replied.entrySet().stream()
            .filter(reply -> published.containsKey(reply.getKey()))
            .filter(reply -> within(accepted.get(reply.getKey()), from, until))
            .mapToLong(reply -> reply.getValue() - accepted.getOrDefault(reply.getKey(), 0L))
            .sorted()
            .toArray();
    return times.length < LEAST
        ? Double.NaN
        : times[(int) Math.ceil(times.length * PERCENTILE) - 1] / 1e6;
  }

  private static boolean within(@Nullable Long at, long from, long until) {
    return at != null && at - from >= 0 && at - until < 0;
  }
}
