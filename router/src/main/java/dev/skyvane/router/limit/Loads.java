package dev.skyvane.router.limit;

import java.util.concurrent.ConcurrentHashMap;

/** The loads of all deployments; they outlive the world view, so that counts stay exact. */
public final class Loads {
  private final ConcurrentHashMap<String, Limit> limits = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Load> loads = new ConcurrentHashMap<>();

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
    return loads.computeIfAbsent(deployment + " in " + region, _ -> new Load(limit));
  }

  /** Attempts in flight over all regions. */
  public int inFlight() {
    int sum = 0;
    for (var limit : limits.values()) {
      sum += limit.inFlight();
    }
    return sum;
  }
}
