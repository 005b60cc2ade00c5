package dev.skyvane.bench.rig;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.CostStats;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.LatencyStats;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.serde.RecordSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The live tables as the stream services leave them, cleaned by the broker as it does, and routers
 * that read them when they start. Used by one thread.
 */
public final class TablesRig implements AutoCloseable {
  private static final List<Topic> TABLES =
      List.of(Topic.LATENCY, Topic.COSTS, Topic.CARBON_LATEST);

  /** A function has a deployment in each. */
  private static final int REGIONS = 12;

  private static final int CONCURRENCY = 1_000;
  private static final int MEMORY_MB = 512;
  private static final String VANTAGE = "59.33,18.0";

  /** What the cleaner leaves of a table is less, in segments: the newest one, and what is clean. */
  private static final int MOST_SEGMENTS = 3;

  private static final Duration PAUSE = Duration.ofHours(1);
  private static final Duration CLEANED_WITHIN = Duration.ofSeconds(180);
  private static final int LOOK_MS = 200;

  private final Site site;
  private final RecordSerdes serdes;
  private final StubProvider provider;
  private final LiveRows rows;
  private final List<String> latencyKeys = new ArrayList<>();
  private final List<String> costKeys = new ArrayList<>();
  private int starts;

  /**
   * What a router finds when it starts.
   *
   * @param records of all tables, transactions' markers left out
   * @param bytes of their topics in the broker, markers included
   */
  public record Left(long records, long bytes) {}

  /**
   * A router that has started.
   *
   * @param readyMs from its start, in a JVM that runs, until it served, in ms
   * @param restoreMs from when it began to read until everything in the tables of latency and cost
   *     counted, in ms
   * @param cpuMs processor time of its JVM until then, in ms
   */
  public record Start(long readyMs, long restoreMs, long cpuMs) {}

  /**
   * Starts broker and registry, but no router.
   *
   * @param deployments how many
   * @param vantages from how many they are called
   * @throws Exception if a part does not start; nothing is left running then
   */
  public TablesRig(int deployments, int vantages, long seed) throws Exception {
    rows = new LiveRows(seed);
    site = new Site();
    try {
      serdes = site.own(site.serdes());
      provider = site.own(new StubProvider());
      site.createTopics(Map.of());
      announce(deployments, vantages);
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private void announce(int deployments, int vantages) {
    var regions = new ArrayList<RegionSpec>();
    for (int region = 0; region < REGIONS; region++) {
      regions.add(Site.region("http:r" + region, CONCURRENCY));
      keys("http:r" + region, vantages);
    }
    var functions = new ArrayList<FunctionSpec>();
    for (int first = 0; first < deployments; first += REGIONS) {
      var name = "f" + first / REGIONS;
      var of = new ArrayList<Deployment>();
      for (int region = 0; region < Math.min(REGIONS, deployments - first); region++) {
        var id = name + "~http~r" + region + "~" + MEMORY_MB;
        keys(id, vantages);
        of.add(
            Deployment.newBuilder()
                .setId(id)
                .setRegion("http:r" + region)
                .setAddress(provider.url())
                .setMemoryMb(MEMORY_MB)
                .build());
      }
      functions.add(
          FunctionSpec.newBuilder().setName(name).setVersion(1).setDeployments(of).build());
    }
    site.announce(regions, functions);
  }

  private void keys(String target, int vantages) {
    for (int vantage = 0; vantage < vantages; vantage++) {
      latencyKeys.add(target + "@" + VANTAGE + vantage);
    }
    costKeys.add(target);
  }

  /** Rows of the tables of latency and cost together. */
  public int rows() {
    return latencyKeys.size() + costKeys.size();
  }

  /**
   * Publishes states of every row in turn, as the services do: those of costs in transactions.
   *
   * @param rounds how often each row is written
   * @param transactions of the costs
   */
  public void publish(int rounds, int transactions) {
    try (var producer = site.clients().backlogProducer()) {
      var serializer = serdes.of(LatencyStats.class).serializer();
      for (int round = 0; round < rounds; round++) {
        for (var key : latencyKeys) {
          send(producer, Topic.LATENCY, serializer, key, rows.latency(key));
        }
      }
      producer.flush();
    }
    publishCosts(rounds, transactions);
  }

  private void publishCosts(int rounds, int transactions) {
    var serializer = serdes.of(CostStats.class).serializer();
    long states = (long) rounds * costKeys.size();
    long sent = 0;
    try (var producer = site.clients().transactional("bench-costs")) {
      producer.initTransactions();
      for (int transaction = 1; transaction <= transactions; transaction++) {
        producer.beginTransaction();
        // At least one: a transaction without a record leaves no marker.
        for (long end = Math.max(sent + 1, states * transaction / transactions);
            sent < end;
            sent++) {
          var key = costKeys.get((int) (sent % costKeys.size()));
          send(producer, Topic.COSTS, serializer, key, rows.cost(key));
        }
        producer.commitTransaction();
      }
    }
  }

  /** Publishes readings of as many grid zones as there are regions. */
  public void publishReadings(int ofEach) {
    try (var producer = site.clients().backlogProducer()) {
      var serializer = serdes.of(CarbonReading.class).serializer();
      for (int i = 0; i < ofEach * REGIONS; i++) {
        var zone = "Z" + i % REGIONS;
        send(producer, Topic.CARBON_LATEST, serializer, zone, rows.reading(zone));
      }
      producer.flush();
    }
  }

  private static <T extends SpecificRecord> void send(
      Producer<byte[], byte[]> producer,
      Topic topic,
      Serializer<T> serializer,
      String key,
      T value) {
    var name = TopicNames.DEFAULT.of(topic);
    producer.send(
        new ProducerRecord<>(name, key.getBytes(UTF_8), serializer.serialize(name, value)));
  }

  /**
   * Waits until the broker's cleaner has done what it does by itself.
   *
   * @throws IllegalStateException if it leaves more than the topics' settings promise
   */
  public void awaitCleaned() throws ExecutionException, InterruptedException {
    long deadline = System.nanoTime() + CLEANED_WITHIN.toNanos();
    for (var table : TABLES) {
      var name = TopicNames.DEFAULT.of(table);
      long most =
          MOST_SEGMENTS * Long.parseLong(table.settings().getOrDefault("segment.bytes", ""));
      long bytes;
      while ((bytes = site.logBytes(name::equals)) > most) {
        if (System.nanoTime() - deadline > 0) {
          throw new IllegalStateException(
              "the cleaner left %,d bytes of %s, more than %,d".formatted(bytes, name, most));
        }
        Thread.sleep(LOOK_MS);
      }
    }
  }

  /** Has the cleaner leave alone whatever is published from now on. */
  public void pauseCleaner() throws ExecutionException, InterruptedException {
    for (var table : TABLES) {
      site.set(table, Map.of("min.compaction.lag.ms", Long.toString(PAUSE.toMillis())));
    }
  }

  /** What a router would find now. */
  public Left left() throws ExecutionException, InterruptedException {
    var names = TABLES.stream().map(TopicNames.DEFAULT::of).toList();
    long bytes = site.logBytes(names::contains);
    try (var consumer = site.clients().consumer("")) {
      var partitions = names.stream().map(name -> new TopicPartition(name, 0)).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      long records = 0;
      while (partitions.stream()
          .anyMatch(each -> consumer.position(each) < ends.getOrDefault(each, 0L))) {
        records += consumer.poll(Duration.ofMillis(100)).count();
      }
      return new Left(records, bytes);
    }
  }

  /** Starts a router, waits until it serves and knows everything, and ends it. */
  public Start start() throws InterruptedException {
    var settings = new HashMap<>(site.routerSettings());
    settings.put("group.id", "bench-tables");
    try (var router = Child.router("router-" + ++starts, settings, site.directory())) {
      long readyMs = Long.parseLong(router.awaitReady());
      long restoreMs = router.liveRestoreMs();
      while (restoreMs == 0) {
        Thread.sleep(LOOK_MS);
        restoreMs = router.liveRestoreMs();
      }
      return new Start(
          readyMs, restoreMs, TimeUnit.NANOSECONDS.toMillis(router.counters().cpuNanos()));
    }
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    site.close();
  }
}
