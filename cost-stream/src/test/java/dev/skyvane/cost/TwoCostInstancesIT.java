package dev.skyvane.cost;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.MeteringSource;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.stream.HostConfig;
import dev.skyvane.stream.HostMeter;
import dev.skyvane.stream.StreamHost;
import dev.skyvane.stream.rig.RollingRestart;
import dev.skyvane.stream.rig.Site;
import dev.skyvane.testkit.Seed;
import io.micrometer.core.instrument.Timer;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two instances of the service with the books of twelve accounts between them. */
class TwoCostInstancesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int QUERIES = 20_000;
  private static final int PARTITIONS = 4;

  /** Changes that a copy may lack: those of a second or less. */
  private static final long CLOSE = 500;

  /** Each in an account of its own. */
  private static final List<String> REGIONS =
      IntStream.range(0, 12).mapToObj(i -> "http:r" + i).toList();

  @TempDir Path state;
  private Site site;
  private final StreamHost[] hosts = new StreamHost[2];

  @BeforeEach
  void start() {
    site = new Site(2);
    site.send(
        Topic.FUNCTIONS,
        FunctionSpec.class,
        "f",
        FunctionSpec.newBuilder()
            .setName("f")
            .setDeployments(
                REGIONS.stream()
                    .map(
                        region ->
                            Deployment.newBuilder()
                                .setId(deployment(region))
                                .setRegion(region)
                                .setMemoryMb(128)
                                .build())
                    .toList())
            .build());
    REGIONS.forEach(region -> pays(region, "of-" + region.substring(5)));
    hosts[0] = host(0);
    hosts[1] = host(1);
    for (var host : hosts) {
      host.awaitReady(LIMIT);
    }
    REGIONS.forEach(this::outcome);
    await("both have everything, and each has something of its own")
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              for (var host : hosts) {
                assertTrue(settled(host), () -> site.get(host.url(), "/lag").body());
              }
              assertEquals(REGIONS.size(), regions(hosts[0]));
              assertEquals(2, sources(hosts[0], "/costs").stream().distinct().count());
            });
  }

  @AfterEach
  void end() {
    for (var host : hosts) {
      if (host != null) {
        host.close();
      }
    }
    site.close();
  }

  private StreamHost host(int index) {
    var settings = site.settings();
    settings.put(CostConfig.ACCOUNT_PARTITIONS, Integer.toString(PARTITIONS));
    settings.put(HostConfig.STATE_DIR, state.resolve("instance-" + index).toString());
    settings.put(HostConfig.STANDBY_REPLICAS, "1");
    return StreamHost.start(new CostStream(), settings);
  }

  private static String deployment(String region) {
    return "f~" + region.replace(':', '~') + "~128";
  }

  private void pays(String region, String account) {
    site.send(
        Topic.REGIONS,
        RegionSpec.class,
        region,
        RegionSpec.newBuilder().setId(region).setAccount(account).build());
  }

  private void outcome(String region) {
    var now = Instant.now();
    site.send(
        Topic.OUTCOMES,
        Outcome.class,
        deployment(region),
        Outcome.newBuilder()
            .setAttemptId(UUID.randomUUID().toString())
            .setFunction("f")
            .setDeployment(deployment(region))
            .setRegion(region)
            .setVantage(region)
            .setStartedAt(now)
            .setEndedAt(now)
            .setStatus(AttemptStatus.SUCCESS)
            .setMeteringSource(MeteringSource.PROVIDER)
            .setBilledMs(100L)
            .setMemoryMb(128)
            .setListCostUsd("0.000001")
            .build());
  }

  /** Ready, with the books' partitions and that of the bills, as owner or copy close to it. */
  private boolean settled(StreamHost host) {
    var lag = site.get(host.url(), "/lag");
    return host.reasons().isEmpty()
        && lag.status() == 200
        && lag.data().getJsonObject("stores").size() == PARTITIONS + 1
        && lag.data().getJsonObject("stores").stream()
            .allMatch(each -> ((Number) each.getValue()).longValue() <= CLOSE);
  }

  private long regions(StreamHost host) {
    var answer = site.get(host.url(), "/costs");
    return answer.status() == 200 ? answer.json().getJsonArray("data").size() : 0;
  }

  /** Who read what of an answer. */
  private List<String> sources(StreamHost host, String path) {
    var answer = site.get(host.url(), path);
    var sources = answer.status() == 200 ? answer.meta().getJsonArray("sources") : new JsonArray();
    return IntStream.range(0, sources.size())
        .mapToObj(i -> sources.getJsonObject(i).getString("instance"))
        .toList();
  }

  @Test
  void queriesAreAnsweredDuringARollingRestart() throws InterruptedException {
    var turn = new AtomicInteger();
    var report =
        new RollingRestart(
                site,
                REGIONS.stream().map(region -> "/costs/" + region).toList(),
                () -> outcome(REGIONS.get(turn.getAndIncrement() % REGIONS.size())))
            .run(hosts, QUERIES, this::host, this::settled, Seed.fresh().generator());
    report.check();
  }

  @Test
  void aQueryForAKeyGoesToItsOwnerAlone() {
    long hops = 0;
    long asked = 0;
    for (var host : hosts) {
      for (var region : REGIONS) {
        for (var path :
            List.of(
                "/costs/" + region,
                "/costs/" + deployment(region) + "?by=deployment",
                "/costs/http%2Fof-" + region.substring(5) + "?by=account")) {
          var sources = sources(host, path);
          assertEquals(1, sources.size(), path + " was read by " + sources);
          hops += sources.getFirst().equals(host.instance()) ? 0 : 1;
          asked++;
        }
      }
    }
    assertEquals(asked / 2, hops, "each key is one hop away from one of the two");
    long expected = asked + hops;
    await().atMost(LIMIT).until(() -> queries("/costs/{id}") >= expected);
    assertEquals(expected, queries("/costs/{id}"), "queries that instances were asked");

    assertEquals(PARTITIONS, sources(hosts[0], "/costs/f?by=function").size());
  }

  @Test
  void whatAnotherAccountPaidForIsFoundInItsBooks() {
    var region = REGIONS.getFirst();
    var path = "/costs/" + region;
    assertEquals(1, counted(path));
    pays(region, "another");
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(
            () -> {
              outcome(region);
              return counted(path + "?account=http%2Fanother") > 0;
            });
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              long present = counted(path);
              assertEquals(counted(path + "?account=http%2Fanother"), present);
              assertEquals(
                  present + counted(path + "?account=http%2Fof-r0"), counted(path + "?account=*"));
            });
  }

  private long counted(String path) {
    var answer = site.get(hosts[0].url(), path);
    if (answer.status() != 200) {
      return 0;
    }
    var windows = answer.json().getJsonArray("data");
    return IntStream.range(0, windows.size())
        .mapToLong(i -> windows.getJsonObject(i).getJsonObject("sums").getLong("requests"))
        .sum();
  }

  private long queries(String route) {
    long sum = 0;
    for (var host : hosts) {
      sum +=
          host.meters().find(HostMeter.QUERIES.id()).tag("path", route).timers().stream()
              .mapToLong(Timer::count)
              .sum();
    }
    return sum;
  }
}
