package dev.skyvane.bench.rig;

import dev.skyvane.schemas.record.Order;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A router, and calls of which some could hold the others back. */
public final class HeldBackRig implements AutoCloseable {
  /** Wait for calls of the poison key, whose turns come one after the other. */
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final int CONCURRENCY = 10_000;
  private static final int NO_LIMIT_MS = 10_000;

  private final Site site;
  private final Child router;
  private final Load load;
  private final Troubles troubles;
  private final long seed;

  /**
   * What is sent.
   *
   * @param perSecond calls per second
   * @param longMs how long very long calls take, in ms
   * @param longShare their share of the calls
   * @param poisonPerSecond calls per second of the key that fails
   */
  public record Troubles(int perSecond, int longMs, double longShare, int poisonPerSecond) {}

  /**
   * Starts everything.
   *
   * @param settings of the router, beside what it needs to run
   * @param seed of payloads, delays and keys
   * @throws Exception if a part does not start; nothing is left running then
   */
  public HeldBackRig(Troubles troubles, Map<String, String> settings, long seed) throws Exception {
    this.troubles = troubles;
    this.seed = seed;
    site = new Site();
    try {
      var provider = site.own(Child.provider(site.directory()));
      var url = provider.awaitReady();
      site.createTopics(Map.of(Names.REPLIES, Names.PARTITIONS));
      site.announce(
          List.of(Site.region(Names.REGION, CONCURRENCY)),
          List.of(
              Site.function(
                  HeldBackAsks.PLAIN,
                  Names.REGION,
                  url,
                  Order.NONE,
                  troubles.longMs() + NO_LIMIT_MS),
              Site.function(
                  HeldBackAsks.KEYED,
                  Names.REGION,
                  url,
                  Order.KEY,
                  HeldBackAsks.KEYED_TIMEOUT_MS)));
      var all = new HashMap<>(site.routerSettings());
      all.put("provider", url);
      // Waiting for a connection is not what is measured.
      all.put("provider.http.connections.max.per.host", "4096");
      all.putAll(settings);
      router = site.own(Child.contender(Contender.ROUTER, all, site.directory()));
      router.awaitReady();
      load = site.own(new Load(site.clients(), seed));
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Sends calls at fixed times and waits for all replies.
   *
   * @param troubled whether some could hold others back
   * @throws IllegalStateException if a reply is missing or wrong, or the router has ended
   */
  public HeldBackRound run(boolean troubled, Duration length) throws InterruptedException {
    return run(troubled, troubles.perSecond(), length);
  }

  /**
   * Makes the compiler know the router: ordinary calls, at first few, later as many as measured.
   */
  public void warmUp(Duration length) throws InterruptedException {
    run(false, Math.max(1, troubles.perSecond() / 4), length.dividedBy(2));
    run(false, troubles.perSecond(), length.dividedBy(2));
    if (router.counters().rebalances() == 0) {
      throw new IllegalStateException(
          "the router joined its group, but its consumer counts no rebalance: they can't be read");
    }
  }

  private HeldBackRound run(boolean troubled, int perSecond, Duration length)
      throws InterruptedException {
    var asks =
        new HeldBackAsks(
            seed,
            troubled,
            troubles.longShare(),
            troubles.longMs() * 1_000,
            troubles.perSecond() / troubles.poisonPerSecond());
    var before = router.counters();
    try {
      var sent =
          load.run(
              Names.input(Contender.ROUTER),
              Names.PARTITIONS,
              asks,
              new Pace.Fixed(perSecond, length),
              PATIENCE.plusMillis(troubles.longMs()));
      var used = router.counters().since(before);
      return new HeldBackRound(sent.of(asks::ordinary), used, sent.count(), sent.failed());
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          e.getMessage() + "; the router said last: " + router.lastLines(), e);
    }
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
