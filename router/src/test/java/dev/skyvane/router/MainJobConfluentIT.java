package dev.skyvane.router;

import dev.skyvane.schemas.serde.confluent.IsolatedConfluentSerde;
import dev.skyvane.testkit.KafkaCluster;
import java.util.Map;
import org.junit.jupiter.api.Tag;

/** The main job with every record written and read by Confluent's own serializers. */
@Tag("interop")
class MainJobConfluentIT extends MainJobContract {
  @Override
  KafkaCluster cluster() {
    return KafkaCluster.inThisJvm(1);
  }

  @Override
  Map<String, String> serdeSettings() {
    return Map.of("serde.class", IsolatedConfluentSerde.class.getName());
  }
}
