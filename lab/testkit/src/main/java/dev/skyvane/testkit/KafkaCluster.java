package dev.skyvane.testkit;

/**
 * A Kafka cluster for one test or test class, of any kind. A test is written once against this
 * interface and runs on each kind.
 *
 * <p>Thread-safe. A cluster starts empty, and its data is deleted by {@link #close()}.
 */
public sealed interface KafkaCluster extends AutoCloseable
    permits InJvmKafka, ChildJvmKafka, ContainerKafka {
  /** Starts a cluster in this JVM. Quickest; brokers can be stopped and started, not killed. */
  static KafkaCluster inThisJvm(int brokers) {
    return InJvmKafka.start(brokers);
  }

  /** Starts each node in a JVM of its own, which can be killed and frozen. */
  static ChildJvmKafka inChildJvms(int brokers) {
    return ChildJvmKafka.start(brokers);
  }

  /**
   * Starts one broker in a container, from the image of {@code docker/kafka}.
   *
   * <p>Where there is no Docker engine or no image the calling test is not run, and says why
   * ({@link Peers}).
   */
  static KafkaCluster inContainer() {
    return ContainerKafka.start();
  }

  /** Addresses of all brokers, as {@code host:port,host:port}; the same for the cluster's life. */
  String bootstrapServers();

  /** How many brokers the cluster has, running or stopped. */
  int brokers();

  /**
   * Stops one broker in good order and blocks until it has ended.
   *
   * @param index 0 up to {@link #brokers()}
   */
  void stopBroker(int index);

  /**
   * Starts a stopped or killed broker again on its old address and data, and blocks until it
   * serves.
   *
   * @param index 0 up to {@link #brokers()}
   */
  void startBroker(int index);

  /** Ends the cluster and deletes its data. */
  @Override
  void close();
}
