package dev.skyvane.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Runs one node in a JVM of its own, for tests that kill brokers.
 *
 * <p>Arguments are {@code key=value}: {@code id}, {@code role} ({@code broker}, {@code controller},
 * {@code both}), {@code directory}, {@code cluster} (its id), {@code brokers} (how many), {@code
 * port}, {@code controller.id}, {@code controller.port}; any other key is a broker property. When
 * it serves it prints {@code ready PORT CONTROLLER_PORT}. It ends in good order by SIGTERM or at
 * the end of its input.
 */
public final class NodeMain {
  /** What the line begins with that says a node serves. */
  public static final String READY = "ready ";

  private NodeMain() {}

  /** Runs until told to end; see the class. */
  public static void main(String[] arguments) throws IOException {
    var node = KafkaNode.prepare(parse(arguments));
    node.start();
    Runtime.getRuntime().addShutdownHook(new Thread(node::stop, "stop-node"));
    System.out.println(READY + node.plan().brokerPort() + " " + node.plan().controllerPort());
    while (System.in.read() >= 0) {
      // Only the end of input says something.
    }
    System.exit(0);
  }

  private static NodePlan parse(String[] arguments) {
    var given = new HashMap<String, String>();
    for (var argument : arguments) {
      var equals = argument.indexOf('=');
      if (equals < 1) {
        throw new IllegalArgumentException("expected key=value, found '" + argument + "'");
      }
      given.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    return new NodePlan(
        Integer.parseInt(take(given, "id")),
        switch (take(given, "role")) {
          case "broker" -> NodePlan.Role.BROKER;
          case "controller" -> NodePlan.Role.CONTROLLER;
          case "both" -> NodePlan.Role.BOTH;
          case String other ->
              throw new IllegalArgumentException(
                  "role must be broker, controller or both, not '" + other + "'");
        },
        Path.of(take(given, "directory")),
        take(given, "cluster"),
        Integer.parseInt(take(given, "brokers")),
        Integer.parseInt(take(given, "port")),
        Integer.parseInt(take(given, "controller.id")),
        Integer.parseInt(take(given, "controller.port")),
        given);
  }

  private static String take(Map<String, String> given, String key) {
    var value = given.remove(key);
    if (value == null) {
      throw new IllegalArgumentException("'" + key + "=' is missing");
    }
    return value;
  }
}
