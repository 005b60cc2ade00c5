package dev.skyvane.metrics.table;

import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The functions, as a task sees them: at most a second old. Not thread-safe. */
final class Functions {
  private static final Logger log = LoggerFactory.getLogger(Functions.class);
  private static final long FRESH_MS = 1_000;

  private final ReadOnlyKeyValueStore<String, ValueAndTimestamp<FunctionSpec>> store;
  private final Map<String, Rule> rules = new HashMap<>();

  /**
   * What outcomes of a function are judged by.
   *
   * @param sloMs longest in-flight time that keeps the SLO
   * @param deviation share of the mean that is a major deviation; NaN: by variance
   */
  record Rule(OptionalDouble sloMs, double deviation, long readAt) {}

  /** What functions are deployed as, and where. */
  record Deployed(Set<String> deployments, Set<String> regions) {}

  Functions(ReadOnlyKeyValueStore<String, ValueAndTimestamp<FunctionSpec>> store) {
    this.store = store;
  }

  Rule rule(String function, long clock) {
    var known = rules.get(function);
    if (known != null && clock - known.readAt() < FRESH_MS) {
      return known;
    }
    var fresh = read(function, clock);
    rules.put(function, fresh);
    return fresh;
  }

  private Rule read(String function, long clock) {
    try {
      var found = store.get(function);
      if (found != null) {
        var spec = found.value();
        var slo = spec.getSloP95Ms();
        var deviation = spec.getDeviation();
        return new Rule(
            slo == null ? OptionalDouble.empty() : OptionalDouble.of(slo),
            deviation == null ? Double.NaN : deviation,
            clock);
      }
    } catch (SerializationException e) {
      log.warn("event=function-unread function={} reason={}", function, e.getMessage());
    }
    return new Rule(OptionalDouble.empty(), Double.NaN, clock);
  }

  /**
   * All that is deployed.
   *
   * @throws SerializationException if a function can't be read: what it deploys is not known
   */
  Deployed deployed() {
    var deployments = new HashSet<String>();
    var regions = new HashSet<String>();
    try (var all = store.all()) {
      while (all.hasNext()) {
        for (Deployment each : all.next().value.value().getDeployments()) {
          deployments.add(each.getId());
          regions.add(each.getRegion());
        }
      }
    }
    return new Deployed(deployments, regions);
  }
}
