package dev.skyvane.router.limit;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * The loads of all deployments; they outlive the world view, so that counts stay exact. What no
 * view uses any more is forgotten once it has nothing in flight.
 */
public final class Loads {
  private final Ejection rules;
  private final LongSupplier clock;
  private final boolean shared;
  private final AtomicInteger notLive = new AtomicInteger();
  private final ConcurrentHashMap<String, Limit> limits = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Load> loads = new ConcurrentHashMap<>();

  /** Loads of deployments that are never ejected. */
  public Loads() {
    this(Ejection.NEVER, System::nanoTime);
  }

  /** Loads of deployments that are ejected by rules; this router has every limit to itself. */
  public Loads(Ejection rules, LongSupplier clock) {
    this(rules, clock, false);
  }

  /**
   * Loads of deployments that are ejected by rules.
   *
   * @param clock in ns, as {@link System#nanoTime}
   * @param shared whether limits are shared with other routers, so that of each this router may use
   *     what {@link Limit#allow} says, at first nothing
   */
  public Loads(Ejection rules, LongSupplier clock, boolean shared) {
    this.rules = rules;
    this.clock = clock;
    this.shared = shared;
  }

  /**
   * The load of a deployment.
   *
   * @param deployment id of the deployment
   * @param region id of its region, whose limit all its deployments share
   * @param concurrency the region's limit as of now
   */
  public Load of(String deployment, String region, int concurrency) {
    // A deployment that moves to another region is another load, within that region's limit.
    return loads.compute(
        deployment + " in " + region,
        (key, known) -> {
          if (known != null) {
            known.use(true);
            known.limit().resize(concurrency);
            return known;
          }
          var limit =
              limits.compute(
                  region,
                  (id, old) -> {
                    var own = old != null ? old : new Limit(id, shared);
                    own.resize(concurrency);
                    own.loads++;
                    return own;
                  });
          return new Load(key, limit, new Health(rules, clock, notLive), this);
        });
  }

  /** Forgets the loads that are not among these, each as soon as it has nothing in flight. */
  public void keepOnly(Set<Load> used) {
    for (var load : loads.values()) {
      if (!used.contains(load)) {
        load.use(false);
        forgetIfIdle(load);
      }
    }
  }

  void forgetIfIdle(Load load) {
    loads.computeIfPresent(
        load.key(),
        (_, known) -> {
          if (known != load || !load.tryForget()) {
            return known;
          }
          limits.computeIfPresent(
              load.limit().id(), (_, limit) -> --limit.loads == 0 ? null : limit);
          return null;
        });
  }

  /** The limits of all regions as of now. */
  public List<Limit> limits() {
    return List.copyOf(limits.values());
  }

  /** Attempts in flight over all regions. */
  public int inFlight() {
    int sum = 0;
    for (var limit : limits.values()) {
      sum += limit.inFlight();
    }
    return sum;
  }

  /** Deployments that are known, in a view or with calls in flight. */
  public int size() {
    return loads.size();
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
