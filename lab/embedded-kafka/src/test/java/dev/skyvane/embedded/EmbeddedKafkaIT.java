package dev.skyvane.embedded;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.schemas.Topic;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(90)
final class EmbeddedKafkaIT {
  /** As long as a slow machine may take; the usual time is printed. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path dir;

  @Test
  void servesSoonAfterItsStart() throws Exception {
    var begin = System.nanoTime();
    try (var kafka = EmbeddedKafka.start(EmbeddedKafka.Options.singleBroker(dir))) {
      create(kafka, "first");
      assertEquals(0, send(kafka, "first", new byte[] {1}));
      var took = Duration.ofNanos(System.nanoTime() - begin);
      System.out.println("start to first acknowledged record: " + took.toMillis() + " ms");
      assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, took.toString());
      assertTrue(kafka.bootstrapServers().startsWith("127.0.0.1:"), kafka.bootstrapServers());
    }
  }

  @Test
  void keepsRecordsOffsetsAndIdentityThroughRestarts() throws Exception {
    String id;
    try (var kafka = EmbeddedKafka.start(EmbeddedKafka.Options.singleBroker(dir))) {
      id = kafka.clusterId();
      create(kafka, "kept");
      send(kafka, "kept", new byte[] {7});
      commit(kafka, "kept", 1);
      kafka.stopBroker(0);
      assertThrows(IllegalStateException.class, () -> kafka.stopBroker(0));
      kafka.startBroker(0);
      assertThrows(IllegalStateException.class, () -> kafka.startBroker(0));
      assertEquals(1, send(kafka, "kept", new byte[] {8}));
    }
    // On other ports: the metadata must not insist on the old ones.
    try (var kafka = EmbeddedKafka.start(EmbeddedKafka.Options.singleBroker(dir))) {
      assertEquals(id, kafka.clusterId());
      var records = read(kafka, "kept", 2);
      assertArrayEquals(new byte[] {7}, records.get(0).value());
      assertArrayEquals(new byte[] {8}, records.get(1).value());
      try (var admin = admin(kafka)) {
        assertEquals(
            1,
            admin
                .listConsumerGroupOffsets("group")
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition("kept", 0))
                .offset());
      }
    }
  }

  @Test
  void passesTheLargestRecordOnThreeBrokers() throws Exception {
    try (var kafka = EmbeddedKafka.start(EmbeddedKafka.Options.threeBrokers(dir))) {
      // The broker's limits alone let it pass; the topic says nothing.
      create(kafka, "large");
      // The limit counts the batch around the payload too.
      var payload = new byte[Topic.MAX_DEAD_LETTER_BYTES - 1024];
      new SplittableRandom(1).nextBytes(payload);
      assertEquals(0, send(kafka, "large", payload));
      assertArrayEquals(payload, read(kafka, "large", 1).getFirst().value());
      Awaitility.await("all three copies").atMost(LIMIT).until(() -> inSync(kafka, "large") == 3);
    }
  }

  @Test
  void takesTransactionsAtOnce() {
    try (var kafka = EmbeddedKafka.start(EmbeddedKafka.Options.singleBroker(dir));
        var producer = producer(kafka, Map.of("transactional.id", "group-0"))) {
      create(kafka, "atomic");
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>("atomic", new byte[] {1}));
      producer.commitTransaction();
      assertEquals(1, read(kafka, "atomic", 1).size());
    }
  }

  @Test
  void servesOnWhileABrokerIsAway() throws Exception {
    try (var kafka = EmbeddedKafka.start(EmbeddedKafka.Options.threeBrokers(dir))) {
      create(kafka, "copied");
      send(kafka, "copied", new byte[] {0});
      for (var index = 0; index < 3; index++) {
        kafka.stopBroker(index);
        assertEquals(index + 1, send(kafka, "copied", new byte[] {1}));
        var begin = System.nanoTime();
        kafka.startBroker(index);
        System.out.println(
            "broker restarted in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)
                + " ms");
        Awaitility.await("broker in sync again")
            .atMost(LIMIT)
            .until(() -> inSync(kafka, "copied") == 3);
      }
      assertEquals(4, read(kafka, "copied", 4).size());
    }
  }

  @Test
  void refusesALockedDirectory() throws Exception {
    var options = EmbeddedKafka.Options.singleBroker(dir);
    try (var kafka = EmbeddedKafka.start(options)) {
      var error = assertThrows(EmbeddedKafkaException.class, () -> EmbeddedKafka.start(options));
      assertTrue(error.getMessage().contains(dir + " is in use"), error.getMessage());
      assertTrue(error.getMessage().contains("--data"), error.getMessage());
      create(kafka, "unharmed");
      assertEquals(0, send(kafka, "unharmed", new byte[] {1}));
    }
    EmbeddedKafka.start(options).close();
  }

  @Test
  void refusesADirectoryOfAnotherSize() {
    EmbeddedKafka.start(EmbeddedKafka.Options.singleBroker(dir)).close();
    var error =
        assertThrows(
            EmbeddedKafkaException.class,
            () -> EmbeddedKafka.start(EmbeddedKafka.Options.threeBrokers(dir)));
    assertTrue(error.getMessage().contains(dir + " belongs to"), error.getMessage());
  }

  @Test
  void namesATakenPort() throws Exception {
    try (var other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      var options = EmbeddedKafka.Options.singleBroker(dir).withFirstPort(other.getLocalPort());
      var error = assertThrows(EmbeddedKafkaException.class, () -> EmbeddedKafka.start(options));
      assertTrue(
          error.getMessage().contains("port " + other.getLocalPort() + " on 127.0.0.1"),
          error.getMessage());
      assertTrue(error.getMessage().contains("--port-base"), error.getMessage());
      other.close();
      try (var kafka = EmbeddedKafka.start(options)) {
        assertEquals("127.0.0.1:" + options.firstPort(), kafka.bootstrapServers());
      }
    }
  }

  @Test
  void takesSettings() throws Exception {
    var options = EmbeddedKafka.Options.singleBroker(dir).with("auto.create.topics.enable", "true");
    try (var kafka = EmbeddedKafka.start(options)) {
      assertEquals(0, send(kafka, "made-by-use", new byte[] {1}));
    }
  }

  @Test
  void createsNoTopicByMistake() {
    try (var kafka = EmbeddedKafka.start(EmbeddedKafka.Options.singleBroker(dir));
        var producer = producer(kafka, Map.of("max.block.ms", 1000))) {
      assertThrows(
          Exception.class,
          () -> producer.send(new ProducerRecord<>("mistyped", new byte[] {1})).get());
    }
  }

  @Test
  void leavesNoThreadBehind() {
    // What one JVM starts once and keeps is there after the first cluster.
    EmbeddedKafka.start(EmbeddedKafka.Options.threeBrokers(dir.resolve("first"))).close();
    var before = threads();
    var second = EmbeddedKafka.start(EmbeddedKafka.Options.threeBrokers(dir.resolve("second")));
    second.close();
    second.close();
    Awaitility.await("all threads of the cluster end")
        .atMost(LIMIT)
        .until(
            () -> {
              var left = new HashMap<>(threads());
              left.keySet().removeAll(before.keySet());
              return left;
            },
            Map::isEmpty);
  }

  private static Map<Long, String> threads() {
    var threads = new HashMap<Long, String>();
    for (var thread : Thread.getAllStackTraces().keySet()) {
      if (!thread.getName().startsWith("awaitility")) {
        threads.put(thread.threadId(), thread.getName());
      }
    }
    return threads;
  }

  private static Admin admin(EmbeddedKafka kafka) {
    return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  }

  private static void create(EmbeddedKafka kafka, String topic) {
    try (var admin = admin(kafka)) {
      var wanted = new NewTopic(topic, Optional.of(1), Optional.empty());
      admin.createTopics(List.of(wanted)).all().toCompletionStage().toCompletableFuture().join();
    }
  }

  private static int inSync(EmbeddedKafka kafka, String topic) throws Exception {
    try (var admin = admin(kafka)) {
      return admin
          .describeTopics(Set.of(topic))
          .allTopicNames()
          .get()
          .get(topic)
          .partitions()
          .getFirst()
          .isr()
          .size();
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(
      EmbeddedKafka kafka, Map<String, Object> more) {
    var config = new HashMap<String, Object>(more);
    config.put("bootstrap.servers", kafka.bootstrapServers());
    config.put("max.request.size", Topic.MAX_DEAD_LETTER_BYTES);
    config.put("linger.ms", 0);
    return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
  }

  private static long send(EmbeddedKafka kafka, String topic, byte[] value) throws Exception {
    try (var producer = producer(kafka, Map.of())) {
      return producer.send(new ProducerRecord<>(topic, value)).get().offset();
    }
  }

  private static KafkaConsumer<byte[], byte[]> consumer(EmbeddedKafka kafka, String topic) {
    var consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "group",
                "isolation.level",
                "read_committed",
                "enable.auto.commit",
                false),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(Set.of(new TopicPartition(topic, 0)));
    return consumer;
  }

  private static void commit(EmbeddedKafka kafka, String topic, long offset) {
    try (var consumer = consumer(kafka, topic)) {
      consumer.commitSync(Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)));
    }
  }

  private static List<ConsumerRecord<byte[], byte[]>> read(
      EmbeddedKafka kafka, String topic, int count) {
    try (var consumer = consumer(kafka, topic)) {
      consumer.seekToBeginning(consumer.assignment());
      var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
      var deadline = System.nanoTime() + LIMIT.toNanos();
      while (records.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
      }
      assertEquals(count, records.size());
      return records;
    }
  }
}
