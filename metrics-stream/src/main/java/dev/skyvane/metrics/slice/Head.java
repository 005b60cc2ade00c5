package dev.skyvane.metrics.slice;

import java.nio.ByteBuffer;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The running state of a target as seen from a vantage: moving means of warm in-flight time, the
 * baseline, and whether the newest attempts deviate from it. Not thread-safe.
 *
 * <p>A mean forgets with time, not with count: what is {@code t} older weighs {@code
 * exp(-t/decay)}. The peak mean takes a longer time in full at once and then decays, as in
 * Finagle's peak EWMA load balancer.
 *
 * <p>A <b>major deviation</b> begins with {@value #RUN} successive warm attempts that are all
 * beyond the same side of a band around the baseline's mean: three standard deviations, but at
 * least 20 %, or the share that is configured. It ends with as many inside half the band. One
 * outlier thus never begins it; under normally distributed noise three in a row do once in 1e9
 * attempts. While it lasts the baseline stands still, but for at most its decay time: what lasts
 * longer is the new baseline.
 */
public final class Head {
  /** Attempts in a row that begin or end a deviation. */
  public static final int RUN = 3;

  /** Warm attempts before deviations are judged. */
  static final int LEARNING = 30;

  private static final double SIGMAS = 3;
  private static final double LEAST_SHARE = 0.2;
  private static final double HALF = 0.5;
  private static final byte FORMAT = 1;

  /** The side of a deviation. */
  public enum Side {
    NONE,
    SLOWER,
    FASTER
  }

  /**
   * How fast means forget.
   *
   * @param fastMs of the moving means
   * @param slowMs of the baseline
   */
  public record Decay(double fastMs, double slowMs) {}

  private long updatedAt;
  private long count;
  private long warmAt;
  private long warmCount;
  private double ewma;
  private double peak;
  private long learnt;
  private double mean;
  private double variance;
  private Side side = Side.NONE;
  private Side runSide = Side.NONE;
  private int run;
  private long deviatedAt;

  /** Takes an outcome in. True if a deviation began or ended by it. */
  public boolean add(Sample sample, Decay decay) {
    count++;
    updatedAt = Math.max(updatedAt, sample.time());
    if (!sample.warm()) {
      return false;
    }
    double x = sample.inFlightMs();
    // Attempts of one millisecond count as if they were spread over it.
    double elapsed = Math.max(1, sample.time() - warmAt);
    boolean first = warmCount++ == 0;
    warmAt = Math.max(warmAt, sample.time());
    if (first) {
      ewma = x;
      peak = x;
    } else {
      double kept = Math.exp(-elapsed / decay.fastMs());
      ewma = x + kept * (ewma - x);
      peak = x > peak ? x : x + kept * (peak - x);
    }
    boolean changed = judge(x, sample.time(), sample.deviation());
    learn(x, elapsed, sample.time(), decay);
    return changed;
  }

  private boolean judge(double x, long time, double share) {
    if (learnt < LEARNING) {
      return false;
    }
    double band =
        Double.isNaN(share)
            ? Math.max(SIGMAS * Math.sqrt(variance), LEAST_SHARE * mean)
            : share * mean;
    Side now;
    if (side == Side.NONE) {
      now = x > mean + band ? Side.SLOWER : x < mean - band ? Side.FASTER : Side.NONE;
    } else {
      now = Math.abs(x - mean) <= HALF * band ? Side.NONE : side;
    }
    run = now == side ? 0 : now == runSide ? run + 1 : 1;
    runSide = now;
    if (run < RUN) {
      return false;
    }
    side = now;
    run = 0;
    deviatedAt = time;
    return true;
  }

  /** West's and Finch's update of an exponentially weighted mean and variance. */
  private void learn(double x, double elapsed, long time, Decay decay) {
    if (side != Side.NONE) {
      if (time - deviatedAt > decay.slowMs()) {
        mean = ewma;
        variance = 0;
        learnt = 0;
        side = Side.NONE;
        deviatedAt = time;
      }
      return;
    }
    learnt++;
    // A plain mean until there is more than the decay time's worth of attempts.
    double weight = Math.max(1 - Math.exp(-elapsed / decay.slowMs()), 1.0 / learnt);
    double difference = x - mean;
    double step = weight * difference;
    mean += step;
    variance = (1 - weight) * (variance + difference * step);
  }

  /** Append time of the newest outcome, ms since 1970-01-01 UTC. */
  public long updatedAt() {
    return updatedAt;
  }

  /** Outcomes since the first. */
  public long count() {
    return count;
  }

  /** Moving mean of warm in-flight time, in ms. */
  public OptionalDouble ewmaMs() {
    return warmCount == 0 ? OptionalDouble.empty() : OptionalDouble.of(ewma);
  }

  /** Peak mean of warm in-flight time, in ms. */
  public OptionalDouble peakEwmaMs() {
    return warmCount == 0 ? OptionalDouble.empty() : OptionalDouble.of(peak);
  }

  /** Slow mean of warm in-flight time, in ms; none while it is being learnt. */
  public OptionalDouble baselineMs() {
    return learnt < LEARNING ? OptionalDouble.empty() : OptionalDouble.of(mean);
  }

  /** Standard deviation around the baseline, in ms. */
  public OptionalDouble baselineSdMs() {
    return learnt < LEARNING ? OptionalDouble.empty() : OptionalDouble.of(Math.sqrt(variance));
  }

  /** The present deviation. */
  public Side side() {
    return side;
  }

  /** When the newest deviation began or ended, ms since 1970-01-01 UTC. */
  public OptionalLong deviatedAt() {
    return deviatedAt == 0 ? OptionalLong.empty() : OptionalLong.of(deviatedAt);
  }

  /** As it is stored. */
  public byte[] encode() {
    return ByteBuffer.allocate(10 * Long.BYTES + 4)
        .put(FORMAT)
        .putLong(updatedAt)
        .putLong(count)
        .putLong(warmAt)
        .putLong(warmCount)
        .putDouble(ewma)
        .putDouble(peak)
        .putLong(learnt)
        .putDouble(mean)
        .putDouble(variance)
        .put((byte) side.ordinal())
        .put((byte) runSide.ordinal())
        .put((byte) run)
        .putLong(deviatedAt)
        .array();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is of another format
   */
  public static Head decode(byte[] stored) {
    var bytes = ByteBuffer.wrap(stored);
    byte format = bytes.get();
    if (format != FORMAT) {
      throw new IllegalArgumentException("a head of format " + format + ", not " + FORMAT);
    }
    var head = new Head();
    head.updatedAt = bytes.getLong();
    head.count = bytes.getLong();
    head.warmAt = bytes.getLong();
    head.warmCount = bytes.getLong();
    head.ewma = bytes.getDouble();
    head.peak = bytes.getDouble();
    head.learnt = bytes.getLong();
    head.mean = bytes.getDouble();
    head.variance = bytes.getDouble();
    head.side = Side.values()[bytes.get()];
    head.runSide = Side.values()[bytes.get()];
    head.run = bytes.get();
    head.deviatedAt = bytes.getLong();
    return head;
  }
}
