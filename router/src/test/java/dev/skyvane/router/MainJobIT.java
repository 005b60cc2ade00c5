package dev.skyvane.router;

import dev.skyvane.testkit.KafkaCluster;

/** The main job on a broker in this JVM. */
class MainJobIT extends MainJobContract {
  @Override
  KafkaCluster cluster() {
    return KafkaCluster.inThisJvm(1);
  }
}
