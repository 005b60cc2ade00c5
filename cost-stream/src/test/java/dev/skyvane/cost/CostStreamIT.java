package dev.skyvane.cost;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.MeteringSource;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.ReadingKind;
import dev.skyvane.stream.StreamHost;
import dev.skyvane.stream.rig.ServiceProcess;
import dev.skyvane.stream.rig.Site;
import dev.skyvane.testkit.Seed;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service on a real broker. */
class CostStreamIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final List<String> REGIONS = List.of("aws:eu-north-1", "gcp:europe-west1");

  @TempDir Path state;
  private Site site;

  @BeforeEach
  void start() {
    site = new Site(2);
    var deployments = new ArrayList<Deployment>();
    for (String region : REGIONS) {
      deployments.add(
          Deployment.newBuilder().setId(id(region)).setRegion(region).setMemoryMb(1024).build());
    }
    site.send(
        Topic.FUNCTIONS,
        FunctionSpec.class,
        "f",
        FunctionSpec.newBuilder().setName("f").setDeployments(deployments).build());
    var hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    site.send(
        Topic.CARBON_INTENSITY,
        CarbonReading.class,
        "SE-SE3",
        CarbonReading.newBuilder()
            .setZone("SE-SE3")
            .setValidFrom(hour)
            .setGramsPerKwh(42.0)
            .setSource("a test")
            .setKind(ReadingKind.MEASURED)
            .build());
  }

  @AfterEach
  void end() {
    site.close();
  }

  private static String id(String region) {
    return "f~" + region.replace(':', '~') + "~1024";
  }

  private Map<String, String> settings() {
    var settings = site.settings();
    settings.put("account.partitions", "2");
    return settings;
  }

  private static Outcome.Builder outcome(String region, String tenant, BigDecimal usd) {
    return Outcome.newBuilder()
        .setAttemptId(UUID.randomUUID().toString())
        .setFunction("f")
        .setDeployment(id(region))
        .setRegion(region)
        .setVantage(region)
        .setTenant(tenant)
        .setStartedAt(Instant.now())
        .setEndedAt(Instant.now())
        .setStatus(AttemptStatus.SUCCESS)
        .setMeteringSource(MeteringSource.PROVIDER)
        .setBilledMs(100L)
        .setMemoryMb(1024)
        .setVcpu(1.0)
        .setListCostUsd(usd.toPlainString());
  }

  private void send(Outcome outcome) {
    site.send(Topic.OUTCOMES, Outcome.class, outcome.getDeployment(), outcome);
  }

  @Test
  void tablesAndBillsCanBeAskedAndWhatCannotBeDecodedIsADeadLetter() {
    try (var host = StreamHost.start(new CostStream(), settings())) {
      host.awaitReady(LIMIT);
      for (int i = 0; i < 10; i++) {
        send(
            outcome("aws:eu-north-1", i % 2 == 0 ? "acme" : null, new BigDecimal("0.0000019"))
                .build());
      }
      site.raw(Topic.OUTCOMES, id("aws:eu-north-1"), new byte[] {1, 2, 3});
      send(outcome("gcp:europe-west1", "acme", new BigDecimal("0.000003")).build());

      var bills = bills(host.url(), 11);
      assertEquals(2, bills.size());
      assertDecimal("0.0000095", bill(bills, "").getString("listUsd"));
      assertDecimal("0.0000125", bill(bills, "acme").getString("listUsd"));

      var regions = site.get(host.url(), "/costs", 200).getJsonArray("data");
      assertEquals(2, regions.size(), regions.encodePrettily());
      var sweden = regions.getJsonObject(0);
      assertEquals("aws:eu-north-1", sweden.getString("id"));
      assertEquals(10, sweden.getJsonObject("month").getLong("requests"));
      assertDecimal("0.000019", sweden.getJsonObject("month").getString("listUsd"));

      var functions = site.get(host.url(), "/costs?by=function", 200).getJsonArray("data");
      assertEquals(1, functions.size());
      assertEquals(
          11,
          functions.getJsonObject(0).getJsonObject("month").getLong("requests"),
          "parts of two accounts are added up");

      var windows =
          site.get(host.url(), "/costs/aws:eu-north-1?step=10s", 200).getJsonArray("data");
      long counted = 0;
      for (int i = 0; i < windows.size(); i++) {
        counted += windows.getJsonObject(i).getJsonObject("sums").getLong("requests");
      }
      assertEquals(10, counted, windows.encodePrettily());

      var carbon = site.get(host.url(), "/carbon", 200).getJsonArray("data").getJsonObject(0);
      assertEquals(42.0, carbon.getDouble("gramsPerKwh"));
      assertEquals("MEASURED", carbon.getString("kind"));
      assertEquals("a test", carbon.getString("source"));
      assertTrue(carbon.getJsonObject("month").getDouble("gramsMeasured") > 0);

      var top = site.get(host.url(), "/carbon/top?by=deployment&n=1", 200).getJsonArray("data");
      assertEquals(1, top.size());
      var free = site.get(host.url(), "/free-tier", 200).getJsonArray("data");
      assertTrue(free.encode().contains("aws-lambda"), free.encode());
      var csv = site.get(host.url(), "/bill?tenant=acme&format=csv", 200).getJsonObject("data");
      assertTrue(csv.getString("csv").startsWith("month,tenant,line,"), csv.encode());

      var none = site.get(host.url(), "/bill?tenant=nobody", 404);
      assertTrue(none.getString("message").contains("nobody"), none.encode());
      site.get(host.url(), "/costs/aws:nowhere-1", 404);
      site.get(host.url(), "/bill?month=never", 400);
      var described = site.get(host.url(), "/openapi.json", 200).getJsonObject("paths");
      for (String path :
          List.of("/costs", "/costs/{id}", "/costs/top", "/carbon", "/bill", "/free-tier")) {
        assertTrue(described.containsKey(path), path);
      }
      await().atMost(LIMIT).until(() -> site.read(Topic.DEAD_LETTERS).size() == 1);
      assertFalse(site.read(Topic.COSTS).isEmpty());
    }
  }

  @Test
  void eachOfTwoInstancesAnswersForBothAndTheOneThatIsLeftForAll() {
    try (var one = StreamHost.start(new CostStream(), settings())) {
      one.awaitReady(LIMIT);
      var two = StreamHost.start(new CostStream(), settings());
      try {
        two.awaitReady(LIMIT);
        for (int i = 0; i < 20; i++) {
          send(outcome(REGIONS.get(i % 2), "acme", new BigDecimal("0.000001")).build());
        }
        assertEquals(1, bills(one.url(), 20).size());
        assertEquals(1, bills(two.url(), 20).size());
        await().atMost(LIMIT).until(() -> counted(one.url()) == 20 && counted(two.url()) == 20);
      } finally {
        two.close();
      }
      await()
          .atMost(LIMIT)
          .ignoreExceptionsInstanceOf(AssertionError.class)
          .until(() -> counted(one.url()) == 20);
      send(outcome(REGIONS.getFirst(), "acme", new BigDecimal("0.000001")).build());
      assertEquals(1, bills(one.url(), 21).size());
    }
  }

  /** Readings of grids are a global table, which is read before anything else. */
  @Test
  void aRegistryThatIsDownAtTheStartIsWaitedFor() throws Exception {
    send(outcome(REGIONS.getFirst(), "acme", new BigDecimal("0.000001")).build());
    site.stopRegistry();
    int port = freePort();
    var url = URI.create("http://127.0.0.1:" + port);
    var settings = settings();
    settings.put("query.port", Integer.toString(port));
    var starting =
        CompletableFuture.supplyAsync(() -> StreamHost.start(new CostStream(), settings));
    try {
      await()
          .atMost(LIMIT)
          .untilAsserted(
              () -> {
                var said = site.get(url, "/readyz", 503);
                assertTrue(
                    said.getJsonArray("waits").encode().contains("skyvane.carbon-intensity"),
                    said.encode());
              });
    } finally {
      site.startRegistry();
    }
    try (var host = starting.get(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      host.awaitReady(LIMIT);
      assertEquals(1, bills(url, 1).size());
      assertEquals(0, site.get(url, "/readyz", 200).getJsonArray("waits").size());
      assertEquals(
          "MEASURED",
          site.get(url, "/carbon", 200).getJsonArray("data").getJsonObject(0).getString("kind"));
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private long counted(URI url) {
    var regions = site.get(url, "/costs", 200).getJsonArray("data");
    long sum = 0;
    for (int i = 0; i < regions.size(); i++) {
      sum += regions.getJsonObject(i).getJsonObject("month").getLong("requests");
    }
    return sum;
  }

  @Test
  void billsThatMayBeTakenBackAreNotGivenOut() {
    var settings = settings();
    settings.put("processing.guarantee", "at_least_once");
    assertThrows(ConfigException.class, () -> StreamHost.start(new CostStream(), settings).close());
  }

  /**
   * Emulated clouds run what is counted, and have a meter of their own. Each run costs something
   * else, so that no loss is made up for by a double count.
   */
  @Test
  void killedAtAnyMomentItCountsWhatTheCloudsMetered() {
    var random = Seed.fresh().generator();
    var settings = settings();
    settings.put("state.dir", state.resolve("killed").toString());
    settings.put("standby.replicas", "0");
    try (var clouds = new MeteredClouds(REGIONS, 1024)) {
      ServiceProcess.killed(
          3,
          CostStream.class,
          settings,
          random,
          () -> {
            var region = REGIONS.get(random.nextInt(REGIONS.size()));
            var run = clouds.run(region, random.nextInt(1, 10));
            var outcome =
                outcome(region, random.nextBoolean() ? "acme" : "umbrella", run.listUsd())
                    .setBilledMs(run.billedMs())
                    .setVcpu(clouds.vcpu(region))
                    .build();
            send(outcome);
            if (random.nextInt(50) == 0) {
              send(outcome);
            }
          });

      // What the last life left behind, and once more from Kafka alone.
      for (var folder : List.of("killed", "empty")) {
        settings.put("state.dir", state.resolve(folder).toString());
        try (var host = StreamHost.start(new CostStream(), settings)) {
          host.awaitReady(LIMIT);
          var bills = bills(host.url(), clouds.runs());
          for (var region : REGIONS) {
            var meter = clouds.meter(region);
            assertDecimal(meter.usd().toPlainString(), listed(bills, region).toPlainString());
            await()
                .atMost(LIMIT)
                .untilAsserted(() -> assertEquals(meter.runs(), counted(host.url(), region)));
          }
        }
      }
      System.out.println("counted " + clouds.runs() + " runs as metered over three kills");
    }
  }

  private static BigDecimal listed(JsonArray bills, String region) {
    var sum = BigDecimal.ZERO;
    for (int i = 0; i < bills.size(); i++) {
      var lines = bills.getJsonObject(i).getJsonArray("lines");
      for (int j = 0; j < lines.size(); j++) {
        var line = lines.getJsonObject(j);
        if (line.getString("line").equals("list") && line.getString("region").equals(region)) {
          sum = sum.add(new BigDecimal(line.getString("usd")));
        }
      }
    }
    return sum;
  }

  private long counted(URI url, String region) {
    var windows =
        site.get(url, "/costs/" + region + "?step=month&from=0", 200).getJsonArray("data");
    return windows.isEmpty()
        ? 0
        : windows.getJsonObject(0).getJsonObject("sums").getLong("requests");
  }

  /** The bills once they hold so many requests. */
  private JsonArray bills(URI url, long requests) {
    String path = "/bill?month=" + YearMonth.now(ZoneOffset.UTC);
    await()
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(300))
        .ignoreExceptionsInstanceOf(AssertionError.class)
        .until(() -> requests(site.get(url, path, 200).getJsonArray("data")) >= requests);
    var bills = site.get(url, path, 200).getJsonArray("data");
    assertEquals(requests, requests(bills), bills.encodePrettily());
    return bills;
  }

  private static long requests(JsonArray bills) {
    long sum = 0;
    for (int i = 0; i < bills.size(); i++) {
      sum += bills.getJsonObject(i).getLong("requests");
    }
    return sum;
  }

  private static JsonObject bill(JsonArray bills, String tenant) {
    for (int i = 0; i < bills.size(); i++) {
      if (bills.getJsonObject(i).getString("tenant").equals(tenant)) {
        return bills.getJsonObject(i);
      }
    }
    throw new AssertionError("no bill of '" + tenant + "': " + bills.encodePrettily());
  }

  private static void assertDecimal(String expected, String actual) {
    assertEquals(
        0,
        new BigDecimal(expected).compareTo(new BigDecimal(actual)),
        () -> expected + " is not " + actual);
  }
}
