package dev.skyvane.bench.rig;

import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.EmulatedRegion;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.record.Spread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Two emulated providers with limits, one of Lambda's API and one of plain HTTP, and a router that
 * may use either or both, by the fewest outstanding calls.
 */
public final class LimitRig implements AutoCloseable {
  private static final String FIRST = "aws:us-east-1";
  private static final String SECOND = "http:second";
  private static final int MEMORY_MB = 128;

  /** Of service times; 0.03 to 0.06 was measured on AWS, see {@link RegionOptions}. */
  private static final double SERVICE_CV = 0.06;

  /** Calls that wait for each that may run: neither provider ever has nothing to do. */
  private static final int WAITING = 3;

  private static final long TIMEOUT_MS = 60_000;

  private final Site site;
  private final CloudEmulator clouds;
  private final SteadyCalls calls;
  private final int limit;

  /** Which providers a function may use. */
  public enum Where {
    FIRST,
    SECOND,
    BOTH;

    /** As in tables. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a round showed.
   *
   * @param perSecond answers per second
   * @param answers all of them
   * @param failed of them, errors
   * @param refused calls that a provider refused as over its limit
   */
  public record Served(double perSecond, int answers, int failed, long refused) {}

  /**
   * Starts everything.
   *
   * @param limit calls at one time of each provider
   * @param firstFactor on the service times of the first provider
   * @param secondFactor on those of the second
   * @param seed of the service times
   * @throws Exception if a part does not start; nothing is left running then
   */
  public LimitRig(int limit, double firstFactor, double secondFactor, long seed) throws Exception {
    this.limit = limit;
    site = new Site();
    try {
      clouds =
          site.own(
              CloudEmulator.start(
                  EmulatorOptions.of(region(FIRST, firstFactor), region(SECOND, secondFactor))
                      .withSeed(seed)
                      .withLedgerCapacity(0)));
      site.createTopics(Map.of(Names.REPLIES, Names.PARTITIONS));
      var functions = new ArrayList<FunctionSpec>();
      for (var work : VspWork.values()) {
        for (var region : clouds.regions()) {
          region.deploy(work.text(), MEMORY_MB, work.function());
        }
        for (var where : Where.values()) {
          functions.add(function(work, where));
        }
      }
      site.announce(clouds.regions().stream().map(this::spec).toList(), functions);
      var settings = new HashMap<>(site.routerSettings());
      settings.put("group.id", "bench-limits");
      site.own(Child.router("router", settings, site.directory())).awaitReady();
      calls = site.own(new SteadyCalls(site.clients(), TopicNames.DEFAULT.of(Topic.INVOCATIONS)));
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private RegionOptions region(String id, double factor) {
    return RegionOptions.instant(id)
        .withConcurrency(limit)
        .withServiceFactor(factor)
        .withServiceCv(SERVICE_CV);
  }

  private RegionSpec spec(EmulatedRegion region) {
    var spec = Site.region(region.id(), limit);
    if (region.id().equals(FIRST)) {
      spec.setEndpoint(region.endpoint().toString());
    }
    return spec;
  }

  private FunctionSpec function(VspWork work, Where where) {
    return FunctionSpec.newBuilder()
        .setName(name(work, where))
        .setVersion(1)
        .setTimeoutMs(TIMEOUT_MS)
        // Both are equally far away, so the near-optimal set is both.
        .setPolicy(
            Policy.newBuilder()
                .setKind(PolicyKind.MINIMIZE)
                .setWeights(Map.of("distance", 1.0))
                .setSpread(Spread.LEAST_OUTSTANDING)
                .build())
        .setDeployments(
            deployments(where).stream()
                .map(
                    region ->
                        Deployment.newBuilder()
                            .setId(name(work, where) + "~" + region.replace(':', '~'))
                            .setRegion(region)
                            .setAddress(clouds.region(region).address(work.text()))
                            .setMemoryMb(MEMORY_MB)
                            .build())
                .toList())
        .build();
  }

  private static List<String> deployments(Where where) {
    return switch (where) {
      case FIRST -> List.of(FIRST);
      case SECOND -> List.of(SECOND);
      case BOTH -> List.of(FIRST, SECOND);
    };
  }

  private static String name(VspWork work, Where where) {
    return work.text() + "-" + where.text();
  }

  /**
   * Calls a function as often as its providers let it.
   *
   * @param warmUp during which answers don't count
   * @param length during which they do
   * @throws IllegalStateException if an answer is missing or wrong
   */
  public Served run(VspWork work, Where where, Duration warmUp, Duration length) {
    long before = refused();
    int running = where == Where.BOTH ? 2 * limit : limit;
    var outstanding =
        new SteadyCalls.Outstanding(
            running, Duration.ofMillis(Math.round(serviceMs(work, where))), WAITING * running);
    var answered = calls.run(name(work, where), work.cases(), outstanding, warmUp, length);
    return new Served(
        answered.perSecond(), answered.answers(), answered.failed(), refused() - before);
  }

  /** Mean service time of the slowest provider, in ms. */
  private double serviceMs(VspWork work, Where where) {
    return deployments(where).stream()
        .map(clouds::region)
        .mapToDouble(
            region ->
                work.function().serviceMs(MEMORY_MB) * region.options().serviceFactor()
                    + work.sleepMs())
        .max()
        .orElseThrow();
  }

  private long refused() {
    return clouds.regions().stream()
        .mapToLong(region -> region.ledger().totals().throttled())
        .sum();
  }

  /** The most calls that a provider ever had at one time. */
  public int mostInFlight() {
    return clouds.regions().stream().mapToInt(EmulatedRegion::maxInFlight).max().orElse(0);
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
