package dev.skyvane.metrics.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.metrics.MetricsService;
import dev.skyvane.metrics.PlainAvro;
import dev.skyvane.metrics.slice.Granularity;
import dev.skyvane.metrics.slice.Latencies;
import dev.skyvane.metrics.slice.Profile;
import dev.skyvane.metrics.slice.Slice;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.Deviation;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.LatencyStats;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.stream.HostConfig;
import dev.skyvane.stream.StreamContext;
import dev.skyvane.stream.input.Patience;
import dev.skyvane.stream.input.Progress;
import dev.skyvane.testkit.Seed;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology without a broker: every rule of time, and counts against plain counting. */
class MetricsTopologyTest {
  private static final Instant BEGIN = Instant.parse("2026-03-01T00:00:00Z");
  private static final Map<String, String> SETTINGS =
      Map.of("bootstrap.servers", "nowhere:1", "serde.class", PlainAvro.class.getName());

  @TempDir Path state;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private TopologyTestDriver driver;
  private TestInputTopic<String, Outcome> outcomes;
  private TestInputTopic<String, FunctionSpec> functions;
  private TestOutputTopic<String, LatencyStats> latency;
  private Instant clock = BEGIN;

  @BeforeEach
  void start() {
    var service = new MetricsService();
    var config = new HostConfig(service, SETTINGS);
    var context =
        new StreamContext(
            config,
            RecordSerdes.create(SETTINGS),
            meters,
            new Progress(),
            new Patience(Duration.ZERO));
    var properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "metrics-test");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    properties.put(StreamsConfig.STATE_DIR_CONFIG, state.toString());
    driver = new TopologyTestDriver(service.topology(context), properties, BEGIN);
    outcomes =
        driver.createInputTopic(
            "skyvane.outcomes", new StringSerializer(), context.serde(Outcome.class).serializer());
    functions =
        driver.createInputTopic(
            "skyvane.functions",
            new StringSerializer(),
            context.serde(FunctionSpec.class).serializer());
    latency =
        driver.createOutputTopic(
            "skyvane.latency",
            new StringDeserializer(),
            context.serde(LatencyStats.class).deserializer());
    functions.pipeInput(
        "f",
        FunctionSpec.newBuilder()
            .setName("f")
            .setSloP95Ms(400L)
            .setDeployments(List.of(deployment("f~a~x~1", "a:x"), deployment("f~b~y~1", "b:y")))
            .build());
  }

  @AfterEach
  void end() {
    driver.close();
  }

  private static Deployment deployment(String id, String region) {
    return Deployment.newBuilder().setId(id).setRegion(region).build();
  }

  private static Outcome outcome(String deployment, String vantage, double ms) {
    return Outcome.newBuilder()
        .setAttemptId(UUID.randomUUID().toString())
        .setFunction("f")
        .setDeployment(deployment)
        .setRegion(deployment.contains("~a~") ? "a:x" : "b:y")
        .setVantage(vantage)
        .setStatus(AttemptStatus.SUCCESS)
        .setInFlightMs(ms)
        .setExecutionMs(ms / 2)
        .setNetworkMs(ms / 2)
        .build();
  }

  private void put(Outcome outcome, Instant time) {
    outcomes.pipeInput(outcome.getDeployment(), outcome, time);
  }

  private void advance(Duration time) {
    clock = clock.plus(time);
    driver.advanceWallClockTime(time);
  }

  private TreeMap<Long, Slice> slices(String name, Granularity granularity) {
    KeyValueStore<Bytes, byte[]> store =
        driver.getKeyValueStore(
            name.contains("~") ? MetricsTopology.DEPLOYMENTS : MetricsTopology.REGIONS);
    var range = Keys.slices(granularity, name, 0, Long.MAX_VALUE);
    var found = new TreeMap<Long, Slice>();
    try (var entries = store.range(range.from(), range.to())) {
      entries.forEachRemaining(
          each -> found.put(Keys.sliceStart(each.key), Slice.decode(each.value)));
    }
    return found;
  }

  private double meter(TableMeter meter, String table) {
    return meters.get(meter.id()).tag("table", table).counter().count();
  }

  @Test
  void countsAreThoseOfPlainCounting() {
    var random = Seed.fresh().generator();
    var model = new Model(30_000);
    var history = new ArrayList<Outcome>();
    var times = new ArrayList<Instant>();
    var ids = List.of("f~a~x~1", "f~b~y~1");
    var statuses = AttemptStatus.values();
    for (int i = 0; i < 8_000; i++) {
      if (random.nextInt(100) == 0) {
        advance(Duration.ofSeconds(1 + random.nextInt(20)));
        model.step();
      }
      Outcome outcome;
      Instant time;
      if (!history.isEmpty() && random.nextInt(10) == 0) {
        int again = Math.max(0, history.size() - 1 - random.nextInt(50));
        outcome = history.get(again);
        time = times.get(again);
      } else {
        outcome =
            outcome(
                ids.get(random.nextInt(2)),
                random.nextBoolean() ? "here" : "there",
                Math.exp(5 + random.nextGaussian()));
        if (random.nextInt(5) == 0) {
          outcome.setStatus(statuses[random.nextInt(statuses.length)]);
        }
        outcome.setColdStart(random.nextInt(3) == 0 ? null : random.nextInt(20) == 0);
        outcome.setAttemptId(random.nextLong() + "-" + i);
        time = clock.minusMillis((long) (8_000 * Math.abs(random.nextGaussian())));
        if (random.nextInt(200) == 0) {
          time = clock.minusSeconds(random.nextInt(300));
        }
      }
      history.add(outcome);
      times.add(time);
      clock = clock.plusMillis(random.nextInt(100));
      model.add(outcome, time.toEpochMilli());
      put(outcome, time);
    }
    assertTrue(model.late > 5 && model.duplicates > 100, model.late + " " + model.duplicates);
    assertEquals(model.late, meter(TableMeter.LATE, "deployments"));
    assertEquals(model.duplicates, meter(TableMeter.DUPLICATES, "deployments"));
    assertEquals(0, meter(TableMeter.LATE, "regions"));
    for (int i = 0; i < 4_000; i++) {
      driver.advanceWallClockTime(Duration.ofSeconds(1));
    }
    for (var name : model.names()) {
      for (var granularity : List.of(Granularity.MINUTE, Granularity.HOUR)) {
        var found = slices(name, granularity);
        var wanted = model.slices(name, granularity);
        assertEquals(wanted.keySet(), found.keySet(), name + " " + granularity);
        wanted.forEach(
            (start, sum) -> {
              var slice = found.get(start);
              var what = name + " " + granularity + " " + Instant.ofEpochMilli(start);
              assertEquals(sum.count(), slice.count(), what);
              assertEquals(sum.errors(), slice.errors(), what);
              assertEquals(sum.coldStarts(), slice.coldStarts(), what);
              assertEquals(sum.warm().size(), slice.warm().count(), what);
              for (double share : new double[] {0.5, 0.99}) {
                if (!sum.warm().isEmpty()) {
                  double exact =
                      sum.warm().get((int) Math.ceil(share * sum.warm().size() - 1e-9) - 1);
                  assertEquals(
                      exact,
                      slice.warm().quantile(share).orElseThrow(),
                      exact * (Latencies.RELATIVE_ERROR + 1e-9),
                      what);
                }
              }
            });
      }
    }
  }

  @Test
  void aKeyIsEmittedAtOnceThenAtMostTenTimesASecond() {
    put(outcome("f~a~x~1", "here", 100), clock);
    assertEquals(2, latency.readRecordsToList().size(), "the deployment and its region");
    for (int i = 0; i < 1_000; i++) {
      advance(Duration.ofMillis(1));
      put(outcome("f~a~x~1", "here", 100), clock);
    }
    advance(Duration.ofMillis(100));
    var all = latency.readRecordsToList();
    long ofDeployment = all.stream().filter(each -> each.key().equals("f~a~x~1@here")).count();
    assertTrue(ofDeployment >= 9 && ofDeployment <= 11, ofDeployment + " in 1.1 s");
    var last = all.stream().filter(each -> each.key().equals("f~a~x~1@here")).toList().getLast();
    assertEquals(1_001, last.value().getCount(), "the last holds all");
    assertEquals(100, last.value().getP99Ms(), 1);
    assertEquals(50, last.value().getNetworkMs());
    advance(Duration.ofSeconds(5));
    assertTrue(latency.isEmpty(), "what does not change is not emitted");
  }

  @Test
  void aDeviationIsEmittedAtOnce() {
    for (int i = 0; i < 200; i++) {
      advance(Duration.ofMillis(33));
      put(outcome("f~a~x~1", "here", 100 + i % 7), clock);
    }
    advance(Duration.ofMillis(200));
    advance(Duration.ofMillis(100));
    latency.readRecordsToList();
    for (int i = 0; i < 3; i++) {
      put(outcome("f~a~x~1", "here", 350), clock);
    }
    var mine =
        latency.readRecordsToList().stream()
            .filter(each -> each.key().equals("f~a~x~1@here"))
            .map(TestRecord::value)
            .toList();
    assertEquals(2, mine.size(), "the first at once, the second waits, the third deviates");
    assertEquals(Deviation.NONE, mine.getFirst().getDeviation());
    assertEquals(Deviation.SLOWER, mine.getLast().getDeviation());
    assertEquals(clock, mine.getLast().getDeviatedAt());
    assertEquals(103, mine.getLast().getBaselineMs(), 4);
    assertEquals(
        2, meter(TableMeter.DEVIATIONS, "deployments") + meter(TableMeter.DEVIATIONS, "regions"));
  }

  @Test
  void sloViolationsAndFailuresStandInTheNewestMinute() {
    put(outcome("f~a~x~1", "here", 500), clock);
    var slow = outcome("f~a~x~1", "here", 30_000);
    slow.setStatus(AttemptStatus.TIMEOUT);
    put(slow, clock.plusSeconds(20));
    advance(Duration.ofSeconds(20));
    var stats = last("f~a~x~1@here");
    assertEquals(2, stats.getCount());
    assertEquals(2, stats.getSloViolations());
    assertEquals(1, stats.getTimeouts());
    assertEquals(1, stats.getWarmCount());
    assertEquals(clock.minusSeconds(50), stats.getWindowFrom());
    assertEquals(clock.plusSeconds(10), stats.getWindowTo());
    advance(Duration.ofSeconds(100));
    put(outcome("f~a~x~1", "here", 100), clock);
    assertEquals(1, last("f~a~x~1@here").getCount(), "what is older than the window is not in it");
  }

  private LatencyStats last(String key) {
    LatencyStats found = null;
    for (var each : latency.readRecordsToList()) {
      if (each.key().equals(key)) {
        found = each.value();
      }
    }
    assertNotNull(found, key);
    return found;
  }

  @Test
  void whatIsDeployedNoMoreIsTakenBack() {
    put(outcome("f~a~x~1", "here", 100), clock);
    put(outcome("f~b~y~1", "here", 100), clock);
    latency.readRecordsToList();
    functions.pipeInput(
        "f",
        FunctionSpec.newBuilder()
            .setName("f")
            .setDeployments(List.of(deployment("f~b~y~1", "b:y")))
            .build());
    advance(Duration.ofSeconds(11));
    var gone = latency.readRecordsToList();
    assertEquals(
        List.of("a:x@here", "f~a~x~1@here"), gone.stream().map(TestRecord::key).sorted().toList());
    gone.forEach(each -> assertNull(each.value()));
    advance(Duration.ofSeconds(11));
    assertTrue(latency.isEmpty());
  }

  @Test
  void slicesAreKeptAsLongAsIsSaidAndTheProfileIsDerived() {
    var name = "f~a~x~1@here";
    for (int hour = 0; hour < 50; hour++) {
      put(outcome("f~a~x~1", "here", hour % 24 == 5 ? 300 : 100), clock);
      for (int i = 0; i < 60; i++) {
        advance(Duration.ofMinutes(1));
      }
      // Time goes on by a second each step of the clock alone.
      put(outcome("f~b~y~1", "here", 100), clock);
    }
    advance(Duration.ofMinutes(1));
    long now = clock.toEpochMilli();
    slices(name, Granularity.TEN_SECONDS)
        .keySet()
        .forEach(start -> assertTrue(now - start < 62 * 60_000, "10 s of " + start));
    slices(name, Granularity.MINUTE)
        .keySet()
        .forEach(start -> assertTrue(now - start < 48 * 3_600_000 + 180_000));
    assertTrue(slices(name, Granularity.MINUTE).size() >= 46);
    assertTrue(slices(name, Granularity.HOUR).size() >= 49);
    KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(MetricsTopology.DEPLOYMENTS);
    var profile = Profile.decode(store.get(Keys.profile(name)));
    assertEquals(300, profile.meanMs(5).orElseThrow(), 0.001);
    assertEquals(100, profile.meanMs(6).orElseThrow(), 0.001);
  }

  @Test
  void theTopologysPageIsCurrent() throws Exception {
    var service = new MetricsService();
    var config = new HostConfig(service, SETTINGS);
    var context =
        new StreamContext(
            config,
            RecordSerdes.create(SETTINGS),
            new SimpleMeterRegistry(),
            new Progress(),
            new Patience(Duration.ZERO));
    var described = service.topology(context).describe().toString();
    var page = Path.of("..", "docs", "metrics-stream.md");
    var block = "```\n" + described.strip() + "\n```";
    if (Boolean.getBoolean("skyvane.regenerate")) {
      var text = Files.readString(page).replaceAll("(?s)```\nTopologies:.*?```", "@@");
      Files.writeString(page, text.replace("@@", block));
    }
    assertTrue(
        Files.readString(page).contains(block),
        page + " is stale; write it anew with -Dskyvane.regenerate=true");
  }
}
