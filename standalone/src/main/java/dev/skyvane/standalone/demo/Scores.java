package dev.skyvane.standalone.demo;

import dev.skyvane.standalone.demo.Call.Answer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;

/** What came back, counted. Thread-safe. */
final class Scores {
  private static final int MAX_FINDINGS = 10;

  private final Map<Contender, Score> measured = new LinkedHashMap<>();
  private final List<String> findings = new ArrayList<>();
  private final TreeSet<String> regions = new TreeSet<>();
  private long answered;
  private long right;
  private long attempts;
  private long repeated;
  private long unpriced;
  private final Predicate<String> told;
  private BigDecimal usd = BigDecimal.ZERO;
  private BigDecimal estimatedUsd = BigDecimal.ZERO;
  private long firstNanos;
  private final List<Ran> slowDown = new ArrayList<>();
  private long byAverage;
  private long byReading;

  /**
   * A call of the slow-down.
   *
   * @param number in the order in which they were sent, from 0
   * @param region where it ran
   * @param latencyMs what the caller waited
   */
  record Ran(int number, String region, double latencyMs) {}

  /**
   * Counts from nothing.
   *
   * @param told whether a region tells what it meters, so that receipts know the cost
   */
  Scores(Predicate<String> told) {
    this.told = told;
    Contender.ALL.forEach(contender -> measured.put(contender, new Score()));
  }

  synchronized void answered(Call call, Answer answer, long nanos) {
    if (answered++ == 0) {
      firstNanos = System.nanoTime();
    }
    attempts += answer.attempts();
    if (answer.region() != null) {
      regions.add(answer.region());
    }
    if (answer.usd() == null) {
      unpriced++;
    } else if (answer.region() == null || told.test(answer.region())) {
      usd = usd.add(answer.usd());
    } else {
      estimatedUsd = estimatedUsd.add(answer.usd());
    }
    if (answer.problem() == null) {
      right++;
    } else if (findings.size() < MAX_FINDINGS) {
      findings.add(
          call.contender().function(call.function())
              + " from "
              + call.origin()
              + ": the answer "
              + answer.problem());
    }
    if (call.contender() == SlowDown.CONTENDER && answer.region() != null) {
      slowDown.add(new Ran(call.number(), answer.region(), nanos / 1e6));
    }
    var score = measured.get(call.contender());
    if (call.measured() && score != null) {
      score.add(answer, nanos / 1e6);
      if ("yearly-average".equals(answer.grid())) {
        byAverage++;
      } else if (answer.grid() != null) {
        byReading++;
      }
    }
  }

  synchronized void repeated() {
    repeated++;
  }

  /** Answers so far. */
  synchronized long answered() {
    return answered;
  }

  /** Answers that are right. */
  synchronized long right() {
    return right;
  }

  /** Attempts by the receipts. */
  synchronized long attempts() {
    return attempts;
  }

  /** Replies beyond the first to an invocation. */
  synchronized long repeats() {
    return repeated;
  }

  /** Answers whose receipt has no cost. */
  synchronized long unpriced() {
    return unpriced;
  }

  /** List cost by the receipts where the region tells what it meters, in USD. */
  synchronized BigDecimal usd() {
    return usd;
  }

  /** List cost by the receipts where it is estimated by the time that the call took, in USD. */
  synchronized BigDecimal estimatedUsd() {
    return estimatedUsd;
  }

  /** Number of regions in which anything ran. */
  synchronized int regions() {
    return regions.size();
  }

  /** When the first reply came, by {@link System#nanoTime()}; 0 before. */
  synchronized long firstNanos() {
    return firstNanos;
  }

  /** What is wrong, the first few. */
  synchronized List<String> findings() {
    return List.copyOf(findings);
  }

  /** The calls of the slow-down so far, as they were answered. */
  synchronized List<Ran> slowDown() {
    return List.copyOf(slowDown);
  }

  /** Share of the compared answers whose carbon rests on a reading, not on an average; 0 to 1. */
  synchronized double shareByReading() {
    return byReading + byAverage == 0 ? 0 : (double) byReading / (byReading + byAverage);
  }

  /** The scores of the comparison; only once everything is answered. */
  synchronized Map<Contender, Score> measured() {
    return Map.copyOf(measured);
  }
}
