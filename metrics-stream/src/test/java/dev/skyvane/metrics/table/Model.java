package dev.skyvane.metrics.table;

import dev.skyvane.metrics.slice.Granularity;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What tables must hold, by plain counting of a list. */
final class Model {
  private final long grace;
  private final Set<String> seen = new HashSet<>();
  private final List<Entry> counted = new ArrayList<>();
  private long now;
  int late;
  int duplicates;

  private record Entry(String name, long time, Outcome outcome) {}

  /** Counts, and warm latencies in order. */
  record Sum(long count, long errors, long coldStarts, List<Double> warm) {}

  Model(long grace) {
    this.grace = grace;
  }

  /** The clock went on without an outcome: time follows it by a second. */
  void step() {
    now += now == 0 ? 0 : 1_000;
  }

  void add(Outcome outcome, long time) {
    now = Math.max(now, time);
    if (Granularity.TEN_SECONDS.start(time) + 10_000 + grace <= now) {
      late++;
    } else if (!seen.add(outcome.getAttemptId())) {
      duplicates++;
    } else {
      counted.add(new Entry(outcome.getDeployment() + "@" + outcome.getVantage(), time, outcome));
      counted.add(new Entry(outcome.getRegion() + "@" + outcome.getVantage(), time, outcome));
    }
  }

  Set<String> names() {
    var names = new HashSet<String>();
    counted.forEach(each -> names.add(each.name()));
    return names;
  }

  Map<Long, Sum> slices(String name, Granularity granularity) {
    var found = new HashMap<Long, List<Outcome>>();
    for (var each : counted) {
      if (each.name().equals(name)) {
        found
            .computeIfAbsent(granularity.start(each.time()), any -> new ArrayList<>())
            .add(each.outcome());
      }
    }
    var sums = new HashMap<Long, Sum>();
    found.forEach((start, outcomes) -> sums.put(start, sum(outcomes)));
    return sums;
  }

  private static Sum sum(List<Outcome> outcomes) {
    var warm = new ArrayList<Double>();
    long errors = 0;
    long cold = 0;
    for (var each : outcomes) {
      boolean began = Boolean.TRUE.equals(each.getColdStart());
      cold += began ? 1 : 0;
      if (each.getStatus() != AttemptStatus.SUCCESS) {
        errors++;
      } else if (!began) {
        warm.add(each.getInFlightMs());
      }
    }
    Collections.sort(warm);
    return new Sum(outcomes.size(), errors, cold, warm);
  }
}
