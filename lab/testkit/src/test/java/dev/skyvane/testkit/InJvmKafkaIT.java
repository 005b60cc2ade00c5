package dev.skyvane.testkit;

final class InJvmKafkaIT extends KafkaClusterContract {
  @Override
  KafkaCluster start() {
    return KafkaCluster.inThisJvm(1);
  }
}
