package dev.skyvane.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every kind of cluster does. */
@Timeout(180)
abstract class KafkaClusterContract {
  static final Duration LIMIT = Duration.ofSeconds(40);

  abstract KafkaCluster start();

  @Test
  void keepsAddressAndRecordsThroughARestart() throws Exception {
    try (var cluster = start()) {
      var address = cluster.bootstrapServers();
      create(cluster, "kept");
      assertEquals(0, send(cluster, "kept", "before"));
      for (var index = 0; index < cluster.brokers(); index++) {
        cluster.stopBroker(index);
        cluster.startBroker(index);
      }
      assertEquals(address, cluster.bootstrapServers());
      assertEquals(1, send(cluster, "kept", "after"));
      assertEquals(List.of("before", "after"), read(cluster, "kept", 2));
    }
  }

  static void create(KafkaCluster cluster, String topic) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      admin
          .createTopics(List.of(new NewTopic(topic, Optional.of(1), Optional.empty())))
          .all()
          .get();
    }
  }

  static long send(KafkaCluster cluster, String topic, String value) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                cluster.bootstrapServers(),
                "linger.ms",
                0,
                // A frozen broker accepts the connection and says nothing.
                "request.timeout.ms",
                2000),
            new StringSerializer(),
            new StringSerializer())) {
      return producer.send(new ProducerRecord<>(topic, value)).get().offset();
    }
  }

  static List<String> read(KafkaCluster cluster, String topic, int count) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", cluster.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      var partition = Set.of(new TopicPartition(topic, 0));
      consumer.assign(partition);
      consumer.seekToBeginning(partition);
      var values = new ArrayList<String>();
      var deadline = System.nanoTime() + LIMIT.toNanos();
      while (values.size() < count && System.nanoTime() < deadline) {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> values.add(record.value()));
      }
      return values;
    }
  }
}
