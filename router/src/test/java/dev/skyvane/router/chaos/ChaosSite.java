package dev.skyvane.router.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.testkit.Seed;
import dev.skyvane.testkit.load.Load;
import dev.skyvane.testkit.load.TerminalReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/**
 * A site of its own on shared brokers: topics, emulated providers, routers in JVMs of their own, a
 * load, and the guarantees that watch it all. Used by one thread.
 */
final class ChaosSite implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(120);

  final Broker broker;
  final TopicNames topics;
  final Shape shape;
  final Clouds clouds;
  final Watch watch;
  final List<RouterProcess> routers = new ArrayList<>();
  private final Seed seed;
  private final Path directory;
  private final RecordSerdes serdes;
  private final Producer<byte[], byte[]> producer;
  private final TerminalReader reader;
  private final Load load;

  /** Starts everything, the load at last; returns when all routers are ready. */
  ChaosSite(Broker broker, String name, Shape shape, Seed seed) {
    this.broker = broker;
    this.topics = new TopicNames(name + ".");
    this.shape = shape;
    this.seed = seed;
    this.clouds = new Clouds(seed.value(), shape);
    this.watch = new Watch(shape, clouds);
    this.serdes =
        RecordSerdes.create(Map.of("schema.registry.url", broker.registry.url().toString()));
    this.producer = producer(broker.kafka.bootstrapServers());
    try {
      this.directory = Files.createTempDirectory("skyvane-chaos-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new TopicAdmin(broker.admin, topics).ensure(PARTITIONS, Broker.COPIES);
    createReplyTopic();
    register();
    for (int i = 0; i < shape.routers(); i++) {
      routers.add(new RouterProcess(directory, "router-" + i, settings()));
    }
    routers.forEach(RouterProcess::launch);
    routers.forEach(RouterProcess::awaitReady);
    this.reader =
        new TerminalReader(
            broker.kafka.bootstrapServers(),
            List.of(replyTopic(), topics.of(Topic.REPLIES)),
            topics.of(Topic.DEAD_LETTERS),
            serdes.of(Reply.class).deserializer(),
            serdes.of(DeadLetter.class).deserializer(),
            watch.guarantees);
    var work =
        new Work(
            topics,
            replyTopic(),
            serdes.of(Invocation.class).serializer(),
            shape.timeout(),
            shape.providersFail(),
            seed);
    this.load = Load.start(producer, work::draft, shape.perSecond(), watch.guarantees);
  }

  private static Producer<byte[], byte[]> producer(String brokers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            (int) LIMIT.toMillis()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private String replyTopic() {
    return topics.prefix() + "caller.replies";
  }

  String group() {
    return topics.prefix() + "routers";
  }

  private void createReplyTopic() {
    try {
      broker
          .admin
          .createTopics(List.of(new NewTopic(replyTopic(), 2, Broker.COPIES)))
          .all()
          .get(60, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private void register() {
    for (var region : clouds.regions()) {
      put(Topic.REGIONS, region.id(), clouds.spec(region));
    }
    for (var function : Functions.values()) {
      if (function != Functions.UNKNOWN) {
        put(Topic.FUNCTIONS, function.text, clouds.spec(function, shape));
      }
    }
    producer.flush();
  }

  private <T extends SpecificRecord> void put(Topic topic, String key, T value) {
    var name = topics.of(topic);
    @SuppressWarnings("unchecked")
    var type = (Class<T>) value.getClass();
    producer.send(
        new ProducerRecord<>(
            name, key.getBytes(UTF_8), serdes.of(type).serializer().serialize(name, value)));
  }

  private Map<String, String> settings() {
    var settings = new HashMap<String, String>();
    settings.put("bootstrap.servers", broker.kafka.bootstrapServers());
    settings.put("schema.registry.url", broker.registry.url().toString());
    settings.put("topic.prefix", topics.prefix());
    settings.put("group.id", group());
    settings.put("router.location", "aws:eu-north-1");
    settings.put("kafka.session.timeout.ms", Long.toString(shape.session().toMillis()));
    settings.put("kafka.heartbeat.interval.ms", "1000");
    return settings;
  }

  /** Blocks until so many more invocations were published. */
  void awaitMore(int invocations) {
    load.awaitSent(load.sent() + invocations, LIMIT);
  }

  /**
   * Blocks until the routers keep up with the load: a router that just began has nothing to lose.
   */
  void awaitSteady() {
    awaitMore((int) shape.perSecond());
    Awaitility.await().atMost(LIMIT).until(() -> watch.nothingLost.open() < shape.perSecond());
  }

  /** Blocks until the group has so many members. */
  void awaitMembers(int count) {
    Awaitility.await()
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () ->
                broker
                        .admin
                        .describeConsumerGroups(Set.of(group()))
                        .all()
                        .get(10, TimeUnit.SECONDS)
                        .get(group())
                        .members()
                        .size()
                    == count);
  }

  /** Strikes, waits until so many more invocations were published, and heals. */
  void suffer(Fault fault, int invocations) {
    System.out.printf("chaos: %s at %,d%n", fault.name(), load.sent());
    fault.strike(this);
    awaitMore(invocations);
    fault.heal(this);
    System.out.printf("chaos: %s healed at %,d%n", fault.name(), load.sent());
  }

  /** Waits until all work is done, stops the routers in good order, and checks every guarantee. */
  void assertGuarantees() {
    try {
      load.finish(LIMIT);
      clouds.clearFaults();
      awaitAllEnded();
      watch.awaitNothingInFlight();
      routers.forEach(RouterProcess::stop);
      reader.readToEnd(LIMIT);
      clouds.tell(watch.guarantees);
      watch.assertHolds(load.sent());
    } catch (AssertionError e) {
      routers.forEach(
          router -> {
            System.out.println("--- a router's output");
            router.output().forEach(System.out::println);
          });
      throw new AssertionError("seed " + seed.value() + ": " + e.getMessage(), e);
    }
  }

  private void awaitAllEnded() {
    long until = System.nanoTime() + LIMIT.toNanos();
    while (watch.nothingLost.open() > 0 && System.nanoTime() < until) {
      reader.readToEnd(LIMIT);
    }
  }

  @Override
  public void close() {
    load.close();
    routers.forEach(RouterProcess::close);
    reader.close();
    producer.close(Duration.ofSeconds(5));
    clouds.close();
    serdes.close();
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
