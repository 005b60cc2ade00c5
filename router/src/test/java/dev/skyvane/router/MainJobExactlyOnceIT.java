package dev.skyvane.router;

import dev.skyvane.testkit.KafkaCluster;
import java.util.Map;

/** The main job with terminal records and progress in transactions. */
class MainJobExactlyOnceIT extends MainJobContract {
  @Override
  KafkaCluster cluster() {
    return KafkaCluster.inThisJvm(1);
  }

  @Override
  Map<String, String> serdeSettings() {
    return Map.of(RouterConfig.GUARANTEE, "exactly_once");
  }
}
