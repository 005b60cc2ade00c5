package dev.skyvane.testkit.guarantee;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** Memory is bounded: no process ever held more than so many bytes. */
public final class MemoryBound implements Guarantee {
  private static final long MIB = 1024 * 1024;

  private final Map<String, LongSupplier> peaks;
  private final long most;

  /**
   * A bound.
   *
   * @param peaks the most bytes that each process ever held, by its name
   * @param most bytes
   */
  public MemoryBound(Map<String, LongSupplier> peaks, long most) {
    this.peaks = new TreeMap<>(peaks);
    this.most = most;
  }

  /** The most that any of them held, in bytes. */
  public long peak() {
    return peaks.values().stream().mapToLong(LongSupplier::getAsLong).max().orElse(0);
  }

  @Override
  public void assertHolds() {
    var offenders = new Offenders();
    peaks.forEach(
        (name, peak) -> {
          long bytes = peak.getAsLong();
          if (bytes > most) {
            offenders.add(name, "%,d MiB".formatted(bytes / MIB));
          }
        });
    offenders.assertNone("Memory at most %,d MiB: processes beyond".formatted(most / MIB));
  }
}
