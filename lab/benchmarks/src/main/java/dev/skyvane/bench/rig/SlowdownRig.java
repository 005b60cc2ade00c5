package dev.skyvane.bench.rig;

import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.EmulatedRegion;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.metrics.MetricsService;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.stream.StreamHost;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two emulated providers of one second's work, of which one becomes slower for a while; a broker, a
 * router and the metrics stream; and functions, all called at once at a steady rate. Several runs
 * may follow each other: each has functions of its own, so that nothing that was learnt of those of
 * an earlier run counts. Used by one thread.
 */
public final class SlowdownRig implements AutoCloseable {
  /** The objective of VSP's experiment, in ms. */
  public static final long SLO_MS = 1_200;

  static final String STEADY = "aws:us-east-1";
  static final String SLOW = "http:slow";
  private static final int CONCURRENCY = 1_000;
  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final Duration METERED_LIMIT = Duration.ofSeconds(20);
  private static final long LOOK_NANOS = 10_000_000;

  private final Site site;
  private final CloudEmulator clouds;
  private final SlowdownCalls calls;

  /**
   * When the slow provider is slow.
   *
   * @param length of the whole
   * @param from when it begins
   * @param until when it ends
   * @param addedMs to every service time meanwhile
   * @param perSecond calls of each function
   */
  public record Script(
      Duration length, Duration from, Duration until, double addedMs, int perSecond) {}

  /**
   * One call.
   *
   * @param sentMs since the begin
   * @param latencyMs from its sending to its answer; NaN if it failed
   * @param slow whether it ran at the provider that becomes slow
   * @param usd list cost by its receipt, exact; null where unknown
   */
  public record Called(double sentMs, double latencyMs, boolean slow, @Nullable BigDecimal usd) {
    /** Whether it broke the objective. */
    public boolean violates() {
      return !(latencyMs <= SLO_MS);
    }
  }

  /**
   * What became of a function's calls.
   *
   * @param calls those after the warm-up
   * @param receiptsUsd sum of all receipts, exact, those of the warm-up included
   * @param meterUsd what the providers' own meters charge for the function, the router's own probes
   *     included
   */
  public record Shown(List<Called> calls, BigDecimal receiptsUsd, BigDecimal meterUsd) {}

  /**
   * Starts everything.
   *
   * @param charges of the providers
   * @param seed of the emulator
   * @throws Exception if a part does not start; nothing is left running then
   */
  public SlowdownRig(Charges charges, long seed) throws Exception {
    site = new Site();
    try {
      clouds =
          site.own(
              CloudEmulator.start(
                  EmulatorOptions.of(region(SLOW, charges), region(STEADY, charges))
                      .withSeed(seed)
                      .withLedgerCapacity(0)));
      site.createTopics(Map.of(Names.REPLIES, Names.PARTITIONS));
      site.announce(
          clouds.regions().stream().map(region -> spec(region, charges)).toList(), List.of());
      var settings = new HashMap<>(site.routerSettings());
      settings.put("group.id", "bench-slowdown");
      var router = site.own(Child.router("router", settings, site.directory()));
      var metrics =
          site.own(
              StreamHost.start(
                  new MetricsService(), site.streamSettings(site.directory().resolve("metrics"))));
      router.awaitReady();
      metrics.awaitReady(READY_LIMIT);
      calls = site.own(new SlowdownCalls(site.clients()));
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private static RegionOptions region(String id, Charges charges) {
    return RegionOptions.instant(id).withConcurrency(CONCURRENCY).withPrice(charges.meter());
  }

  private static RegionSpec spec(EmulatedRegion region, Charges charges) {
    var spec = Site.region(region.id(), CONCURRENCY);
    if (region.id().equals(STEADY)) {
      spec.setEndpoint(region.endpoint().toString());
      spec.setPrice(charges.steady());
    } else {
      spec.setPrice(charges.slow());
    }
    return spec;
  }

  /**
   * Calls functions by a script, once there have been measurements for a while.
   *
   * @param callees which no earlier run had
   * @param warmUp calls before, which do not count
   * @param seed of the service times
   * @param progress told what goes on, once a second
   * @throws IllegalStateException if answers are missing
   */
  public Map<Callee, Shown> run(
      List<Callee> callees, Script script, Duration warmUp, long seed, Consumer<String> progress) {
    var slow = clouds.region(SLOW).faults();
    var run =
        new SlowdownRun(
            callees,
            script,
            warmUp,
            new Random(seed),
            calls,
            ms -> slow.change(faults -> faults.withSlowdownMs(ms)),
            progress);
    for (var callee : callees) {
      clouds.regions().forEach(region -> region.deploy(callee.deployed()));
    }
    site.announce(
        List.of(), callees.stream().map(callee -> callee.spec(clouds.regions())).toList());
    try {
      run.awaitServed();
      run.call();
    } finally {
      slow.clear();
      site.withdraw(callees.stream().map(Callee::name).toList());
    }
    awaitMeters();
    var shown = new LinkedHashMap<Callee, Shown>();
    for (var callee : callees) {
      shown.put(callee, new Shown(run.calls(callee), run.usd(callee), meterUsd(callee)));
    }
    return shown;
  }

  /** A call is metered just after its answer; the last probes may still run. */
  private void awaitMeters() {
    long end = System.nanoTime() + METERED_LIMIT.toNanos();
    while (clouds.regions().stream().anyMatch(region -> region.ledger().open() > 0)) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "calls still run " + METERED_LIMIT.toSeconds() + " s after the last reply");
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
  }

  private BigDecimal meterUsd(Callee callee) {
    return clouds.regions().stream()
        .map(region -> region.ledger().totals(callee.name()).usd())
        .reduce(BigDecimal.ZERO, BigDecimal::add);
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
