package dev.skyvane.bench.rig;

import java.util.HashMap;
import java.util.Map;

/**
 * What a contender's JVM has used since it began.
 *
 * @param cpuNanos processor time of the process, in ns: all threads, compiler and collector too
 * @param allocatedBytes allocated by all its threads, in B
 * @param dispatched requests whose way from poll to provider was measured; 0 but for routers
 * @param dispatchNanos sum of these ways, in ns
 * @param rebalances how often its consumers' groups were rebalanced, failed ones included; 0 of the
 *     peer, which does not say
 */
public record Counters(
    long cpuNanos, long allocatedBytes, long dispatched, long dispatchNanos, long rebalances) {

  Counters since(Counters before) {
    return new Counters(
        cpuNanos - before.cpuNanos,
        allocatedBytes - before.allocatedBytes,
        dispatched - before.dispatched,
        dispatchNanos - before.dispatchNanos,
        rebalances - before.rebalances);
  }

  String line() {
    return "cpu=%d allocated=%d dispatched=%d dispatch=%d rebalances=%d"
        .formatted(cpuNanos, allocatedBytes, dispatched, dispatchNanos, rebalances);
  }

  static Counters of(String line) {
    var values = values(line);
    return new Counters(
        values.getOrDefault("cpu", 0L),
        values.getOrDefault("allocated", 0L),
        values.getOrDefault("dispatched", 0L),
        values.getOrDefault("dispatch", 0L),
        values.getOrDefault("rebalances", 0L));
  }

  static Map<String, Long> values(String line) {
    var values = new HashMap<String, Long>();
    for (var pair : line.split(" ", -1)) {
      int equals = pair.indexOf('=');
      values.put(pair.substring(0, equals), Long.parseLong(pair, equals + 1, pair.length(), 10));
    }
    return values;
  }
}
