package dev.skyvane.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.cluster.Publisher;
import dev.skyvane.standalone.cluster.TopicLog;
import dev.skyvane.standalone.process.Ports;
import dev.skyvane.standalone.process.Standalone;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Dead letters from their making to their replay, and a topic that is bound to a function. */
class DeadLettersIT {
  private static final String INVOCATIONS = "skyvane.invocations";
  private static final String REPLIES = "skyvane.replies";
  private static final byte[] TEXT = "{\"text\": \"to be or not to be\"}".getBytes(UTF_8);
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir static Path folder;

  private static Standalone standalone;
  private static Cluster cluster;
  private static Publisher<byte[], byte[]> publisher;
  private static Cli cli;

  @BeforeAll
  static void start() {
    standalone =
        Standalone.start(
            Standalone.Options.of(folder.resolve("kafka"), Ports.FREE)
                .withEmulators(7)
                .withRouter(Map.of("bind.orders.function", "bound")));
    cluster = Cluster.connect(standalone.address());
    publisher =
        new Publisher<>(standalone.address(), new ByteArraySerializer(), new ByteArraySerializer());
    cli = new Cli(standalone.address(), folder);
  }

  @AfterAll
  static void stop() {
    publisher.close();
    cluster.close();
    standalone.close();
  }

  @Test
  void aPlainRecordIsReplayedAsTheSameInvocation() throws IOException {
    var source = plain("words", "some key", TEXT);
    var id = dead(source);
    assertTrue(cli.ok("dead-letters", "list", "--function", "words").contains(id));
    assertTrue(cli.ok("dead-letters", "list", "-o", "json").contains("\"" + source + "\""));
    var shown = cli.ok("dead-letters", "show", id);
    assertTrue(shown.contains("unknown-function"), shown);
    assertTrue(shown.contains(TEXT.length + " bytes of application/json"), shown);
    assertTrue(shown.contains("some key"), shown);
    assertTrue(!shown.contains("to be or not"), shown);
    var payload = folder.resolve("payload");
    cli.ok("dead-letters", "show", source, "-o", "json", "--payload", payload.toString());
    assertArrayEquals(TEXT, Files.readAllBytes(payload));

    apply("words");
    var said = cli.ok("dead-letters", "replay", id);
    assertTrue(said.contains("id " + id + " kept by a header"), said);
    assertTrue(said.contains("replayed 1 to " + INVOCATIONS), said);
    var reply = reply(id);
    assertEquals("ok", text(reply.headers(), "skyvane-status"));

    var records = records(INVOCATIONS, record -> "words".equals(function(record)));
    assertEquals(2, records.size());
    var before = records.getFirst();
    var after = records.getLast();
    assertEquals(before.partition(), after.partition());
    assertArrayEquals(before.key(), after.key());
    assertArrayEquals(before.value(), after.value());
    for (var header : before.headers()) {
      assertArrayEquals(header.value(), after.headers().lastHeader(header.key()).value());
    }
    assertEquals(id, text(after.headers(), "skyvane-id"));
    assertEquals(source, text(after.headers(), "skyvane-replayed-from"));
  }

  @Test
  void anAvroRecordWithoutAnIdGetsTheIdOfItsNewPlace() throws IOException {
    var invocation =
        Invocation.newBuilder()
            .setFunction("avro")
            .setPayload(ByteBuffer.wrap(TEXT))
            .setContentType("application/json")
            .build();
    var value =
        cluster.serdes().of(Invocation.class).serializer().serialize(INVOCATIONS, invocation);
    var source = publish(new ProducerRecord<>(INVOCATIONS, value));
    var id = dead(source);
    var shown = cli.ok("dead-letters", "show", id);
    assertTrue(shown.contains(TEXT.length + " bytes of application/json"), shown);

    apply("avro");
    var said = cli.ok("dead-letters", "replay", source);
    var now = said.replaceAll("(?s).*new id (\\S+),.*", "$1");
    assertNotEquals(id, now, said);
    reply(now);
  }

  @Test
  void severalAreReplayedOnlyWhenThatIsMeant() throws IOException {
    var first = plain("several", "1", TEXT);
    var second = plain("several", "2", TEXT);
    dead(first);
    dead(second);
    var unasked = cli.execute("dead-letters", "replay", "--function", "several");
    assertEquals(2, unasked.code(), unasked.out());
    assertTrue(unasked.err().contains("--yes"), unasked.err());
    var dry = cli.ok("dead-letters", "replay", "--function", "several", "--dry-run");
    assertTrue(dry.contains("replayed 2 to " + INVOCATIONS + " (dry run)"), dry);
    var none = cli.ok("dead-letters", "replay", "--function", "several", "--reason", "rejected");
    assertEquals("no dead letters", none.strip());
    var missing = cli.execute("dead-letters", "replay", first, "nowhere-0@0");
    assertEquals(2, missing.code(), missing.err());
    assertEquals(2, records(INVOCATIONS, record -> "several".equals(function(record))).size());

    var all =
        cli.ok(
            "dead-letters",
            "replay",
            "--function",
            "several",
            "--reason",
            "unknown-function",
            "--since",
            "1h",
            "--yes");
    assertTrue(all.contains("replayed 2 to " + INVOCATIONS), all);
    // The replayed ones die again under their ids: of each invocation the newest counts.
    await()
        .atMost(LIMIT)
        .until(
            () -> cli.ok("dead-letters", "list", "--function", "several").lines().count() == 1 + 4);
    var again = cli.ok("dead-letters", "replay", "--function", "several", "--dry-run");
    assertTrue(again.contains("replayed 2 to"), again);
    assertEquals(
        2, cli.ok("dead-letters", "list", "--function", "several", "--limit", "1").lines().count());
  }

  @Test
  void aReducedOneIsReplayedFromItsSourceWhileThatExists() throws Exception {
    try (var admin = admin()) {
      admin.createTopics(List.of(new NewTopic("shop.requests", 1, (short) 1))).all().get();
    }
    var source = publish(new ProducerRecord<>("shop.requests", TEXT));
    var whole = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(TEXT));
    reduced("still-there", source, whole);
    reduced("replaced", source, "00");
    reduced("gone", "shop.requests-0@99", whole);

    var said = cli.ok("dead-letters", "replay", "still-there");
    assertTrue(said.contains("(read from there again)"), said);
    var replayed = records("shop.requests", record -> record.offset() > 0).getFirst();
    assertArrayEquals(TEXT, replayed.value());
    for (var id : List.of("replaced", "gone")) {
      var run = cli.execute("dead-letters", "replay", id);
      assertEquals(1, run.code(), run.out());
      assertTrue(run.err().contains("shop.requests-0@"), run.err());
      assertTrue(run.out().contains("replayed none, refused 1"), run.out());
    }
    assertEquals(
        1, cli.execute("dead-letters", "show", "gone", "--payload", "-").code(), "it is cut");
  }

  @Test
  void aBoundTopicIsCreatedAndNeedsNoHeader() throws Exception {
    apply("bound");
    var source = publish(new ProducerRecord<>("orders", TEXT));
    await()
        .atMost(LIMIT)
        .until(() -> !records(REPLIES, record -> "bound".equals(function(record))).isEmpty());
    assertTrue(source.startsWith("orders-"), source);
    try (var admin = admin()) {
      var resource = new ConfigResource(ConfigResource.Type.TOPIC, "orders");
      var settings = admin.describeConfigs(List.of(resource)).all().get().get(resource);
      Topic.INVOCATIONS
          .settings()
          .forEach((key, value) -> assertEquals(value, settings.get(key).value(), key));
      var partitions =
          admin.describeTopics(List.of("orders", INVOCATIONS)).allTopicNames().get().values();
      assertEquals(1, partitions.stream().map(each -> each.partitions().size()).distinct().count());
    }
  }

  @Test
  void readingLeavesNoGroup() throws Exception {
    cli.ok("dead-letters", "list");
    try (var admin = admin()) {
      var groups =
          admin.listGroups().all().get().stream()
              .map(each -> each.groupId())
              .collect(Collectors.toSet());
      var services =
          Set.of(
              "skyvane-router",
              "skyvane-router-callbacks",
              "skyvane-metrics-stream",
              "skyvane-cost-stream");
      assertTrue(services.containsAll(groups), groups.toString());
    }
  }

  private static Admin admin() {
    return Admin.create(cluster.client());
  }

  private static void apply(String function) throws IOException {
    cli.ok("apply", "-f", cli.manifest(function, "eu-north-1", "us-east-1", "bag-of-words"));
  }

  private static String plain(String function, String key, byte[] value) {
    var record = new ProducerRecord<>(INVOCATIONS, key.getBytes(UTF_8), value);
    record.headers().add("skyvane-function", function.getBytes(UTF_8));
    record.headers().add("content-type", "application/json".getBytes(UTF_8));
    record.headers().add("any", new byte[] {(byte) 0xff});
    return publish(record);
  }

  /** Publishes a record and returns its coordinate. */
  private static String publish(ProducerRecord<byte[], byte[]> record) {
    var written = publisher.publish(record);
    return written.topic() + "-" + written.partition() + "@" + written.offset();
  }

  private static void reduced(String id, String coordinate, String sha256) {
    var topic = cluster.address().topics().of(Topic.DEAD_LETTERS);
    var letter =
        DeadLetter.newBuilder()
            .setInvocationId(id)
            .setCoordinate(coordinate)
            .setReason("undecodable")
            .setDeadAt(Instant.now())
            .setValue(ByteBuffer.wrap(TEXT, 0, 4))
            .setReduced(true)
            .setValueSha256(sha256)
            .build();
    publish(
        new ProducerRecord<>(
            topic,
            id.getBytes(UTF_8),
            cluster.serdes().of(DeadLetter.class).serializer().serialize(topic, letter)));
  }

  /** Waits for the dead letter of a record and returns its invocation's id. */
  private static String dead(String coordinate) {
    var topic = cluster.address().topics().of(Topic.DEAD_LETTERS);
    var avro = cluster.serdes().of(DeadLetter.class).deserializer();
    Predicate<ConsumerRecord<byte[], byte[]>> wanted =
        record -> avro.deserialize(topic, record.value()).getCoordinate().equals(coordinate);
    await().atMost(LIMIT).until(() -> !records(topic, wanted).isEmpty());
    return new String(records(topic, wanted).getFirst().key(), UTF_8);
  }

  private static ConsumerRecord<byte[], byte[]> reply(String id) {
    Predicate<ConsumerRecord<byte[], byte[]>> wanted =
        record -> id.equals(new String(record.key(), UTF_8));
    await().atMost(LIMIT).until(() -> !records(REPLIES, wanted).isEmpty());
    return records(REPLIES, wanted).getFirst();
  }

  private static List<ConsumerRecord<byte[], byte[]>> records(
      String topic, Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
    var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
    try (var log = TopicLog.inOrder(cluster.address(), topic)) {
      log.toEnd(
          record -> {
            if (wanted.test(record)) {
              found.add(record);
            }
          },
          (records, of) -> {});
    }
    return found;
  }

  private static String function(ConsumerRecord<byte[], byte[]> record) {
    return text(record.headers(), "skyvane-function");
  }

  private static String text(Headers headers, String name) {
    var header = headers.lastHeader(name);
    return header == null ? null : new String(header.value(), UTF_8);
  }
}
