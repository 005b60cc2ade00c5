package dev.skyvane.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.KafkaRaftServer$;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.fault.FaultHandlerException;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running Kafka node in this JVM. It is started once; after {@link #stop()} a new instance
 * continues on the same directory.
 *
 * <p>Built from Kafka's parts rather than its own server class, so that sockets can be bound
 * beforehand and a fault does not end the JVM.
 */
final class KafkaNode {
  private static final Logger log = LoggerFactory.getLogger(KafkaNode.class);

  /** How long a broker may hand over its partitions before it just ends. */
  private static final Duration HAND_OVER = Duration.ofSeconds(15);

  private final NodePlan plan;
  private final ListeningSockets sockets;
  private final CompletableFuture<Throwable> fault = new CompletableFuture<>();
  private final @Nullable ControllerServer controller;
  private final @Nullable BrokerServer broker;

  private KafkaNode(NodePlan requested) {
    this.sockets = new ListeningSockets();
    try {
      this.plan =
          requested.withPorts(
              requested.role().isBroker()
                  ? sockets.bind(NodeSettings.CLIENTS, requested.brokerPort())
                  : 0,
              requested.role().isController()
                  ? sockets.bind(NodeSettings.CONTROLLER, requested.controllerPort())
                  : requested.controllerPort());
      format(plan);
      var config = new KafkaConfig(NodeSettings.of(plan), false);
      var initial = KafkaRaftServer.initializeLogDirs(config, log, "[node " + plan.id() + "] ");
      var shared =
          new SharedServer(
              config,
              initial._1(),
              Time.SYSTEM,
              Server.initializeMetrics(config, Time.SYSTEM, plan.clusterId()),
              CompletableFuture.completedFuture(
                  QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
              QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
              faultHandlers(),
              sockets);
      this.broker = plan.role().isBroker() ? new BrokerServer(shared) : null;
      this.controller =
          plan.role().isController()
              ? new ControllerServer(shared, KafkaRaftServer$.MODULE$.configSchema(), initial._2())
              : null;
    } catch (RuntimeException e) {
      closeSockets();
      throw e;
    }
  }

  /** Binds the node's ports and prepares its directory, but does not serve yet. */
  static KafkaNode prepare(NodePlan plan) {
    return new KafkaNode(plan);
  }

  /** Blocks until the node serves: a broker is registered and its clients may connect. */
  void start() {
    try {
      if (controller != null) {
        controller.startup();
      }
      if (broker != null) {
        broker.startup();
      }
    } catch (RuntimeException e) {
      try {
        stop();
      } catch (RuntimeException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw new EmbeddedKafkaException(
          "Kafka node " + plan.id() + " in " + plan.directory() + " did not start: " + e, e);
    }
  }

  /** Hands partitions over, flushes and ends the node; blocks until then. */
  void stop() {
    try {
      if (broker != null) {
        broker.shutdown(HAND_OVER);
      }
    } finally {
      if (controller != null) {
        controller.shutdown();
      }
      closeSockets();
    }
  }

  /** The plan with the ports that were really taken. */
  NodePlan plan() {
    return plan;
  }

  /** Completes with the cause if the node ends by a fault. */
  CompletionStage<Throwable> fault() {
    return fault.minimalCompletionStage();
  }

  private FaultHandlerFactory faultHandlers() {
    return (name, fatal, action) ->
        fatal
            ? (message, cause) -> {
              action.run();
              var exception = new FaultHandlerException(name + ": " + message, cause);
              log.error("Kafka node {} failed", plan.id(), exception);
              fault.complete(exception);
              return exception;
            }
            : new LoggingFaultHandler(name, action);
  }

  private static void format(NodePlan plan) {
    try (var silence =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      Files.createDirectories(plan.directory());
      new Formatter()
          .setPrintStream(silence)
          .setNodeId(plan.id())
          .setClusterId(plan.clusterId())
          .addDirectory(plan.directory().toString())
          .setMetadataLogDirectory(plan.directory().toString())
          .setControllerListenerName(NodeSettings.CONTROLLER)
          .setIgnoreFormatted(true)
          .run();
    } catch (Exception e) {
      throw new EmbeddedKafkaException(
          "can't prepare the data directory " + plan.directory() + ": " + e.getMessage(), e);
    }
  }

  private void closeSockets() {
    try {
      sockets.close();
    } catch (IOException e) {
      log.warn("a socket of Kafka node could not be closed", e);
    }
  }
}
