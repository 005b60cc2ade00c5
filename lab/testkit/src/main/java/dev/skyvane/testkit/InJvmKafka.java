package dev.skyvane.testkit;

import dev.skyvane.embedded.EmbeddedKafka;

/** A cluster in this JVM. */
public final class InJvmKafka implements KafkaCluster {
  private final TemporaryDirectory directory;
  private final EmbeddedKafka kafka;

  private InJvmKafka(TemporaryDirectory directory, EmbeddedKafka kafka) {
    this.directory = directory;
    this.kafka = kafka;
  }

  static InJvmKafka start(int brokers) {
    var directory = TemporaryDirectory.create("skyvane-kafka-");
    try {
      var options =
          brokers == 1
              ? EmbeddedKafka.Options.singleBroker(directory.path())
              : EmbeddedKafka.Options.threeBrokers(directory.path());
      return new InJvmKafka(directory, EmbeddedKafka.start(options));
    } catch (RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  @Override
  public String bootstrapServers() {
    return kafka.bootstrapServers();
  }

  @Override
  public int brokers() {
    return kafka.brokers();
  }

  @Override
  public void stopBroker(int index) {
    kafka.stopBroker(index);
  }

  @Override
  public void startBroker(int index) {
    kafka.startBroker(index);
  }

  @Override
  public void close() {
    try {
      kafka.close();
    } finally {
      directory.close();
    }
  }
}
