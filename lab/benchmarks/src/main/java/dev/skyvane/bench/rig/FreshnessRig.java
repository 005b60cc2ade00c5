package dev.skyvane.bench.rig;

import dev.skyvane.bench.paper.NeverCalled;
import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Coordinates;
import dev.skyvane.metrics.MetricsService;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.live.Lateness;
import dev.skyvane.router.live.LivePrices;
import dev.skyvane.router.live.LiveReader;
import dev.skyvane.router.live.Measurements;
import dev.skyvane.router.schedule.EgressPrice;
import dev.skyvane.router.schedule.PlanBook;
import dev.skyvane.router.schedule.Scheduler;
import dev.skyvane.router.schedule.Vantage;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.WorldBuilder;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.CostStats;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.LatencyStats;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.stream.StreamHost;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Outcomes written as routers write them, the metrics stream, and what a router decides with: how
 * long it takes from outcomes that break an objective until plans lead elsewhere. Used by one
 * thread.
 */
public final class FreshnessRig implements AutoCloseable {
  private static final Vantage HERE =
      new Vantage("here", new Coordinates(Names.LATITUDE, Names.LONGITUDE));

  private static final long SLO_MS = 500;
  private static final double USUAL_MS = 100;
  private static final double SLOW_MS = 900;

  /** Outcomes of each deployment before, so that it has a history. */
  private static final int HISTORY = 40;

  /** A deviation is three in a row. */
  private static final int SLOW_ONES = 3;

  private static final Duration READY_LIMIT = Duration.ofSeconds(60);
  private static final long PATIENCE_NANOS = 20_000_000_000L;
  private static final long COUNTS_MINUTES = 60;
  private static final long STEP_NANOS = 200_000;

  private final Site site;
  private final WorldView world;
  private final PlanBook plans;
  private final Measurements measurements;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Outcomes outcomes;

  /**
   * Starts everything.
   *
   * @param functions how many, each of which decides once
   * @param guarantee of the metrics stream, in Kafka Streams' words
   * @throws Exception if a part does not start; nothing is left running then
   */
  public FreshnessRig(int functions, String guarantee) throws Exception {
    site = new Site();
    try {
      site.createTopics(Map.of());
      var serdes = site.own(site.serdes());
      var specs = new LinkedHashMap<String, FunctionSpec>();
      for (int i = 0; i < functions; i++) {
        var spec = function("f" + i);
        specs.put(spec.getName(), spec);
      }
      var region = Site.region(Names.REGION, functions);
      site.announce(List.of(region), specs.values());
      var catalog = Catalog.load();
      world =
          new WorldBuilder(catalog, _ -> Optional.of(new NeverCalled()), new Loads())
              .build(specs, Map.of(region.getId(), region));
      var lateness = new Lateness(Duration.ofMinutes(1), System::currentTimeMillis);
      measurements =
          new Measurements(
              Duration.ofMinutes(COUNTS_MINUTES),
              Duration.ofDays(1),
              System::currentTimeMillis,
              lateness);
      var prices = new LivePrices(Duration.ofDays(1), System::currentTimeMillis);
      plans =
          new PlanBook(
              new Scheduler(catalog.latency(), prices, EgressPrice.withinRegions(), measurements));
      site.own(reader(serdes, measurements, prices));
      var settings = new HashMap<>(site.streamSettings(site.directory().resolve("metrics")));
      settings.put("processing.guarantee", guarantee);
      site.own(StreamHost.start(new MetricsService(), settings)).awaitReady(READY_LIMIT);
      producer = site.own(site.clients().producer());
      outcomes = new Outcomes(serdes, TopicNames.DEFAULT.of(Topic.OUTCOMES), HERE.id());
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private LiveReader reader(RecordSerdes serdes, Measurements latest, LivePrices prices) {
    var names = TopicNames.DEFAULT;
    return new LiveReader(
        new KafkaConsumer<>(
            site.clients().readSettings(), new StringDeserializer(), new ByteArrayDeserializer()),
        names.of(Topic.LATENCY),
        serdes.of(LatencyStats.class).deserializer(),
        names.of(Topic.COSTS),
        serdes.of(CostStats.class).deserializer(),
        latest,
        prices);
  }

  private static FunctionSpec function(String name) {
    return FunctionSpec.newBuilder()
        .setName(name)
        .setVersion(1)
        .setSloP95Ms(SLO_MS)
        .setPolicy(
            Policy.newBuilder()
                .setKind(PolicyKind.MINIMIZE)
                .setWeights(Map.of("latency", 1.0))
                .setTolerance(0.0)
                .build())
        .setDeployments(List.of(deployment(name, 256), deployment(name, 512)))
        .build();
  }

  private static Deployment deployment(String function, int memoryMb) {
    return Deployment.newBuilder()
        .setId(function + "~http~stub~" + memoryMb)
        .setRegion(Names.REGION)
        .setAddress("https://" + function + ".invalid")
        .setMemoryMb(memoryMb)
        .build();
  }

  /**
   * Gives every deployment a history, and waits until it is known.
   *
   * @throws IllegalStateException if it is not within 20 s
   */
  public void warmUp() {
    for (int i = 0; i < HISTORY; i++) {
      for (var function : world.functions().values()) {
        for (var deployment : function.deployments()) {
          // The first deployment is the faster one.
          send(deployment.id(), function.name(), usual(deployment.memoryMb()) + i % 3);
        }
      }
    }
    producer.flush();
    for (var function : world.functions().values()) {
      for (var deployment : function.deployments()) {
        await(() -> measurements.of(deployment.id(), HERE.id()) != null, deployment.id());
      }
    }
  }

  private static double usual(int memoryMb) {
    return USUAL_MS + memoryMb / 10.0;
  }

  /** The functions, each good for one decision. */
  public List<String> functions() {
    return world.functions().keySet().stream().sorted().toList();
  }

  /**
   * Writes outcomes that break a function's objective, and waits until its plans lead elsewhere.
   *
   * @return ms from the writing of the last of them
   */
  public double decides(String name) {
    var function = world.function(name).orElseThrow();
    var leader = leader(function);
    for (int i = 1; i < SLOW_ONES; i++) {
      send(leader, name, SLOW_MS);
    }
    long begin = System.nanoTime();
    send(leader, name, SLOW_MS);
    await(() -> !leader(function).equals(leader), name);
    return (System.nanoTime() - begin) / 1e6;
  }

  private String leader(FunctionView function) {
    return plans.plan(function, HERE, world).candidate(0).deployment().id();
  }

  private static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException("nothing became known of " + what + " within 20 s");
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  private void send(String deployment, String function, double inFlightMs) {
    producer.send(outcomes.of(function, deployment, Names.REGION, inFlightMs));
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
