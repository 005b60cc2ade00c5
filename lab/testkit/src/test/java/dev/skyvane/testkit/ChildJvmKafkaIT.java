package dev.skyvane.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;

final class ChildJvmKafkaIT extends KafkaClusterContract {
  @Override
  KafkaCluster start() {
    return KafkaCluster.inChildJvms(1);
  }

  @Test
  void othersTakeOverFromAKilledAndFromAFrozenLeader() throws Exception {
    try (var cluster = KafkaCluster.inChildJvms(3)) {
      create(cluster, "kept");
      assertEquals(0, send(cluster, "kept", "first"));

      var killed = leader(cluster, "kept");
      var pid = cluster.pidOfBroker(killed);
      cluster.killBroker(killed);
      assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false));
      assertEquals(1, send(cluster, "kept", "second"));
      cluster.startBroker(killed);

      var frozen = leader(cluster, "kept");
      cluster.freezeBroker(frozen);
      try {
        assertEquals(2, send(cluster, "kept", "third"));
      } finally {
        cluster.thawBroker(frozen);
      }
      assertEquals(List.of("first", "second", "third"), read(cluster, "kept", 3));
    }
  }

  private static int leader(KafkaCluster cluster, String topic) throws Exception {
    try (var admin = Admin.create(Map.of("bootstrap.servers", cluster.bootstrapServers()))) {
      var description = admin.describeTopics(Set.of(topic)).allTopicNames().get().get(topic);
      var id = description.partitions().getFirst().leader().id();
      // Brokers are numbered from 1 in Kafka.
      return id - 1;
    }
  }
}
