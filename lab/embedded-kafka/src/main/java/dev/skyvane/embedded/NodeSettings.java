package dev.skyvane.embedded;

import dev.skyvane.schemas.Topic;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** Chooses Kafka's properties. */
final class NodeSettings {
  static final String HOST = "127.0.0.1";
  static final String CLIENTS = "PLAINTEXT";
  static final String CONTROLLER = "CONTROLLER";

  /** Enough for parallel coordinators on a few cores; each partition costs files and start time. */
  private static final String INTERNAL_PARTITIONS = "4";

  private NodeSettings() {}

  static Properties of(NodePlan plan) {
    var properties = new Properties();
    identity(plan, properties);
    properties.putAll(chosen(plan.brokers()));
    if (!plan.role().isController()) {
      // Kafka warns where a broker has it: topics are created by the controller.
      properties.remove("default.replication.factor");
    }
    properties.putAll(plan.settings());
    return properties;
  }

  /** What is chosen for every node of a cluster, whatever its place. */
  static Map<String, String> chosen(int brokers) {
    var settings = new TreeMap<String, String>();
    // A mistyped topic must be an error the caller sees, not a new topic.
    settings.put("auto.create.topics.enable", "false");
    replication(brokers, settings);
    sizes(settings);
    timing(brokers, settings);
    footprint(brokers, settings);
    return settings;
  }

  private static void identity(NodePlan plan, Properties properties) {
    var controller = CONTROLLER + "://" + HOST + ":" + plan.controllerPort();
    var clients = CLIENTS + "://" + HOST + ":" + plan.brokerPort();
    properties.put("node.id", Integer.toString(plan.id()));
    properties.put("process.roles", plan.role().processRoles());
    properties.put("log.dirs", plan.directory().toString());
    properties.put("controller.listener.names", CONTROLLER);
    properties.put(
        "controller.quorum.voters", plan.controllerId() + "@" + HOST + ":" + plan.controllerPort());
    properties.put(
        "listener.security.protocol.map", CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
    properties.put(
        "listeners",
        switch (plan.role()) {
          case BROKER -> clients;
          case CONTROLLER -> controller;
          case BOTH -> clients + "," + controller;
        });
    if (plan.role().isBroker()) {
      properties.put("advertised.listeners", clients);
      properties.put("inter.broker.listener.name", CLIENTS);
    }
  }

  private static void replication(int brokers, Map<String, String> settings) {
    var factor = Integer.toString(brokers);
    // With three copies, one broker may be away and acks=all still means two disks.
    var inSync = brokers > 1 ? "2" : "1";
    settings.put("default.replication.factor", factor);
    settings.put("min.insync.replicas", inSync);
    settings.put("offsets.topic.replication.factor", factor);
    settings.put("offsets.topic.num.partitions", INTERNAL_PARTITIONS);
    settings.put("transaction.state.log.replication.factor", factor);
    settings.put("transaction.state.log.min.isr", inSync);
    settings.put("transaction.state.log.num.partitions", INTERNAL_PARTITIONS);
    settings.put("share.coordinator.state.topic.replication.factor", factor);
    settings.put("share.coordinator.state.topic.min.isr", inSync);
    settings.put("share.coordinator.state.topic.num.partitions", INTERNAL_PARTITIONS);
  }

  /** What was accepted must also replicate, be fetched, parked and dead-lettered (DELIVERY 6). */
  private static void sizes(Map<String, String> settings) {
    settings.put("message.max.bytes", Integer.toString(Topic.MAX_DEAD_LETTER_BYTES));
    settings.put("replica.fetch.max.bytes", Integer.toString(Topic.MAX_DEAD_LETTER_BYTES));
    settings.put(
        "replica.fetch.response.max.bytes", Integer.toString(2 * Topic.MAX_DEAD_LETTER_BYTES));
    // One request may carry a batch for each of several partitions.
    settings.put("socket.request.max.bytes", Integer.toString(4 * Topic.MAX_DEAD_LETTER_BYTES));
  }

  private static void timing(int brokers, Map<String, String> settings) {
    // So long a killed broker counts as alive, and can't register again. Where others can take
    // over that is short; a broker alone must not be fenced because its machine is busy.
    settings.put("broker.session.timeout.ms", brokers > 1 ? "2000" : "6000");
    settings.put("broker.heartbeat.interval.ms", "300");
    settings.put("controller.quorum.append.linger.ms", "5");
    // Consumers join at once; short sessions are the clients' choice, not forbidden here.
    settings.put("group.initial.rebalance.delay.ms", "0");
    settings.put("group.min.session.timeout.ms", "1000");
    settings.put("group.consumer.min.heartbeat.interval.ms", "500");
    settings.put("group.consumer.heartbeat.interval.ms", "1000");
    settings.put("group.consumer.min.session.timeout.ms", "3000");
    if (brokers > 1) {
      settings.put("replica.fetch.wait.max.ms", "200");
    }
  }

  private static void footprint(int brokers, Map<String, String> settings) {
    settings.put("num.network.threads", brokers > 1 ? "1" : "2");
    settings.put("num.io.threads", brokers > 1 ? "2" : "4");
    settings.put("background.threads", "2");
    settings.put("num.recovery.threads.per.data.dir", "1");
    settings.put("group.coordinator.threads", "1");
    settings.put("share.coordinator.threads", "1");
    // Allocated at start: the default is 128 MiB of heap per broker.
    settings.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
    // Index files are preallocated; this holds one entry per 4 KiB of a segment of 1 GiB.
    settings.put("log.index.size.max.bytes", Integer.toString(2 * 1024 * 1024));
  }
}
