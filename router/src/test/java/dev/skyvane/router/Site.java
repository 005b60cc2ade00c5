package dev.skyvane.router;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.embedded.EmbeddedRegistry;
import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.EmulatedRegion;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.testkit.KafkaCluster;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A whole site for a test: topics, registry, emulated clouds and routers on a given cluster. */
final class Site implements AutoCloseable {
  static final String REPLIES = "test.replies";
  private static final Duration LIMIT = Duration.ofSeconds(30);

  final KafkaCluster cluster;
  final EmbeddedRegistry registry;
  final CloudEmulator clouds;
  final RecordSerdes serdes;
  final Admin admin;
  final Producer<byte[], byte[]> producer;
  private final Map<String, String> serdeSettings;
  private final List<Router> routers = new ArrayList<>();

  Site(KafkaCluster cluster, Map<String, String> serdeSettings) {
    this.cluster = cluster;
    this.admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()));
    new TopicAdmin(admin, TopicNames.DEFAULT).ensure(2, (short) 1);
    this.registry = EmbeddedRegistry.start(cluster.bootstrapServers(), "127.0.0.1", 0, "_schemas");
    this.serdeSettings = new HashMap<>(serdeSettings);
    this.serdeSettings.put("schema.registry.url", registry.url().toString());
    this.serdes = RecordSerdes.create(this.serdeSettings);
    this.producer =
        new KafkaProducer<>(
            Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                cluster.bootstrapServers(),
                ProducerConfig.LINGER_MS_CONFIG,
                0,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                Topic.MAX_DEAD_LETTER_BYTES),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    this.clouds =
        CloudEmulator.start(
            EmulatorOptions.of(
                List.of(
                    region("aws:eu-north-1", 59.33, 18.07),
                    region("aws:eu-west-1", 53.35, -6.26),
                    region("aws:us-east-1", 38.95, -77.45),
                    region("http:tokyo", 35.68, 139.69))));
    createTopic(REPLIES, 2);
    for (var region : clouds.regions()) {
      put(Topic.REGIONS, region.id(), spec(region));
    }
  }

  private static RegionOptions region(String id, double latitude, double longitude) {
    return RegionOptions.of(id, latitude, longitude)
        .withColdStart(RegionOptions.ColdStart.NONE)
        .withNetwork(RegionOptions.Network.NONE);
  }

  private static RegionSpec spec(EmulatedRegion region) {
    var spec = RegionSpec.newBuilder().setId(region.id());
    spec.setEndpoint(region.endpoint().toString());
    spec.setLatitude(region.options().latitude());
    spec.setLongitude(region.options().longitude());
    return spec.build();
  }

  /** Starts a router with settings over the test's own. */
  Router router(Map<String, String> more) {
    return begun(Router.start(settings(more)));
  }

  /** As {@link #router(Map)}, with its meters in a registry. */
  Router router(Map<String, String> more, MeterRegistry meters) {
    return begun(Router.start(settings(more), meters));
  }

  private Map<String, String> settings(Map<String, String> more) {
    var settings = new HashMap<>(serdeSettings);
    settings.put(RouterConfig.BOOTSTRAP_SERVERS, cluster.bootstrapServers());
    settings.put(RouterConfig.ROUTER_VANTAGE, "origin");
    settings.put(RouterConfig.SCHEMA_PATIENCE_MS, "1500");
    settings.putAll(more);
    return settings;
  }

  private Router begun(Router router) {
    routers.add(router);
    router.awaitReady(LIMIT);
    return router;
  }

  /** Deploys a sample in every region and registers it. */
  FunctionSpec deploy(
      String name, SampleFunction sample, UnaryOperator<FunctionSpec.Builder> shape) {
    var deployments = new ArrayList<Deployment>();
    for (var region : clouds.regions()) {
      region.deploy(name, 1769, sample);
      deployments.add(
          Deployment.newBuilder()
              .setId(name + "~" + region.id().replace(':', '~') + "~1769")
              .setRegion(region.id())
              .setAddress(region.address(name))
              .setMemoryMb(1769)
              .build());
    }
    var spec =
        shape
            .apply(
                FunctionSpec.newBuilder().setName(name).setVersion(1).setDeployments(deployments))
            .build();
    put(Topic.FUNCTIONS, name, spec);
    return spec;
  }

  <T extends SpecificRecord> void put(Topic topic, String key, T value) {
    var name = TopicNames.DEFAULT.of(topic);
    @SuppressWarnings("unchecked")
    var type = (Class<T>) value.getClass();
    send(new ProducerRecord<>(name, key.getBytes(UTF_8), bytes(name, type, value)));
  }

  <T extends SpecificRecord> byte[] bytes(String topic, Class<T> type, T value) {
    return serdes.of(type).serializer().serialize(topic, value);
  }

  void createTopic(String name, int partitions) {
    try {
      admin
          .createTopics(
              List.of(
                  new NewTopic(name, partitions, (short) 1)
                      .configs(
                          Map.of("max.message.bytes", Integer.toString(Topic.MAX_RECORD_BYTES)))))
          .all()
          .get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  void send(ProducerRecord<byte[], byte[]> record) {
    try {
      producer.send(record).get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** A plain invocation that asks for its reply on {@link #REPLIES}. */
  static ProducerRecord<byte[], byte[]> plain(
      String function, String correlation, String payload, String... headers) {
    var record =
        new ProducerRecord<byte[], byte[]>(
            TopicNames.DEFAULT.of(Topic.INVOCATIONS), payload.getBytes(UTF_8));
    header(record, "skyvane-function", function);
    header(record, "skyvane-correlation-id", correlation);
    header(record, "skyvane-reply-to", REPLIES);
    header(record, "content-type", "application/json");
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().remove(headers[i]);
      header(record, headers[i], headers[i + 1]);
    }
    return record;
  }

  static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(new RecordHeader(name, value.getBytes(UTF_8)));
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    var header = record.headers().lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }

  /** Reads a topic from its beginning until there are so many records. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
    return read(topic, count, LIMIT);
  }

  List<ConsumerRecord<byte[], byte[]>> read(String topic, int count, Duration limit) {
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer = fromBeginning(topic, "read_uncommitted")) {
      long until = System.nanoTime() + limit.toNanos();
      while (found.size() < count && System.nanoTime() < until) {
        consumer.poll(Duration.ofMillis(50)).forEach(found::add);
      }
    }
    if (found.size() < count) {
      throw new AssertionError(
          "only " + found.size() + " of " + count + " records in " + topic + " after " + limit);
    }
    return found;
  }

  /** What a topic holds as of now, without what was not committed. */
  List<ConsumerRecord<byte[], byte[]>> readCommitted(String topic) {
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var consumer = fromBeginning(topic, "read_committed")) {
      var ends = consumer.endOffsets(consumer.assignment());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        consumer.poll(Duration.ofMillis(50)).forEach(found::add);
      }
    }
    return found;
  }

  private KafkaConsumer<byte[], byte[]> fromBeginning(String topic, String isolation) {
    var consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                cluster.bootstrapServers(),
                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                isolation,
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    var partitions =
        consumer.partitionsFor(topic).stream()
            .map(info -> new TopicPartition(topic, info.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return consumer;
  }

  /** The dead letters so far, at least as many as given. */
  List<DeadLetter> deadLetters(int count) {
    var topic = TopicNames.DEFAULT.of(Topic.DEAD_LETTERS);
    return read(topic, count).stream()
        .map(
            record -> serdes.of(DeadLetter.class).deserializer().deserialize(topic, record.value()))
        .toList();
  }

  /** The outcomes so far, at least as many as given. */
  List<Outcome> outcomes(int count) {
    var topic = TopicNames.DEFAULT.of(Topic.OUTCOMES);
    return read(topic, count).stream()
        .map(record -> serdes.of(Outcome.class).deserializer().deserialize(topic, record.value()))
        .toList();
  }

  @Override
  public void close() {
    routers.forEach(Router::close);
    producer.close(Duration.ofSeconds(5));
    clouds.close();
    serdes.close();
    registry.close();
    admin.close(Duration.ofSeconds(5));
    cluster.close();
  }
}
