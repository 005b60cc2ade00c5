package dev.skyvane.metrics.slice;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.OptionalDouble;

/** Mean warm in-flight time by hour of the day, UTC. Not thread-safe. */
public final class Profile {
  /** Hours of a day. */
  public static final int HOURS = 24;

  private final double[] sums = new double[HOURS];
  private final long[] counts = new long[HOURS];

  /**
   * Adds an hour's slice.
   *
   * @param start of the slice, ms since 1970-01-01 UTC
   */
  public void add(long start, Slice slice) {
    int hour = (int) Math.floorMod(start / Granularity.HOUR.size(), HOURS);
    long count = slice.warm().count();
    counts[hour] += count;
    sums[hour] += slice.meanMs().orElse(0) * count;
  }

  /** Mean of an hour, in ms. */
  public OptionalDouble meanMs(int hour) {
    return counts[hour] == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(sums[hour] / counts[hour]);
  }

  /** Warm attempts of an hour. */
  public long count(int hour) {
    return counts[hour];
  }

  /** Whether no hour has any. */
  public boolean isEmpty() {
    return Arrays.stream(counts).allMatch(count -> count == 0);
  }

  /** As it is stored. */
  public byte[] encode() {
    var bytes = ByteBuffer.allocate(HOURS * 2 * Long.BYTES);
    for (int hour = 0; hour < HOURS; hour++) {
      bytes.putDouble(sums[hour]).putLong(counts[hour]);
    }
    return bytes.array();
  }

  /** Reads what {@link #encode} wrote. */
  public static Profile decode(byte[] stored) {
    var bytes = ByteBuffer.wrap(stored);
    var profile = new Profile();
    for (int hour = 0; hour < HOURS; hour++) {
      profile.sums[hour] = bytes.getDouble();
      profile.counts[hour] = bytes.getLong();
    }
    return profile;
  }
}
