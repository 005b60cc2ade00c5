package dev.skyvane.standalone.process;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/**
 * The ports on 127.0.0.1 on which the process listens; 0 takes a free one.
 *
 * @param gateway of calls over HTTP
 * @param kafka of the broker
 * @param registry of the schema registry
 * @param health of the router's answers about itself
 * @param queries of the metrics stream's tables
 * @param costs of the cost stream's tables and bills
 * @param emulators of the first emulated region; the others follow
 */
public record Ports(
    int gateway, int kafka, int registry, int health, int queries, int costs, int emulators) {
  /** The base that the usual ports follow from. */
  public static final int DEFAULT_BASE = 18080;

  /** Free ports. */
  public static final Ports FREE = new Ports(0, 0, 0, 0, 0, 0, 0);

  /**
   * Ports by a base: the gateway has the base itself, the registry base + 1, health base + 2,
   * queries base + 10 (latency) and base + 11 (cost, carbon and bills), emulators from base + 20,
   * Kafka base + 1012.
   */
  public static Ports of(int base) {
    if (base < 1024 || base + 1012 > 65_535) {
      throw new IllegalArgumentException(
          "port base " + base + " is not within 1024 to " + (65_535 - 1012));
    }
    return new Ports(base, base + 1012, base + 1, base + 2, base + 10, base + 11, base + 20);
  }

  /**
   * Makes sure that the ports can be had.
   *
   * @param emulated number of emulated regions
   * @throws StartException naming a port that is taken
   */
  void check(int emulated) {
    check(gateway, "the gateway");
    check(kafka, "Kafka");
    check(registry, "the schema registry");
    check(health, "the router's health endpoint");
    check(queries, "the metrics stream");
    check(costs, "the cost stream");
    for (int i = 0; i < emulated && emulators != 0; i++) {
      check(emulators + i, "the emulated clouds");
    }
  }

  private static void check(int port, String whom) {
    if (port == 0) {
      return;
    }
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      throw new StartException(
          "port "
              + port
              + " on 127.0.0.1, which "
              + whom
              + " needs, is taken; end what uses it, or move all ports with --port-base, as in"
              + " --port-base 28080",
          e);
    }
  }
}
