package dev.skyvane.metrics.slice;

import dev.skyvane.schemas.record.AttemptStatus;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of the outcomes of one target and vantage in one span of time. Counts are exact; the
 * latency is that of warm attempts alone. Not thread-safe.
 */
public final class Slice {
  private static final byte FORMAT = 1;
  private static final AttemptStatus[] STATUSES = AttemptStatus.values();

  private final Map<AttemptStatus, Long> counts = new EnumMap<>(AttemptStatus.class);
  private final Latencies warm;
  private long coldStarts;
  private long sloViolations;
  private long newest;
  private double queueSum;
  private double warmSum;
  private double coldSum;
  private double executionSum;
  private long executions;
  private double networkSum;
  private long networks;
  private @Nullable RecentIds ids;

  private Slice(Latencies warm, @Nullable RecentIds ids) {
    this.warm = warm;
    this.ids = ids;
  }

  /** An empty one that takes outcomes in and knows which it has. */
  public static Slice open() {
    return new Slice(new Latencies(), new RecentIds());
  }

  /** An empty one to merge others into. */
  public static Slice sum() {
    return new Slice(new Latencies(), null);
  }

  /** Counts an outcome. False if it was counted already, as far as ids are still kept. */
  public boolean add(Sample sample) {
    if (ids != null && !ids.add(sample.id())) {
      return false;
    }
    counts.merge(sample.status(), 1L, Long::sum);
    newest = Math.max(newest, sample.time());
    queueSum += sample.queueMs();
    if (sample.slo()) {
      sloViolations++;
    }
    if (sample.cold()) {
      coldStarts++;
      coldSum += sample.inFlightMs();
    }
    if (sample.warm()) {
      warm.add(sample.inFlightMs());
      warmSum += sample.inFlightMs();
      if (!Double.isNaN(sample.executionMs())) {
        executionSum += sample.executionMs();
        executions++;
      }
      if (!Double.isNaN(sample.networkMs())) {
        networkSum += sample.networkMs();
        networks++;
      }
    }
    return true;
  }

  /** Adds all of another slice. */
  public void add(Slice other) {
    other.counts.forEach((status, count) -> counts.merge(status, count, Long::sum));
    warm.add(other.warm);
    coldStarts += other.coldStarts;
    sloViolations += other.sloViolations;
    newest = Math.max(newest, other.newest);
    queueSum += other.queueSum;
    warmSum += other.warmSum;
    coldSum += other.coldSum;
    executionSum += other.executionSum;
    executions += other.executions;
    networkSum += other.networkSum;
    networks += other.networks;
  }

  /** Forgets which outcomes are in it. */
  public void seal() {
    ids = null;
  }

  /** Whether it still knows which outcomes are in it. */
  public boolean isOpen() {
    return ids != null;
  }

  /** All attempts. */
  public long count() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Attempts that ended so. */
  public long count(AttemptStatus status) {
    return counts.getOrDefault(status, 0L);
  }

  /** Attempts that did not succeed. */
  public long errors() {
    return count() - count(AttemptStatus.SUCCESS);
  }

  /** Attempts that began an instance. */
  public long coldStarts() {
    return coldStarts;
  }

  /** Attempts that took longer than their function's SLO. */
  public long sloViolations() {
    return sloViolations;
  }

  /** Append time of the newest outcome, ms since 1970-01-01 UTC; 0 if there is none. */
  public long newest() {
    return newest;
  }

  /** In-flight times of warm attempts. */
  public Latencies warm() {
    return warm;
  }

  /** Mean in-flight time of warm attempts, in ms. */
  public OptionalDouble meanMs() {
    return mean(warmSum, warm.count());
  }

  /** Mean in-flight time of attempts that began an instance, in ms. */
  public OptionalDouble coldMeanMs() {
    return mean(coldSum, coldStarts);
  }

  /** Mean time from append of the invocation to the attempt, in ms. */
  public OptionalDouble queueMs() {
    return mean(queueSum, count());
  }

  /** Mean execution time of warm attempts, in ms. */
  public OptionalDouble executionMs() {
    return mean(executionSum, executions);
  }

  /** Mean network time of warm attempts, in ms. */
  public OptionalDouble networkMs() {
    return mean(networkSum, networks);
  }

  private static OptionalDouble mean(double sum, long count) {
    return count == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / count);
  }

  /** As it is stored. */
  public byte[] encode() {
    var bytes = new ByteArrayOutputStream(128);
    try (var out = new DataOutputStream(bytes)) {
      out.writeByte(FORMAT);
      out.writeByte(counts.size());
      for (var entry : counts.entrySet()) {
        out.writeByte(entry.getKey().ordinal());
        out.writeLong(entry.getValue());
      }
      out.writeLong(coldStarts);
      out.writeLong(sloViolations);
      out.writeLong(newest);
      out.writeDouble(queueSum);
      out.writeDouble(warmSum);
      out.writeDouble(coldSum);
      out.writeDouble(executionSum);
      out.writeLong(executions);
      out.writeDouble(networkSum);
      out.writeLong(networks);
      var sketch = warm.encode();
      out.writeInt(sketch.length);
      out.write(sketch);
      out.writeInt(ids == null ? -1 : ids.size());
      if (ids != null) {
        // Written with every outcome, so in one piece.
        var known = ByteBuffer.allocate(ids.size() * Long.BYTES);
        known.asLongBuffer().put(ids.toArray());
        out.write(known.array());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads what {@link #encode} wrote.
   *
   * @throws IllegalArgumentException if it is of another format
   */
  public static Slice decode(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      byte format = in.readByte();
      if (format != FORMAT) {
        throw new IllegalArgumentException("a slice of format " + format + ", not " + FORMAT);
      }
      var counts = new EnumMap<AttemptStatus, Long>(AttemptStatus.class);
      int statuses = in.readByte();
      for (int i = 0; i < statuses; i++) {
        counts.put(STATUSES[in.readByte()], in.readLong());
      }
      return rest(in, counts);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Slice rest(DataInputStream in, Map<AttemptStatus, Long> counts)
      throws IOException {
    long coldStarts = in.readLong();
    long sloViolations = in.readLong();
    long newest = in.readLong();
    double queueSum = in.readDouble();
    double warmSum = in.readDouble();
    double coldSum = in.readDouble();
    double executionSum = in.readDouble();
    long executions = in.readLong();
    double networkSum = in.readDouble();
    long networks = in.readLong();
    var warm = Latencies.decode(in.readNBytes(in.readInt()));
    int known = in.readInt();
    RecentIds ids = known < 0 ? null : new RecentIds();
    if (ids != null) {
      var each = ByteBuffer.wrap(in.readNBytes(known * Long.BYTES)).asLongBuffer();
      while (each.hasRemaining()) {
        ids.add(each.get());
      }
    }
    var slice = new Slice(warm, ids);
    slice.counts.putAll(counts);
    slice.coldStarts = coldStarts;
    slice.sloViolations = sloViolations;
    slice.newest = newest;
    slice.queueSum = queueSum;
    slice.warmSum = warmSum;
    slice.coldSum = coldSum;
    slice.executionSum = executionSum;
    slice.executions = executions;
    slice.networkSum = networkSum;
    slice.networks = networks;
    return slice;
  }
}
