package dev.skyvane.router;

import dev.skyvane.testkit.KafkaCluster;
import org.junit.jupiter.api.Tag;

/** The main job on a broker in a container. */
@Tag("interop")
class MainJobContainerIT extends MainJobContract {
  @Override
  KafkaCluster cluster() {
    return KafkaCluster.inContainer();
  }
}
