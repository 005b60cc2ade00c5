package dev.skyvane.router.live;

import dev.skyvane.router.table.WorldView;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Which deployments are suspected to have become slow, before any slow call has ended: several of
 * their calls in a row have overrun what their history says. A call that began later and ends in
 * time clears the suspicion; without one it lapses. Thread-safe; never waits.
 */
public final class Lateness {
  /**
   * Calls in a row that make a suspicion. A healthy deployment overruns its 99th percentile once in
   * a hundred calls, so three in a row by chance once in a million.
   */
  private static final int IN_ROW = 3;

  private final long lapseMs;
  private final LongSupplier clock;
  private final Map<String, Row> rows = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> versions = new ConcurrentHashMap<>();

  private static final class Row {
    int overruns;
    volatile long since;
  }

  /**
   * Suspects nobody.
   *
   * @param lapse how long a suspicion lasts that nothing clears
   * @param clock in ms since 1970-01-01 UTC
   */
  public Lateness(Duration lapse, LongSupplier clock) {
    this.lapseMs = lapse.toMillis();
    this.clock = clock;
  }

  /** A call in flight has overrun. */
  public void overran(String function, String deployment) {
    var row = rows.computeIfAbsent(deployment, _ -> new Row());
    synchronized (row) {
      row.overruns++;
      long now = clock.getAsLong();
      if (row.overruns < IN_ROW || now - row.since < lapseMs) {
        return;
      }
      row.since = now;
    }
    changed(function);
  }

  /**
   * A call has ended well without overrunning.
   *
   * @param startedAt ms since 1970-01-01 UTC
   */
  public void inTime(String function, String deployment, long startedAt) {
    var row = rows.get(deployment);
    if (row == null) {
      return;
    }
    synchronized (row) {
      if (row.since != 0 && startedAt <= row.since) {
        return;
      }
      row.overruns = 0;
      if (row.since == 0) {
        return;
      }
      row.since = 0;
    }
    changed(function);
  }

  /** Forgets deployments and functions that are no more. */
  public void keep(WorldView world) {
    versions.keySet().retainAll(world.functions().keySet());
    var deployments = new HashSet<String>();
    for (var function : world.functions().values()) {
      function.deployments().forEach(deployment -> deployments.add(deployment.id()));
    }
    rows.keySet().retainAll(deployments);
  }

  private void changed(String function) {
    versions.computeIfAbsent(function, _ -> new AtomicLong()).incrementAndGet();
  }

  long suspectUntil(String deployment) {
    var row = rows.get(deployment);
    long since = row == null ? 0 : row.since;
    return since == 0 || clock.getAsLong() - since >= lapseMs ? 0 : since + lapseMs;
  }

  long version(String function) {
    var version = versions.get(function);
    return version == null ? 0 : version.get();
  }
}
