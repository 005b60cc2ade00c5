package dev.skyvane.embedded;

import java.nio.file.Path;
import java.util.Map;

/**
 * What one node of a cluster is told before it starts.
 *
 * @param id the node's number in the cluster, 1 and up
 * @param role what the node does
 * @param directory where the node keeps its log and metadata
 * @param clusterId Kafka's id of the cluster
 * @param brokers how many brokers the cluster has, 1 or 3
 * @param brokerPort where clients connect; 0 for a free port; unused by a controller
 * @param controllerId the node that is the controller, possibly this one
 * @param controllerPort where the controller listens; 0 for a free port if this node is the
 *     controller
 * @param settings broker properties that override what {@link NodeSettings} chooses
 */
record NodePlan(
    int id,
    Role role,
    Path directory,
    String clusterId,
    int brokers,
    int brokerPort,
    int controllerId,
    int controllerPort,
    Map<String, String> settings) {
  NodePlan {
    settings = Map.copyOf(settings);
  }

  NodePlan withPorts(int newBrokerPort, int newControllerPort) {
    return new NodePlan(
        id,
        role,
        directory,
        clusterId,
        brokers,
        newBrokerPort,
        controllerId,
        newControllerPort,
        settings);
  }

  enum Role {
    BROKER("broker"),
    CONTROLLER("controller"),
    BOTH("broker,controller");

    private final String processRoles;

    Role(String processRoles) {
      this.processRoles = processRoles;
    }

    /** The value of Kafka's {@code process.roles}. */
    String processRoles() {
      return processRoles;
    }

    boolean isBroker() {
      return this != CONTROLLER;
    }

    boolean isController() {
      return this != BROKER;
    }
  }
}
