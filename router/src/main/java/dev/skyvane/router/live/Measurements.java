package dev.skyvane.router.live;

import dev.skyvane.router.schedule.Basis;
import dev.skyvane.router.schedule.Measured;
import dev.skyvane.router.schedule.Observation;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.LatencyStats;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The newest latency of every deployment by vantage. Plans of a function are made anew when one of
 * its deployments has moved by more than a margin: at most ten times a second, at once on a major
 * deviation or a suspicion. Thread-safe; written by one thread.
 */
public final class Measurements implements Measured {
  /** What a value has to move by, relatively, before plans are made anew for it (DELIVERY 20). */
  private static final double MARGIN = 0.05;

  private static final long PAUSE_MS = 100;

  private final long liveMs;
  private final long profileMs;
  private final LongSupplier clock;
  private final Lateness lateness;
  private final Map<String, OfFunction> functions = new ConcurrentHashMap<>();
  private volatile @Nullable Set<String> known;

  /**
   * None yet.
   *
   * @param live how long a measurement counts
   * @param profile how long a profile counts
   * @param clock in ms since 1970-01-01 UTC
   * @param lateness what the router itself sees
   */
  public Measurements(Duration live, Duration profile, LongSupplier clock, Lateness lateness) {
    this.liveMs = live.toMillis();
    this.profileMs = profile.toMillis();
    this.clock = clock;
    this.lateness = lateness;
  }

  /** One function's. */
  private static final class OfFunction {
    final Map<String, Latency> latest = new ConcurrentHashMap<>();
    final Map<String, Latency> planned = new ConcurrentHashMap<>();
    volatile long version;
    long plannedAt;
    boolean waiting;
  }

  @Override
  public @Nullable Observation of(String deployment, String vantage) {
    var function = functions.get(functionOf(deployment));
    var latency = function == null ? null : function.latest.get(key(deployment, vantage));
    if (latency == null) {
      return null;
    }
    long now = clock.getAsLong();
    if (now - latency.updatedAt() <= liveMs && !Double.isNaN(latency.ewmaMs())) {
      return new Observation(
          Basis.LIVE,
          latency.ewmaMs(),
          latency.usualMs(),
          latency.peakMs(),
          latency.p95Ms(),
          latency.p99Ms(),
          latency.updatedAt(),
          latency.updatedAt() + liveMs + 1);
    }
    double usual = latency.profile(now);
    if (Double.isNaN(usual) || now - latency.updatedAt() > profileMs) {
      return null;
    }
    long nextHour = (now / 3_600_000 + 1) * 3_600_000;
    return new Observation(
        Basis.PROFILE,
        usual,
        usual,
        usual,
        Double.NaN,
        Double.NaN,
        latency.updatedAt(),
        Math.min(nextHour, latency.updatedAt() + profileMs + 1));
  }

  @Override
  public double executionMs(String function) {
    var known = functions.get(function);
    if (known == null) {
      return Double.NaN;
    }
    double sum = 0;
    int count = 0;
    for (var latency : known.latest.values()) {
      if (!Double.isNaN(latency.executionMs())) {
        sum += latency.executionMs();
        count++;
      }
    }
    return count == 0 ? Double.NaN : sum / count;
  }

  @Override
  public long suspectUntil(String deployment) {
    return lateness.suspectUntil(deployment);
  }

  @Override
  public long version(String function) {
    var known = functions.get(function);
    return (known == null ? 0 : known.version) + lateness.version(function);
  }

  /** Takes the newest word; null where a deployment is gone. */
  void take(String deployment, String vantage, @Nullable LatencyStats stats) {
    var key = key(deployment, vantage);
    if (stats == null) {
      takeBack(functionOf(deployment), key);
      return;
    }
    var function = functions.computeIfAbsent(functionOf(deployment), _ -> new OfFunction());
    var latency = Latency.of(stats);
    function.latest.put(key, latency);
    var planned = function.planned.get(key);
    if (planned == null || latency.differs(planned, MARGIN)) {
      function.planned.put(key, latency);
      function.waiting = true;
      if (planned != null && latency.deviatedAt() != planned.deviatedAt()) {
        function.plannedAt = 0;
      }
    }
  }

  private void takeBack(String name, String key) {
    var function = functions.get(name);
    if (function != null) {
      function.latest.remove(key);
      if (function.planned.remove(key) != null) {
        function.waiting = true;
      }
    }
  }

  /**
   * Says which functions there are. What was measured of another is kept until its table takes it
   * back, as the function may return sooner; then it is forgotten.
   */
  public void keep(WorldView world) {
    known = world.functions().keySet();
  }

  /** Has plans made anew whose deployments have moved, no sooner than allowed. */
  void settle() {
    long now = clock.getAsLong();
    var present = known;
    for (var each = functions.entrySet().iterator(); each.hasNext(); ) {
      var entry = each.next();
      var function = entry.getValue();
      if (function.waiting && now - function.plannedAt >= PAUSE_MS) {
        function.waiting = false;
        function.plannedAt = now;
        function.version++;
      } else if (function.latest.isEmpty()
          && present != null
          && !present.contains(entry.getKey())) {
        // A function that returns is planned anew for its spec's sake, so its count may start over.
        each.remove();
      }
    }
  }

  /** How many functions something is kept of. */
  int size() {
    return functions.size();
  }

  private static String functionOf(String deployment) {
    int end = deployment.indexOf('~');
    return end < 0 ? deployment : deployment.substring(0, end);
  }

  private static String key(String deployment, String vantage) {
    return deployment + '@' + vantage;
  }
}
