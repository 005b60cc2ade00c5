package dev.skyvane.bench.rig;

import dev.skyvane.embedded.EmbeddedKafka;
import dev.skyvane.embedded.EmbeddedRegistry;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Order;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.cluster.ClusterAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.jspecify.annotations.Nullable;

/** Where a rig stands: a broker, a registry, a directory, and what was started beside them. */
final class Site implements AutoCloseable {
  private static final String HOST = "127.0.0.1";
  private static final int LOOK_MS = 20;

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Path directory;
  private final ClusterAddress address;

  /** Starts broker and registry; nothing is left running if that fails. */
  Site() throws Exception {
    this(Map.of());
  }

  /**
   * The same with settings of the broker.
   *
   * @param broker settings by Kafka's names
   */
  Site(Map<String, String> broker) throws Exception {
    try {
      directory = Files.createTempDirectory("skyvane-bench-");
      own(() -> delete(directory));
      var kafka =
          own(
              EmbeddedKafka.start(
                  new EmbeddedKafka.Options(directory.resolve("kafka"), 1, 0, broker)));
      var registry =
          own(EmbeddedRegistry.start(kafka.bootstrapServers(), HOST, 0, "skyvane.schemas"));
      address =
          new ClusterAddress(
              kafka.bootstrapServers(),
              registry.url().toString(),
              TopicNames.DEFAULT_PREFIX,
              Map.of());
    } catch (Exception | Error e) {
      close();
      throw e;
    }
  }

  private Site(Path directory, ClusterAddress address) {
    this.directory = directory;
    this.address = address;
  }

  /** The same place with topics of other names. It owns nothing, and ends with the first. */
  Site withTopics(TopicNames names) {
    return new Site(
        directory,
        new ClusterAddress(
            address.bootstrapServers(), address.registryUrl(), names.prefix(), Map.of()));
  }

  /** Closes a part with the site, before what was there already. */
  <T extends AutoCloseable> T own(T part) {
    parts.push(part);
    return part;
  }

  Path directory() {
    return directory;
  }

  KafkaClients clients() {
    return new KafkaClients(address.bootstrapServers());
  }

  /** An admin client; whoever asks for it closes it. */
  Admin admin() {
    return Admin.create(Map.of("bootstrap.servers", address.bootstrapServers()));
  }

  /** Serializers and deserializers of Skyvane's records; whoever asks for them closes them. */
  RecordSerdes serdes() {
    return RecordSerdes.create(Map.of("schema.registry.url", address.registryUrl()));
  }

  /** Creates Skyvane's topics and those of a rig, the latter with their numbers of partitions. */
  void createTopics(Map<String, Integer> topics) throws ExecutionException, InterruptedException {
    try (var admin = admin()) {
      new TopicAdmin(admin, address.topics()).ensure(Names.PARTITIONS, (short) 1);
      admin
          .createTopics(
              topics.entrySet().stream()
                  .map(topic -> new NewTopic(topic.getKey(), topic.getValue(), (short) 1))
                  .toList())
          .all()
          .get();
    }
  }

  /**
   * Creates Skyvane's topics, one of them with settings of its own from the beginning: a change
   * would reach its log some time after it was made.
   */
  void createTopics(Topic own, int partitions, Map<String, String> settings)
      throws ExecutionException, InterruptedException {
    var topics = new ArrayList<NewTopic>();
    for (var topic : Topic.values()) {
      var all = new HashMap<>(topic.settings());
      all.putAll(topic == own ? settings : Map.of());
      int count = topic == own ? partitions : topic.partitioned() ? Names.PARTITIONS : 1;
      topics.add(new NewTopic(TopicNames.DEFAULT.of(topic), count, (short) 1).configs(all));
    }
    var names = topics.stream().map(NewTopic::name).toList();
    try (var admin = admin()) {
      admin.createTopics(topics).all().get();
      while (!admin.listTopics().names().get().containsAll(names)) {
        Thread.sleep(LOOK_MS);
      }
    }
  }

  /** Sets settings of one of Skyvane's topics. */
  void set(Topic topic, Map<String, String> settings)
      throws ExecutionException, InterruptedException {
    var changes =
        settings.entrySet().stream()
            .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
            .map(entry -> new AlterConfigOp(entry, AlterConfigOp.OpType.SET))
            .toList();
    var name = new ConfigResource(ConfigResource.Type.TOPIC, TopicNames.DEFAULT.of(topic));
    try (var admin = admin()) {
      admin.incrementalAlterConfigs(Map.of(name, changes)).all().get();
    }
  }

  /** A region with prices and a grid zone, so that receipts are worked out in full. */
  static RegionSpec region(String id, int concurrency) {
    return RegionSpec.newBuilder()
        .setId(id)
        .setLatitude(Names.LATITUDE)
        .setLongitude(Names.LONGITUDE)
        .setCountry("SE")
        .setGridZone("SE-SE3")
        .setConcurrency(concurrency)
        .setPrice(
            PriceSpec.newBuilder()
                .setUsdPerRequest("0.0000002")
                .setUsdPerGbSecond("0.0000166667")
                .build())
        .build();
  }

  /** A function with one deployment, at the stub provider. */
  static FunctionSpec function(
      String name, String region, String url, Order order, long timeoutMs) {
    return FunctionSpec.newBuilder()
        .setName(name)
        .setVersion(1)
        .setOrder(order)
        .setTimeoutMs(timeoutMs)
        .setDeployments(
            List.of(
                Deployment.newBuilder()
                    .setId(name + "~http~stub~512")
                    .setRegion(region)
                    .setAddress(url)
                    .setMemoryMb(512)
                    .build()))
        .build();
  }

  /** Writes what routers read. */
  void announce(Collection<RegionSpec> regions, Collection<FunctionSpec> functions) {
    try (var cluster = Cluster.connect(address)) {
      cluster
          .regions()
          .write(
              regions.stream().collect(Collectors.toMap(RegionSpec::getId, Function.identity())));
      cluster
          .functions()
          .write(
              functions.stream()
                  .collect(Collectors.toMap(FunctionSpec::getName, Function.identity())));
    }
  }

  /** Takes functions back. */
  void withdraw(Collection<String> functions) {
    try (var cluster = Cluster.connect(address)) {
      var gone = new HashMap<String, @Nullable FunctionSpec>();
      functions.forEach(name -> gone.put(name, null));
      cluster.functions().write(gone);
    }
  }

  /** What a router at this site needs beside {@code provider}. */
  Map<String, String> routerSettings() {
    return Map.of(
        "bootstrap.servers",
        address.bootstrapServers(),
        "schema.registry.url",
        address.registryUrl(),
        "router.location",
        Names.LATITUDE + "," + Names.LONGITUDE);
  }

  /** What a stream service at this site needs. */
  Map<String, String> streamSettings(Path state) {
    return Map.of(
        "bootstrap.servers",
        address.bootstrapServers(),
        "schema.registry.url",
        address.registryUrl(),
        "topic.prefix",
        address.topicPrefix(),
        "state.dir",
        state.toString(),
        "query.port",
        "0");
  }

  /** What the other contenders need beside {@code provider}. */
  Map<String, String> echoSettings() {
    return Map.of("bootstrap.servers", address.bootstrapServers());
  }

  /** Bytes of topics in the broker, indexes left out. */
  long logBytes(Predicate<String> topics) throws ExecutionException, InterruptedException {
    try (var admin = admin()) {
      long bytes = 0;
      var brokers = admin.describeCluster().nodes().get().stream().map(Node::id).toList();
      for (var logs : admin.describeLogDirs(brokers).allDescriptions().get().values()) {
        for (var log : logs.values()) {
          for (var replica : log.replicaInfos().entrySet()) {
            bytes += topics.test(replica.getKey().topic()) ? replica.getValue().size() : 0;
          }
        }
      }
      return bytes;
    }
  }

  static void delete(Path directory) throws IOException {
    try (var paths = Files.walk(directory)) {
      // What is in a directory comes after it.
      for (var path : paths.toList().reversed()) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** Ends everything, the last started first. */
  @Override
  public void close() throws Exception {
    Exception first = null;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
