package dev.skyvane.router.limit;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/** The loads of all deployments; they outlive the world view, so that counts stay exact. */
public final class Loads {
  private final Ejection rules;
  private final LongSupplier clock;
  private final AtomicInteger notLive = new AtomicInteger();
  private final ConcurrentHashMap<String, Limit> limits = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Load> loads = new ConcurrentHashMap<>();

  /** Loads of deployments that are never ejected. */
  public Loads() {
    this(Ejection.NEVER, System::nanoTime);
  }

  /**
   * Loads of deployments that are ejected by rules.
   *
   * @param clock in ns, as {@link System#nanoTime}
   */
  public Loads(Ejection rules, LongSupplier clock) {
    this.rules = rules;
    this.clock = clock;
  }

  /**
   * The load of a deployment.
   *
   * @param deployment id of the deployment
   * @param region id of its region, whose limit all its deployments share
   * @param concurrency the region's limit as of now
   */
  public Load of(String deployment, String region, int concurrency) {
    var limit = limits.computeIfAbsent(region, _ -> new Limit(concurrency));
    limit.resize(concurrency);
    // A deployment that moves to another region is another load, within that region's limit.
    return loads.computeIfAbsent(
        deployment + " in " + region,
        _ -> new Load(limit, new Health(rules, clock, notLive), this));
  }

  /** Attempts in flight over all regions. */
  public int inFlight() {
    int sum = 0;
    for (var limit : limits.values()) {
      sum += limit.inFlight();
    }
    return sum;
  }

  /** Deployments that are ejected, or ramp back. */
  public int notLive() {
    return notLive.get();
  }

  boolean allLive() {
    return notLive.get() == 0;
  }

  Ejection rules() {
    return rules;
  }
}
