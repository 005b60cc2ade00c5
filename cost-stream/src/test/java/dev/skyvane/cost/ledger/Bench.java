package dev.skyvane.cost.ledger;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.cost.bill.Billing;
import dev.skyvane.cost.bill.Fee;
import dev.skyvane.cost.bill.TenantBill;
import dev.skyvane.cost.book.WindowView;
import dev.skyvane.cost.observe.CostMeters;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.BillItem;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.CarbonStats;
import dev.skyvane.schemas.record.CostStats;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.MeteringSource;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.RegionSpec;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/** The topology on a test driver, with a world of one function in a few regions. */
final class Bench implements AutoCloseable {
  static final Catalog CATALOG = Catalog.load();
  static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

  final TopologyTestDriver driver;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final Map<String, CostStats> costs = new HashMap<>();
  final Map<String, CarbonStats> carbon = new HashMap<>();
  final Map<String, BillItem> items = new HashMap<>();
  int emitted;
  private final BareAvro avro = new BareAvro();
  private final TestInputTopic<byte[], Outcome> outcomes;
  private final TestOutputTopic<String, CostStats> costTopic;
  private final TestOutputTopic<String, CarbonStats> carbonTopic;
  private final TestOutputTopic<String, BillItem> billTopic;
  private long next;

  Bench(Instant now) {
    var tracking =
        new CostTopology.Tracking() {
          @Override
          public <KI, VI, KO, VO> ProcessorSupplier<KI, VI, KO, VO> track(
              ProcessorSupplier<KI, VI, KO, VO> supplier) {
            return supplier;
          }
        };
    var topology =
        CostTopology.of(
            TopicNames.DEFAULT,
            new CostTopology.Sources(avro, avro, tracking),
            CATALOG,
            new CostMeters(meters),
            1,
            Duration.ofHours(6).toMillis());
    var settings = new Properties();
    settings.put(StreamsConfig.APPLICATION_ID_CONFIG, "cost-test");
    settings.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
    settings.put(
        StreamsConfig.STATE_DIR_CONFIG,
        System.getProperty("java.io.tmpdir") + "/cost-test-" + UUID.randomUUID());
    driver = new TopologyTestDriver(topology, settings, now);
    outcomes =
        driver.createInputTopic(
            TopicNames.DEFAULT.of(Topic.OUTCOMES),
            new ByteArraySerializer(),
            avro.of(Outcome.class).serializer());
    costTopic = output(Topic.COSTS, CostStats.class);
    carbonTopic = output(Topic.CARBON, CarbonStats.class);
    billTopic = output(Topic.BILLS, BillItem.class);
  }

  private <T extends SpecificRecord> TestOutputTopic<String, T> output(Topic topic, Class<T> type) {
    return driver.createOutputTopic(
        TopicNames.DEFAULT.of(topic), new StringDeserializer(), avro.of(type).deserializer());
  }

  private <T extends SpecificRecord> void spec(Topic topic, Class<T> type, String key, T value) {
    driver
        .createInputTopic(
            TopicNames.DEFAULT.of(topic), new StringSerializer(), avro.of(type).serializer())
        .pipeInput(key, value);
  }

  void function(String name, String... regions) {
    var deployments = new ArrayList<Deployment>();
    for (String region : regions) {
      deployments.add(
          Deployment.newBuilder()
              .setId(deployment(name, region))
              .setRegion(region)
              .setMemoryMb(1024)
              .build());
    }
    spec(
        Topic.FUNCTIONS,
        FunctionSpec.class,
        name,
        FunctionSpec.newBuilder()
            .setName(name)
            .setExpectedDurationMs(500)
            .setDeployments(deployments)
            .build());
  }

  void noFunction(String name) {
    spec(Topic.FUNCTIONS, FunctionSpec.class, name, null);
  }

  /** 0.01 USD a request, 0.1 a GB-second, of which 2 requests and 1 GB-second are free. */
  void ownRegion(String id) {
    spec(
        Topic.REGIONS,
        RegionSpec.class,
        id,
        RegionSpec.newBuilder()
            .setId(id)
            .setGridZone("SE-SE3")
            .setPrice(
                PriceSpec.newBuilder()
                    .setUsdPerRequest("0.01")
                    .setUsdPerGbSecond("0.1")
                    .setFreeRequests("2")
                    .setFreeGbSeconds("1")
                    .build())
            .build());
  }

  void noRegion(String id) {
    spec(Topic.REGIONS, RegionSpec.class, id, null);
  }

  void unreadableFunction(String name) {
    driver
        .createInputTopic(
            TopicNames.DEFAULT.of(Topic.FUNCTIONS),
            new StringSerializer(),
            new ByteArraySerializer())
        .pipeInput(name, new byte[] {1});
  }

  void reading(CarbonReading reading) {
    spec(Topic.CARBON_INTENSITY, CarbonReading.class, reading.getZone(), reading);
  }

  static String deployment(String function, String region) {
    return function + "~" + region.replace(':', '~') + "~1024";
  }

  /** A run of 500 ms at 1 GB that has the list cost of {@link #ownRegion}. */
  Outcome.Builder run(String function, String region, Instant at) {
    return Outcome.newBuilder()
        .setAttemptId(new UUID(0x7000, next++).toString())
        .setFunction(function)
        .setDeployment(deployment(function, region))
        .setRegion(region)
        .setVantage(region)
        .setStartedAt(at.minusMillis(500))
        .setEndedAt(at)
        .setStatus(AttemptStatus.SUCCESS)
        .setMeteringSource(MeteringSource.PROVIDER)
        .setBilledMs(500L)
        .setInFlightMs(520)
        .setMemoryMb(1024)
        .setVcpu(1.0)
        .setListCostUsd("0.06");
  }

  void pipe(Outcome outcome) {
    pipe(outcome, outcome.getEndedAt());
  }

  void pipe(Outcome outcome, Instant appended) {
    outcomes.pipeInput(outcome.getDeployment().getBytes(StandardCharsets.UTF_8), outcome, appended);
  }

  /** Lets time pass, so that what changed is written out, and reads it. */
  void settle() {
    driver.advanceWallClockTime(Duration.ofMillis(1_000));
    driver.advanceWallClockTime(Duration.ofMillis(200));
    read();
  }

  void read() {
    costTopic
        .readKeyValuesToList()
        .forEach(
            entry -> {
              emitted++;
              if (entry.value == null) {
                costs.remove(entry.key);
              } else {
                costs.put(entry.key, entry.value);
              }
            });
    carbonTopic
        .readKeyValuesToList()
        .forEach(
            entry -> {
              if (entry.value == null) {
                carbon.remove(entry.key);
              } else {
                carbon.put(entry.key, entry.value);
              }
            });
    billTopic.readKeyValuesToList().forEach(entry -> items.put(entry.key, entry.value));
  }

  List<TenantBill> bills(String month, Fee fee) {
    return new Billing(fee, false).bills(month, items.values());
  }

  WindowView windows() {
    return new WindowView(driver.<Bytes, byte[]>getKeyValueStore(CostTopology.BOOKS));
  }

  @Override
  public void close() {
    driver.close();
  }
}
