package dev.skyvane.router;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.LedgerEntry;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.router.observe.Meter;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.testkit.KafkaCluster;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two routers at one region keep to its limit together, and leave nothing of it unused. */
class SharedLimitIT {
  private static final int LIMIT = 6;
  private static final String REGION = "http:tokyo";
  private static final int SLEEP_MS = 400;
  private static final Duration SOON = Duration.ofSeconds(20);

  private final Site site = new Site(KafkaCluster.inThisJvm(1), Map.of());
  private final SimpleMeterRegistry firstMeters = new SimpleMeterRegistry();
  private final SimpleMeterRegistry secondMeters = new SimpleMeterRegistry();
  private int sent;

  @AfterEach
  void close() {
    site.close();
  }

  private void deploy(String name) {
    var region =
        site.clouds.regions().stream().filter(r -> r.id().equals(REGION)).findFirst().orElseThrow();
    region.deploy(name, 512, SampleFunction.SLEEPY);
    var spec = RegionSpec.newBuilder().setId(REGION).setConcurrency(LIMIT);
    spec.setEndpoint(region.endpoint().toString());
    spec.setLatitude(region.options().latitude());
    spec.setLongitude(region.options().longitude());
    site.put(Topic.REGIONS, REGION, spec.build());
    site.put(
        Topic.FUNCTIONS,
        name,
        FunctionSpec.newBuilder()
            .setName(name)
            .setVersion(1)
            .setDeadlineMs(120_000)
            .setDeployments(
                List.of(
                    Deployment.newBuilder()
                        .setId(name)
                        .setRegion(REGION)
                        .setAddress(region.address(name))
                        .setMemoryMb(512)
                        .build()))
            .build());
  }

  /** Invocations for one of the two partitions. */
  private void send(String function, int partition, int count) {
    for (int i = 0; i < count; i++) {
      var plain = Site.plain(function, "c" + sent++, "{\"sleepMs\":" + SLEEP_MS + "}");
      site.producer.send(
          new ProducerRecord<>(
              plain.topic(), partition, plain.key(), plain.value(), plain.headers()));
    }
  }

  private List<LedgerEntry> calls(String function) {
    return site.clouds.regions().stream()
        .flatMap(region -> region.ledger().entries().stream())
        .filter(entry -> entry.function().equals(function))
        .sorted(Comparator.comparingLong(LedgerEntry::startNanos))
        .toList();
  }

  /** The most calls at one time. */
  private static int most(List<LedgerEntry> calls) {
    var steps = new TreeMap<Long, Integer>();
    for (var call : calls) {
      steps.merge(call.startNanos(), 1, Integer::sum);
      steps.merge(call.endNanos(), -1, Integer::sum);
    }
    int now = 0;
    int most = 0;
    for (int step : steps.values()) {
      now += step;
      most = Math.max(most, now);
    }
    return most;
  }

  /** Calls at one time on average, from the first quarter of them to the last. */
  private static double average(List<LedgerEntry> calls) {
    long from = calls.get(calls.size() / 4).startNanos();
    long to = calls.get(calls.size() * 3 / 4).startNanos();
    double busy =
        calls.stream()
            .mapToDouble(
                call ->
                    Math.max(0, Math.min(to, call.endNanos()) - Math.max(from, call.startNanos())))
            .sum();
    return busy / (to - from);
  }

  private static double gauge(SimpleMeterRegistry meters, Meter meter) {
    return meters.find(meter.id()).gauges().stream().mapToDouble(each -> each.value()).sum();
  }

  private void untilShares(double first, double second) {
    Awaitility.await()
        .atMost(SOON)
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(
            () ->
                assertEquals(
                    List.of(first, second),
                    List.of(
                        gauge(firstMeters, Meter.LIMIT_SHARE),
                        gauge(secondMeters, Meter.LIMIT_SHARE))));
  }

  @Test
  void togetherTheyKeepToTheLimitAndUseItAll() {
    deploy("even");
    var first = site.router(Map.of(RouterConfig.ROUTER_ID, "first"), firstMeters);
    assertEquals(LIMIT, gauge(firstMeters, Meter.LIMIT_SHARE), "alone");
    var second = site.router(Map.of(RouterConfig.ROUTER_ID, "second"), secondMeters);
    untilShares(3, 3);
    assertEquals(2, gauge(secondMeters, Meter.ROUTERS));

    send("even", 0, 60);
    send("even", 1, 60);
    site.read(Site.REPLIES, 120, Duration.ofSeconds(60));
    var even = calls("even");
    assertEquals(120, even.size());
    assertTrue(most(even) <= LIMIT, most(even) + " at one time");
    assertTrue(average(even) > 0.8 * LIMIT, average(even) + " at one time on average");
    var byRouter =
        site.outcomes(120).stream()
            .collect(Collectors.groupingBy(o -> o.getRouter(), Collectors.counting()));
    assertEquals(Map.of("first", 60L, "second", 60L), byRouter);

    // One has nothing to do: the other has all but the place by which it may begin.
    deploy("uneven");
    send("uneven", 0, 75);
    site.read(Site.REPLIES, 195, Duration.ofSeconds(60));
    var uneven = calls("uneven");
    assertTrue(most(uneven) <= LIMIT - 1, most(uneven) + " at one time");
    assertTrue(average(uneven) > 0.8 * (LIMIT - 1), average(uneven) + " at one time on average");

    second.close();
    Awaitility.await()
        .atMost(Duration.ofMillis(2_500))
        .until(() -> gauge(firstMeters, Meter.LIMIT_SHARE) == LIMIT);
    first.close();
  }

  @Test
  void aRouterThatComesAndGoesUnderLoadNeverMakesItMore() {
    deploy("busy");
    site.router(Map.of(RouterConfig.ROUTER_ID, "first"), firstMeters);
    send("busy", 0, 75);
    send("busy", 1, 75);
    site.read(Site.REPLIES, 15);
    try (var second = site.router(Map.of(RouterConfig.ROUTER_ID, "second"), secondMeters)) {
      untilShares(3, 3);
      site.read(Site.REPLIES, 100, Duration.ofSeconds(60));
    }
    site.read(Site.REPLIES, 150, Duration.ofSeconds(60));
    var calls = calls("busy");
    assertTrue(most(calls) <= LIMIT, most(calls) + " at one time");
  }

  @Test
  void twoOfOneIdAreSeenAndRoutersWithoutOneDiffer() {
    deploy("any");
    site.router(Map.of(RouterConfig.ROUTER_ID, "same"), firstMeters);
    site.router(Map.of(RouterConfig.ROUTER_ID, "same"), secondMeters);
    Awaitility.await()
        .atMost(SOON)
        .untilAsserted(
            () -> {
              for (var meters : List.of(firstMeters, secondMeters)) {
                assertEquals(1, meters.get(Meter.ID_CONFLICTS.id()).counter().count());
              }
            });
    untilShares(3, 3);
    var third = new SimpleMeterRegistry();
    site.router(Map.of(), third);
    site.router(Map.of(), new SimpleMeterRegistry());
    Awaitility.await().atMost(SOON).until(() -> gauge(third, Meter.ROUTERS) == 4);
    assertEquals(0, third.get(Meter.ID_CONFLICTS.id()).counter().count());
    var ids = new ArrayList<String>();
    for (int i = 0; i < 2; i++) {
      ids.add(
          new RouterConfig(
                  Map.of("bootstrap.servers", "b:1", "router.vantage", "origin", "router.id", " "))
              .routerId());
    }
    assertEquals(2, Map.of(ids.get(0), 1, ids.get(1), 2).size());
  }
}
