package dev.skyvane.catalog;

import dev.skyvane.catalog.data.DataFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Round trips between regions that somebody has measured. Immutable. */
public final class RttMatrix {

  /** Nothing is measured. */
  public static final RttMatrix EMPTY = new RttMatrix(List.of());

  private final List<Pair> pairs;
  private final Map<String, Map<String, Double>> rttMs = new HashMap<>();

  private RttMatrix(List<Pair> pairs) {
    this.pairs = List.copyOf(pairs);
    for (Pair pair : pairs) {
      rttMs.computeIfAbsent(pair.from, _ -> new HashMap<>()).put(pair.to, pair.rttMs);
    }
  }

  /**
   * Reads matrices with the columns {@code from}, {@code to} and {@code rtt_ms}.
   *
   * @throws IllegalStateException if a line is damaged or a round trip is not positive
   */
  public static RttMatrix of(List<DataFile> files) {
    var pairs = new ArrayList<Pair>();
    for (DataFile file : files) {
      for (DataFile.Row row : file.rows()) {
        double ms = row.number("rtt_ms");
        if (!(ms > 0)) {
          throw row.wrong("rtt_ms", "is " + ms + "; it must be above 0");
        }
        pairs.add(new Pair(row.text("from"), row.text("to"), ms));
      }
    }
    return new RttMatrix(pairs);
  }

  /**
   * Measured round trip, in ms; empty where nobody has measured it. Both directions of a pair are
   * measured on their own.
   *
   * @param fromRegion id of the region from which it was measured
   * @param toRegion id of the region to which it was measured
   */
  public OptionalDouble rttMs(String fromRegion, String toRegion) {
    Double ms = rttMs.getOrDefault(fromRegion, Map.of()).get(toRegion);
    return ms == null ? OptionalDouble.empty() : OptionalDouble.of(ms);
  }

  /** Everything that is measured. */
  public List<Pair> pairs() {
    return pairs;
  }

  /**
   * One measured pair.
   *
   * @param from id of a region
   * @param to id of a region, which may be the same
   * @param rttMs round trip, in ms
   */
  public record Pair(String from, String to, double rttMs) {}
}
