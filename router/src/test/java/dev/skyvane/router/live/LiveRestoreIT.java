package dev.skyvane.router.live;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.embedded.EmbeddedKafka;
import dev.skyvane.router.AvroBytes;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicAdmin;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.CostStats;
import dev.skyvane.schemas.record.LatencyStats;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a start finds after the tables were written for long, on a broker that cleans them. */
@Timeout(180)
class LiveRestoreIT {
  private static final String LATENCY = TopicNames.DEFAULT.of(Topic.LATENCY);
  private static final String COSTS = TopicNames.DEFAULT.of(Topic.COSTS);
  private static final int DEPLOYMENTS = 40;
  private static final int ROUNDS = 1_500;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir Path data;
  private EmbeddedKafka kafka;

  @BeforeEach
  void start() {
    kafka =
        EmbeddedKafka.start(
            EmbeddedKafka.Options.singleBroker(data).with("log.cleaner.backoff.ms", "200"));
    try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      new TopicAdmin(admin, TopicNames.DEFAULT).ensure(2, (short) 1);
    }
  }

  @AfterEach
  void end() {
    kafka.close();
  }

  private static String id(int number) {
    return "f" + number % 4 + "~http~r" + number + "~512";
  }

  private static LatencyStats latency(double ms) {
    return LatencyStats.newBuilder()
        .setUpdatedAt(Instant.now())
        .setEwmaMs(ms)
        .setProfileMeanMs(Collections.nCopies(24, ms))
        .build();
  }

  /** Writes rounds of all rows; the last ones say the number of their deployment. */
  private void write() {
    try (var producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "linger.ms", "5",
                "batch.size", "131072"),
            new StringSerializer(),
            new ByteArraySerializer())) {
      for (int round = 1; round <= ROUNDS; round++) {
        boolean last = round == ROUNDS;
        for (int i = 0; i < DEPLOYMENTS; i++) {
          producer.send(row(LATENCY, id(i) + "@v", latency(last ? i : round)));
          producer.send(row(LATENCY, "http:r" + i + "@v", latency(round)));
          producer.send(
              row(
                  COSTS,
                  id(i),
                  CostStats.newBuilder().setMarginalUsd(last ? i : (double) round).build()));
        }
      }
      producer.send(row(LATENCY, id(0) + "@v", null));
      producer.flush();
    }
  }

  private static ProducerRecord<String, byte[]> row(
      String topic, String key, @Nullable SpecificRecord value) {
    return new ProducerRecord<>(topic, key, value == null ? null : AvroBytes.write(value));
  }

  private KafkaConsumer<String, byte[]> consumer() {
    return new KafkaConsumer<>(
        Map.of("bootstrap.servers", kafka.bootstrapServers(), "enable.auto.commit", "false"),
        new StringDeserializer(),
        new ByteArrayDeserializer());
  }

  private long bytes(String topic) {
    try (var consumer = consumer()) {
      var partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long bytes = 0;
      while (consumer.position(partition) < end) {
        for (var record : consumer.poll(Duration.ofMillis(100))) {
          bytes += record.serializedKeySize() + record.serializedValueSize();
        }
      }
      return bytes;
    }
  }

  @Test
  void whatAStartFindsIsBoundedAndEveryNewestWordCounts() {
    write();
    // Some 37 MB were written. One segment is the newest, and clean ones hold the newest of all.
    long most = 2 * Long.parseLong(Topic.LATENCY.settings().get("segment.bytes"));
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              long bytes = bytes(LATENCY);
              assertTrue(bytes < most, bytes + " bytes are left");
            });

    var measurements =
        new Measurements(
            Duration.ofMinutes(5),
            Duration.ofDays(8),
            System::currentTimeMillis,
            new Lateness(Duration.ofMinutes(1), System::currentTimeMillis));
    var prices = new LivePrices(Duration.ofDays(1), System::currentTimeMillis);
    try (var reader =
        new LiveReader(
            consumer(),
            LATENCY,
            AvroBytes.deserializer(LatencyStats.class),
            COSTS,
            AvroBytes.deserializer(CostStats.class),
            measurements,
            prices)) {
      reader.ready().join();
      assertNull(measurements.of(id(0), "v"), "it was taken back");
      for (int i = 0; i < DEPLOYMENTS; i++) {
        if (i > 0) {
          var known = measurements.of(id(i), "v");
          assertNotNull(known, id(i));
          assertEquals(i, known.latencyMs());
        }
        assertEquals(i, prices.usd(Sketch.of(id(i)).usd(-1).view(new Loads()), 100));
      }
    }
  }
}
