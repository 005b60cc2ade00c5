package dev.skyvane.standalone.demo;

import dev.skyvane.standalone.demo.Call.Answer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one policy came to; confined to the lock of its {@link Scores}. */
final class Score {
  private final List<Double> latencies = new ArrayList<>();
  private final Map<String, Integer> byRegion = new TreeMap<>();
  private BigDecimal usd = BigDecimal.ZERO;
  private double grams;

  void add(Answer answer, double latencyMs) {
    latencies.add(latencyMs);
    if (answer.region() != null) {
      byRegion.merge(answer.region(), 1, Integer::sum);
    }
    if (answer.usd() != null) {
      usd = usd.add(answer.usd());
    }
    if (answer.grams() != null) {
      grams += answer.grams();
    }
  }

  int count() {
    return latencies.size();
  }

  /** A quantile of latency, in ms: the smallest value that is at least as large as this share. */
  double latencyMs(double quantile) {
    if (latencies.isEmpty()) {
      return Double.NaN;
    }
    var sorted = new ArrayList<>(latencies);
    Collections.sort(sorted);
    return sorted.get((int) Math.max(0, Math.ceil(quantile * sorted.size()) - 1));
  }

  /** List cost of a million invocations like these, in USD. */
  double usdPerMillion() {
    return usd.doubleValue() / count() * 1e6;
  }

  /** Carbon of a million invocations like these, in gCO2e. */
  double gramsPerMillion() {
    return grams / count() * 1e6;
  }

  int regions() {
    return byRegion.size();
  }

  /** The regions in which most ran, with their share in percent. */
  List<Map.Entry<String, Integer>> top(int count) {
    return byRegion.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(count)
        .map(entry -> Map.entry(entry.getKey(), Math.round(100f * entry.getValue() / count())))
        .toList();
  }
}
