package dev.skyvane.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ChildJvmKafkaIT extends KafkaClusterContract {
  @Override
  KafkaCluster start() {
    return KafkaCluster.inChildJvms(1);
  }

  @Test
  void acknowledgedRecordsSurviveKilledBrokers() throws Exception {
    try (var cluster = KafkaCluster.inChildJvms(3)) {
      create(cluster, "kept");
      assertEquals(0, send(cluster, "kept", "0"));
      for (var index = 0; index < 3; index++) {
        var pid = cluster.pidOfBroker(index);
        cluster.killBroker(index);
        assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
        assertEquals(index + 1, send(cluster, "kept", Integer.toString(index + 1)));
        cluster.startBroker(index);
      }
      assertEquals(List.of("0", "1", "2", "3"), read(cluster, "kept", 4));
    }
  }

  @Test
  void othersTakeOverFromAFrozenBroker() throws Exception {
    try (var cluster = KafkaCluster.inChildJvms(3)) {
      create(cluster, "kept");
      for (var index = 0; index < 3; index++) {
        cluster.freezeBroker(index);
        try {
          assertEquals(index, send(cluster, "kept", "sent"));
        } finally {
          cluster.thawBroker(index);
        }
      }
      assertTrue(ProcessHandle.of(cluster.pidOfBroker(0)).orElseThrow().isAlive());
    }
  }
}
