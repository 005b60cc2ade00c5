package dev.skyvane.router.chaos;

import dev.skyvane.embedded.EmbeddedRegistry;
import dev.skyvane.testkit.ChildJvmKafka;
import dev.skyvane.testkit.KafkaCluster;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;

/**
 * Three brokers in JVMs of their own and a schema registry, shared by the sites of a test class.
 */
final class Broker implements AutoCloseable {
  static final short COPIES = 3;

  final ChildJvmKafka kafka = KafkaCluster.inChildJvms(COPIES);
  final Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
  final EmbeddedRegistry registry =
      EmbeddedRegistry.start(kafka.bootstrapServers(), "127.0.0.1", 0, "_schemas");

  /** Index of the broker that leads a partition. */
  int leader(String topic, int partition) {
    try {
      return admin
              .describeTopics(Set.of(topic))
              .allTopicNames()
              .get(30, TimeUnit.SECONDS)
              .get(topic)
              .partitions()
              .get(partition)
              .leader()
              .id()
          // Brokers are numbered from 1 in Kafka.
          - 1;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    registry.close();
    admin.close();
    kafka.close();
  }
}
