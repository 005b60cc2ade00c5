package dev.skyvane.chaos;

import dev.skyvane.embedded.EmbeddedRegistry;
import dev.skyvane.testkit.ChildJvmKafka;
import dev.skyvane.testkit.KafkaCluster;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/**
 * Three brokers in JVMs of their own and a schema registry, which sites share. Used by one thread;
 * {@link #close} by any, and more than once.
 */
public final class ChaosCluster implements AutoCloseable {
  static final short COPIES = 3;

  private static final String HOST = "127.0.0.1";
  private static final String JOURNAL = "_schemas";

  final ChildJvmKafka kafka;
  final Admin admin;
  final URI registryUrl;
  private volatile @Nullable EmbeddedRegistry registry;

  private ChaosCluster(ChildJvmKafka kafka) {
    this.kafka = kafka;
    this.admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    var first = EmbeddedRegistry.start(kafka.bootstrapServers(), HOST, 0, JOURNAL);
    this.registry = first;
    this.registryUrl = first.url();
  }

  /** Starts brokers and registry, and blocks until they serve. */
  public static ChaosCluster start() {
    var kafka = KafkaCluster.inChildJvms(COPIES);
    try {
      return new ChaosCluster(kafka);
    } catch (RuntimeException | Error e) {
      kafka.close();
      throw e;
    }
  }

  /** Index of the broker that leads a partition. */
  int leader(String topic, int partition) {
    try {
      var described =
          admin.describeTopics(Set.of(topic)).allTopicNames().get(30, TimeUnit.SECONDS).values();
      // Brokers are numbered from 1 in Kafka.
      return described.iterator().next().partitions().get(partition).leader().id() - 1;
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  /** The registry answers nobody from now on. */
  void stopRegistry() {
    var running = registry;
    if (running != null) {
      running.close();
      registry = null;
    }
  }

  /** The registry serves again, at its old address and with what it knew. */
  void startRegistry() {
    registry =
        EmbeddedRegistry.start(kafka.bootstrapServers(), HOST, registryUrl.getPort(), JOURNAL);
  }

  /** Ends everything and deletes the data. */
  @Override
  public void close() {
    stopRegistry();
    admin.close(Duration.ofSeconds(2));
    kafka.close();
  }
}
