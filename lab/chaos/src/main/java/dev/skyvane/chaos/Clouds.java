package dev.skyvane.chaos;

import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.EmulatedRegion;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.LedgerEntry;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.record.Retry;
import dev.skyvane.testkit.TcpProxy;
import dev.skyvane.testkit.guarantee.Called;
import dev.skyvane.testkit.guarantee.Guarantee;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/** The emulated providers of a site, each behind a proxy if so wished. */
final class Clouds implements AutoCloseable {
  static final int MAX_ATTEMPTS = 4;

  /** Ids of the regions. */
  static final List<String> REGIONS =
      List.of("aws:eu-north-1", "aws:eu-west-1", "http:frankfurt", "http:tokyo");

  private static final int MEMORY_MB = 1769;
  private static final int LEDGER_ENTRIES = 100_000;

  private final int limit;
  private final CloudEmulator emulator;
  private final Map<String, TcpProxy> proxies = new HashMap<>();

  /** Calls told of, by region. */
  private final Map<String, Long> told = new HashMap<>();

  Clouds(long seed, Shape shape) {
    this.limit = shape.limit();
    this.emulator =
        CloudEmulator.start(
            EmulatorOptions.of(
                    List.of(
                        region(REGIONS.get(0), 59.33, 18.07),
                        region(REGIONS.get(1), 53.35, -6.26),
                        region(REGIONS.get(2), 50.11, 8.68),
                        region(REGIONS.get(3), 35.68, 139.69)))
                .withSeed(seed)
                .withLedgerCapacity(LEDGER_ENTRIES));
    if (shape.proxied()) {
      for (var region : emulator.regions()) {
        proxies.put(region.id(), TcpProxy.to(region.endpoint().getPort()));
      }
    }
    for (var function : Functions.values()) {
      emulator
          .regions()
          .forEach(region -> region.deploy(function.text, MEMORY_MB, function.sample));
    }
  }

  private static RegionOptions region(String id, double latitude, double longitude) {
    return RegionOptions.of(id, latitude, longitude)
        .withColdStart(RegionOptions.ColdStart.NONE)
        .withNetwork(RegionOptions.Network.NONE);
  }

  Collection<EmulatedRegion> regions() {
    return emulator.regions();
  }

  EmulatedRegion region(String id) {
    return emulator.region(id);
  }

  Collection<TcpProxy> proxies() {
    return proxies.values();
  }

  RegionSpec spec(EmulatedRegion region) {
    return RegionSpec.newBuilder()
        .setId(region.id())
        .setEndpoint(reached(region, region.endpoint().toString()))
        .setLatitude(region.options().latitude())
        .setLongitude(region.options().longitude())
        .setConcurrency(limit)
        .build();
  }

  FunctionSpec spec(Functions function, Shape shape) {
    var deployments = new ArrayList<Deployment>();
    for (var region : emulator.regions()) {
      deployments.add(
          Deployment.newBuilder()
              .setId(function.text + "~" + region.id().replace(':', '~') + "~" + MEMORY_MB)
              .setRegion(region.id())
              .setAddress(reached(region, region.address(function.text)))
              .setMemoryMb(MEMORY_MB)
              .build());
    }
    return FunctionSpec.newBuilder()
        .setName(function.text)
        .setVersion(1)
        .setTimeoutMs(shape.timeout().toMillis())
        .setDeadlineMs(shape.deadline().toMillis())
        .setOrder(function.order())
        .setRetry(
            Retry.newBuilder()
                .setMaxAttempts(MAX_ATTEMPTS)
                .setBackoffMinMs(50)
                .setBackoffMaxMs(500)
                .build())
        .setConstraints(Constraints.newBuilder().setRegions(function.regions()).build())
        .setDeployments(deployments)
        .build();
  }

  private String reached(EmulatedRegion region, String address) {
    var proxy = proxies.get(region.id());
    return proxy == null
        ? address
        : address.replace(":" + region.endpoint().getPort(), ":" + proxy.port());
  }

  void clearFaults() {
    emulator.regions().forEach(region -> region.faults().clear());
    proxies.values().forEach(proxy -> proxy.holdStill(false));
  }

  /** What is under way at each region. */
  Map<String, LongSupplier> inFlight() {
    var counts = new HashMap<String, LongSupplier>();
    for (var region : emulator.regions()) {
      counts.put("calls open at " + region.id(), region.ledger()::open);
      counts.put("runs of " + region.id(), region::inFlight);
    }
    return counts;
  }

  /** Tells of every call that ended in the ledgers since it was last asked to. */
  void tell(Guarantee watcher) {
    for (var region : emulator.regions()) {
      var ledger = region.ledger();
      long dropped = ledger.dropped();
      var entries = ledger.entries();
      long before = told.getOrDefault(region.id(), 0L);
      if (dropped > before) {
        throw new AssertionError("the ledger of " + region.id() + " is not complete");
      }
      entries.stream()
          .skip(before - dropped)
          .forEach(entry -> watcher.onCall(called(region.id(), entry)));
      told.put(region.id(), dropped + entries.size());
    }
  }

  private static Called called(String region, LedgerEntry entry) {
    return new Called(
        region,
        entry.invocationId() == null ? "" : entry.invocationId(),
        entry.attempt(),
        switch (entry.status()) {
          case OK -> Called.Status.OK;
          case FUNCTION_ERROR, TIMEOUT -> Called.Status.FUNCTION_FAILED;
          case THROTTLED -> Called.Status.THROTTLED;
          case FAULT, REJECTED, CANCELLED -> Called.Status.DID_NOT_RUN;
        },
        entry.startNanos(),
        entry.runStartNanos(),
        entry.runEndNanos(),
        entry.endNanos(),
        entry.answered(),
        entry.vantage() == null ? "" : entry.vantage());
  }

  @Override
  public void close() {
    proxies.values().forEach(TcpProxy::close);
    emulator.close();
  }
}
