package dev.skyvane.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.serde.RecordSerdes;
import dev.skyvane.testkit.Seed;
import dev.skyvane.testkit.guarantee.Published;
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
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A site of its own on a shared cluster: topics, emulated providers, routers in JVMs of their own,
 * a load, and the guarantees that watch it all.
 *
 * <p>Work comes in rounds: {@link #begin} starts the load of one, {@link #end} waits until all of
 * it has ended. Used by one thread; {@link #close} by any, and more than once.
 */
public final class ChaosSite implements AutoCloseable {
  private static final int PARTITIONS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(120);

  /** How long routers may take to catch up while the load goes on. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MOST_NAMED_LINES = 60;
  private static final int MOST_NAMED = 5;
  private static final List<String> LOCATIONS =
      List.of("aws:eu-north-1", "aws:eu-west-1", "aws:eu-central-1");

  /** Age of an invocation from which on it has waited: its routers don't keep up. */
  private static final long YOUNG_NANOS = 1_500_000_000L;

  final ChaosCluster cluster;
  final TopicNames topics;
  final Shape shape;
  final Clouds clouds;
  final List<RouterProcess> routers = new ArrayList<>();
  private final Seed seed;
  private final RandomGenerator seeds;
  private final Consumer<String> log;
  private final Path directory;
  private final RecordSerdes serdes;
  private final Producer<byte[], byte[]> producer;
  private final Relay relay;
  private final TerminalReader reader;
  private Watch watch;
  private @Nullable Load load;
  private @Nullable Work work;

  /**
   * Starts everything but the load; returns when all routers are ready.
   *
   * @param name of its topics' prefix, not used before on this cluster
   * @param log takes what happens, a line at a time
   * @throws AssertionError if a router does not become ready; nothing is left running then
   */
  public ChaosSite(
      ChaosCluster cluster, String name, Shape shape, Seed seed, Consumer<String> log) {
    this.cluster = cluster;
    this.topics = new TopicNames(name + ".");
    this.shape = shape;
    this.seed = seed;
    this.seeds = seed.generator();
    this.log = log;
    this.clouds = new Clouds(seed.value(), shape);
    this.serdes =
        RecordSerdes.create(Map.of("schema.registry.url", cluster.registryUrl.toString()));
    this.producer = producer(cluster.kafka.bootstrapServers());
    try {
      this.directory = Files.createTempDirectory("skyvane-chaos-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new TopicAdmin(cluster.admin, topics).ensure(PARTITIONS, ChaosCluster.COPIES);
    createReplyTopics();
    register();
    for (int i = 0; i < shape.routers(); i++) {
      routers.add(new RouterProcess(directory, "router-" + i, settings(i), shape));
    }
    this.watch = newWatch();
    this.relay = new Relay(watch.guarantees);
    this.reader =
        new TerminalReader(
            cluster.kafka.bootstrapServers(),
            List.of(replyTopics().replies(), replyTopics().small(), topics.of(Topic.REPLIES)),
            topics.of(Topic.DEAD_LETTERS),
            serdes.of(Reply.class).deserializer(),
            serdes.of(DeadLetter.class).deserializer(),
            relay);
    try {
      routers.forEach(RouterProcess::launch);
      routers.forEach(RouterProcess::awaitReady);
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Watch newWatch() {
    var peaks = new HashMap<String, LongSupplier>();
    for (int i = 0; i < routers.size(); i++) {
      peaks.put("router-" + i, routers.get(i)::peakMemoryBytes);
    }
    return new Watch(shape, clouds, peaks);
  }

  private static Producer<byte[], byte[]> producer(String brokers) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            brokers,
            ProducerConfig.LINGER_MS_CONFIG,
            5,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
            Topic.MAX_RECORD_BYTES,
            ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
            (int) LIMIT.toMillis(),
            // A load that waits for brokers is late, not over.
            ProducerConfig.MAX_BLOCK_MS_CONFIG,
            LIMIT.toMillis()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private Work.ReplyTopics replyTopics() {
    return new Work.ReplyTopics(
        topics.prefix() + "caller.replies", topics.prefix() + "small.replies");
  }

  String group() {
    return topics.prefix() + "routers";
  }

  private void createReplyTopics() {
    var names = replyTopics();
    ask(
        cluster
            .admin
            .createTopics(
                List.of(
                    topic(names.replies(), Topic.MAX_RECORD_BYTES),
                    topic(names.small(), Work.SMALL_BYTES)))
            .all());
  }

  private static NewTopic topic(String name, int maxBytes) {
    return new NewTopic(name, 2, ChaosCluster.COPIES)
        .configs(Map.of("max.message.bytes", Integer.toString(maxBytes)));
  }

  private static <T> T ask(KafkaFuture<T> answer) {
    try {
      return answer.get(60, TimeUnit.SECONDS);
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

  private Map<String, String> settings(int router) {
    var settings = new HashMap<String, String>();
    settings.put("bootstrap.servers", cluster.kafka.bootstrapServers());
    settings.put("schema.registry.url", cluster.registryUrl.toString());
    settings.put("topic.prefix", topics.prefix());
    settings.put("group.id", group());
    // Each elsewhere: their calls carry it, so that the ledgers tell who called.
    settings.put("router.location", LOCATIONS.get(router % LOCATIONS.size()));
    settings.put("commit.interval.ms", Long.toString(shape.commitInterval().toMillis()));
    settings.put("invocation.max.bytes", Integer.toString(shape.payloadLimit()));
    settings.put("schema.missing.patience.ms", Long.toString(Work.SCHEMA_PATIENCE.toMillis()));
    settings.put("kafka.session.timeout.ms", Long.toString(shape.session().toMillis()));
    settings.put("kafka.heartbeat.interval.ms", "1000");
    if (shape.promises().guarantee() != Promises.Guarantee.AT_LEAST_ONCE) {
      settings.put("processing.guarantee", shape.promises().guarantee().text());
    }
    settings.putAll(shape.settings());
    return settings;
  }

  /** Who watches the round under way, or the last one. */
  public Watch watch() {
    return watch;
  }

  /** Starts the load of a round, at the rate of the shape. */
  public void begin() {
    begin(shape.perSecond(), Integer.MAX_VALUE);
  }

  /**
   * Starts the load of a round at another rate.
   *
   * @param perSecond invocations published per second
   * @param quota so many are published until {@link #allow} says otherwise
   */
  public void begin(double perSecond, int quota) {
    watch = newWatch();
    relay.to(watch.guarantees);
    work =
        new Work(
            topics,
            replyTopics(),
            serdes.of(Invocation.class).serializer(),
            shape,
            new Seed(seeds.nextLong()));
    // Until it is steady: routers that just began, or rested, have to get going.
    watch.losses.upset();
    load = Load.start(producer, work::draft, perSecond, quota, relay);
  }

  /** So many invocations may be published in this round, then the load waits. */
  public void allow(int quota) {
    load().allow(quota);
  }

  /** Publishes another mix from now on, in the round under way. */
  void publish(Mix mix) {
    if (work == null) {
      throw new IllegalStateException("no round has begun");
    }
    work.change(mix);
  }

  private Load load() {
    var running = load;
    if (running == null) {
      throw new IllegalStateException("no round has begun");
    }
    return running;
  }

  /** Published in this round so far. */
  public int sent() {
    return load().sent();
  }

  /** Blocks until so many were published in this round. */
  public void awaitSent(int invocations) {
    int more = invocations - load().sent();
    // A load that waited for brokers goes on when they do.
    load().awaitSent(invocations, LIMIT.plusMillis((long) (more / shape.perSecond() * 2_000)));
  }

  /** Blocks until so many more invocations were published. */
  public void awaitMore(int invocations) {
    awaitSent(load().sent() + invocations);
  }

  /**
   * Blocks until the routers keep up with the load: a router that just began has nothing to lose.
   */
  public void awaitSteady() {
    awaitMore((int) shape.perSecond());
    settle();
  }

  /** Blocks until nothing waits that was there when it was whole again. */
  private void settle() {
    awaitCaughtUp();
    watch.losses.settled();
  }

  private void awaitCaughtUp() {
    try {
      if (!caughtUpWithin(PATIENCE)) {
        // On a machine that is too busy for the rate the routers never would.
        load().hold();
        Awaitility.await().atMost(LIMIT).until(() -> old().isEmpty());
        load().goOn();
      }
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(
          "the routers have not caught up after %d s; %d invocations wait, as %s%n%s"
              .formatted(
                  LIMIT.toSeconds(),
                  old().size(),
                  old().stream().limit(MOST_NAMED).toList(),
                  String.join("\n", routersSay())),
          e);
    }
  }

  private boolean caughtUpWithin(Duration time) {
    try {
      Awaitility.await().atMost(time).until(() -> old().isEmpty());
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  /** What waits longer than it would if the routers kept up. */
  private List<Published> old() {
    return watch.nothingLost.openFromBefore(
        System.nanoTime() - YOUNG_NANOS, one -> !one.function().equals(Work.WAITS));
  }

  /** Blocks until the group has so many members. */
  void awaitMembers(int count) {
    Awaitility.await("the group has " + count + " members")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () ->
                cluster
                    .admin
                    .describeConsumerGroups(Set.of(group()))
                    .all()
                    .get(10, TimeUnit.SECONDS)
                    .values()
                    .stream()
                    .allMatch(group -> group.members().size() == count));
  }

  /**
   * Blocks until no rebalance is under way and every router has partitions. A router that just
   * began is ready before: it first joins, and gets partitions when others have let go of them.
   */
  public void awaitBalanced() {
    Awaitility.await("the group is balanced")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () ->
                ask(cluster.admin.describeConsumerGroups(Set.of(group())).all()).values().stream()
                    .allMatch(this::balanced));
  }

  private boolean balanced(ConsumerGroupDescription group) {
    return group.groupState() == GroupState.STABLE
        && group.members().size() == shape.routers()
        && group.members().stream()
            .noneMatch(member -> member.assignment().topicPartitions().isEmpty());
  }

  /** Strikes, waits until so many more invocations were published, heals, and awaits recovery. */
  public void suffer(Fault fault, int invocations) {
    log.accept("%s at %,d".formatted(fault.name(), load().sent()));
    if (fault.upsets()) {
      watch.losses.upset();
    }
    fault.strike(this);
    awaitMore(invocations);
    fault.heal(this);
    if (fault.upsets()) {
      settle();
    }
    log.accept("%s healed at %,d".formatted(fault.name(), load().sent()));
  }

  /**
   * Publishes nothing more and waits until all work of the round has ended and is committed. What
   * has not ended in time is lost, as the watch will say.
   */
  public void end() {
    load().finish(LIMIT);
    clouds.clearFaults();
    long until = System.nanoTime() + LIMIT.toNanos();
    while (watch.nothingLost.open() > 0 && System.nanoTime() < until) {
      reader.readToEnd(LIMIT);
    }
    watch.awaitNothingInFlight();
  }

  /** Blocks until so many were published in this round and all of them have ended. */
  public void awaitEnded(int invocations) {
    Awaitility.await("all invocations end")
        .atMost(LIMIT.multipliedBy(5))
        .pollInterval(Duration.ofMillis(5))
        .until(() -> sent() >= invocations && watch.nothingLost.open() == 0);
  }

  /**
   * Blocks until the group has committed all that was published: nothing is left to be repeated.
   */
  public void awaitCommitted() {
    Awaitility.await("everything is committed")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(
            () -> {
              var committed =
                  ask(
                      cluster
                          .admin
                          .listConsumerGroupOffsets(group())
                          .partitionsToOffsetAndMetadata());
              var ends =
                  ask(
                      cluster
                          .admin
                          .listOffsets(
                              committed.keySet().stream()
                                  .collect(Collectors.toMap(one -> one, _ -> OffsetSpec.latest())))
                          .all());
              long done = committed.values().stream().mapToLong(offset -> offset.offset()).sum();
              long all = ends.values().stream().mapToLong(end -> end.offset()).sum();
              return committed.size() == PARTITIONS && done == all;
            });
  }

  /** Tells the watch everything that the ledgers and topics hold by now. */
  public void tellAll() {
    reader.readToEnd(LIMIT);
    clouds.tell(watch.guarantees);
  }

  /**
   * What is not as it should be, in words; empty if all is. To be asked when the round has ended
   * and all was told.
   */
  public List<String> broken() {
    var broken = new ArrayList<>(watch.broken(load().sent()));
    for (int i = 0; i < routers.size(); i++) {
      if (routers.get(i).died()) {
        broken.add("router %d ended, and nobody ended it".formatted(i));
      }
    }
    return broken;
  }

  /** Ends the round, stops the routers in good order, and checks every guarantee. */
  public void assertGuarantees() {
    var broken = new ArrayList<String>();
    AssertionError cause = null;
    try {
      end();
      broken.addAll(died());
      routers.forEach(RouterProcess::stop);
      tellAll();
      broken.addAll(broken());
    } catch (AssertionError e) {
      broken.add(String.valueOf(e.getMessage()));
      cause = e;
    }
    log.accept(watch.text());
    if (!broken.isEmpty()) {
      broken.forEach(log);
      routersSay().forEach(log);
      throw new AssertionError("seed " + seed.value() + ": " + String.join("\n", broken), cause);
    }
  }

  private List<String> died() {
    return routers.stream().anyMatch(RouterProcess::died)
        ? List.of("a router ended, and nobody ended it")
        : List.of();
  }

  /** What the routers said last, without what is usual at every rebalance. */
  public List<String> routersSay() {
    var said = new ArrayList<String>();
    for (int i = 0; i < routers.size(); i++) {
      said.add("--- router " + i);
      var lines =
          routers.get(i).output().stream()
              .filter(line -> !line.startsWith("[Producer") && !line.startsWith("[Consumer"))
              .filter(line -> !line.contains("RebalanceInProgressException"))
              .map(line -> line.length() > 300 ? line.substring(0, 300) + "..." : line)
              .toList();
      said.addAll(lines.subList(Math.max(0, lines.size() - MOST_NAMED_LINES), lines.size()));
    }
    return said;
  }

  @Override
  public void close() {
    if (load != null) {
      load.close();
    }
    routers.forEach(RouterProcess::close);
    reader.close();
    producer.close(Duration.ofSeconds(5));
    clouds.close();
    serdes.close();
    if (!Files.exists(directory)) {
      return;
    }
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
