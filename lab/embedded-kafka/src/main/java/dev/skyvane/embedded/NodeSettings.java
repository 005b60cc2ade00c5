package dev.skyvane.embedded;

import dev.skyvane.schemas.Topic;
import java.util.Properties;

/** Turns a plan into Kafka's properties. */
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
    replication(plan, properties);
    sizes(properties);
    timing(plan, properties);
    footprint(plan, properties);
    properties.putAll(plan.settings());
    return properties;
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
    // A mistyped topic must be an error the caller sees, not a new topic.
    properties.put("auto.create.topics.enable", "false");
  }

  private static void replication(NodePlan plan, Properties properties) {
    var factor = Integer.toString(plan.brokers());
    // With three copies, one broker may be away and acks=all still means two disks.
    var inSync = plan.brokers() > 1 ? "2" : "1";
    properties.put("default.replication.factor", factor);
    properties.put("min.insync.replicas", inSync);
    properties.put("offsets.topic.replication.factor", factor);
    properties.put("offsets.topic.num.partitions", INTERNAL_PARTITIONS);
    properties.put("transaction.state.log.replication.factor", factor);
    properties.put("transaction.state.log.min.isr", inSync);
    properties.put("transaction.state.log.num.partitions", INTERNAL_PARTITIONS);
    properties.put("share.coordinator.state.topic.replication.factor", factor);
    properties.put("share.coordinator.state.topic.min.isr", inSync);
    properties.put("share.coordinator.state.topic.num.partitions", INTERNAL_PARTITIONS);
  }

  /** What was accepted must also replicate, be fetched, parked and dead-lettered (DELIVERY 6). */
  private static void sizes(Properties properties) {
    properties.put("message.max.bytes", Integer.toString(Topic.MAX_DEAD_LETTER_BYTES));
    properties.put("replica.fetch.max.bytes", Integer.toString(Topic.MAX_DEAD_LETTER_BYTES));
    properties.put(
        "replica.fetch.response.max.bytes", Integer.toString(2 * Topic.MAX_DEAD_LETTER_BYTES));
    // One request may carry a batch for each of several partitions.
    properties.put("socket.request.max.bytes", Integer.toString(4 * Topic.MAX_DEAD_LETTER_BYTES));
  }

  private static void timing(NodePlan plan, Properties properties) {
    // A broker that was killed is known as dead, and may register again, after this time.
    properties.put("broker.session.timeout.ms", "2000");
    properties.put("broker.heartbeat.interval.ms", "300");
    properties.put("controller.quorum.append.linger.ms", "5");
    // Consumers join at once; short sessions are the clients' choice, not forbidden here.
    properties.put("group.initial.rebalance.delay.ms", "0");
    properties.put("group.min.session.timeout.ms", "1000");
    properties.put("group.consumer.min.heartbeat.interval.ms", "500");
    properties.put("group.consumer.heartbeat.interval.ms", "1000");
    properties.put("group.consumer.min.session.timeout.ms", "3000");
    if (plan.brokers() > 1) {
      properties.put("replica.fetch.wait.max.ms", "200");
    }
  }

  private static void footprint(NodePlan plan, Properties properties) {
    properties.put("num.network.threads", plan.brokers() > 1 ? "1" : "2");
    properties.put("num.io.threads", plan.brokers() > 1 ? "2" : "4");
    properties.put("background.threads", "2");
    properties.put("num.recovery.threads.per.data.dir", "1");
    properties.put("group.coordinator.threads", "1");
    properties.put("share.coordinator.threads", "1");
    // Allocated at start: the default is 128 MiB of heap per broker.
    properties.put("log.cleaner.dedupe.buffer.size", Integer.toString(4 * 1024 * 1024));
    // Index files are preallocated; this holds one entry per 4 KiB of a segment of 1 GiB.
    properties.put("log.index.size.max.bytes", Integer.toString(2 * 1024 * 1024));
  }
}
