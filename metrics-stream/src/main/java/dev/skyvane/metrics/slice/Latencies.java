package dev.skyvane.metrics.slice;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.CollapsingLowestDenseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.OptionalDouble;

/** A mergeable sketch of latencies in ms. Not thread-safe. */
public final class Latencies {
  /** Largest relative error of a quantile. */
  public static final double RELATIVE_ERROR = 0.01;

  /** Enough for latencies within a factor of 5e8; beyond it the smallest are taken together. */
  private static final int MOST_BINS = 1_000;

  /** So that 0.07 of 100 are 7. */
  private static final double ROUNDING = 1e-9;

  private static final IndexMapping MAPPING = new LogarithmicMapping(RELATIVE_ERROR);

  private final DDSketch sketch;

  private Latencies(DDSketch sketch) {
    this.sketch = sketch;
  }

  /** None yet. */
  public Latencies() {
    this(new DDSketch(MAPPING, Latencies::store));
  }

  private static Store store() {
    return new CollapsingLowestDenseStore(MOST_BINS);
  }

  /** Adds one; a negative one counts as 0. */
  public void add(double ms) {
    sketch.accept(Math.max(0, ms));
  }

  /** Adds all of another. */
  public void add(Latencies other) {
    sketch.mergeWith(other.sketch);
  }

  /** How many. */
  public long count() {
    return Math.round(sketch.getCount());
  }

  /**
   * The least latency that at least this share of all does not exceed (the nearest rank: of two,
   * the 99th percentile is the greater), in ms, within {@link #RELATIVE_ERROR}.
   *
   * @param share 0 to 1
   */
  public OptionalDouble quantile(double share) {
    long count = count();
    if (count == 0) {
      return OptionalDouble.empty();
    }
    long index = Math.max(0, (long) Math.ceil(share * count - ROUNDING) - 1);
    // The sketch gives the value whose index is the whole part of its share of count - 1.
    double theirs = index >= count - 1 ? 1 : (index + 0.5) / (count - 1);
    return OptionalDouble.of(sketch.getValueAtQuantile(theirs));
  }

  byte[] encode() {
    try {
      var output = GrowingByteArrayOutput.withDefaultInitialCapacity();
      sketch.encode(output, true);
      return output.trimmedCopy();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Latencies decode(byte[] bytes) {
    try {
      return new Latencies(DDSketch.decode(ByteArrayInput.wrap(bytes), Latencies::store, MAPPING));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
