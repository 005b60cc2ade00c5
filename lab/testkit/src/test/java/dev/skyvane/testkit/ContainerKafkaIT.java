package dev.skyvane.testkit;

import org.junit.jupiter.api.Tag;

@Tag("interop")
final class ContainerKafkaIT extends KafkaClusterContract {
  @Override
  KafkaCluster start() {
    return KafkaCluster.inContainer();
  }
}
