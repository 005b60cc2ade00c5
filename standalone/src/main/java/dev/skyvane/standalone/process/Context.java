package dev.skyvane.standalone.process;

import dev.skyvane.standalone.cluster.ClusterAddress;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * What a running process tells the commands.
 *
 * @param address where Kafka and the registry are
 * @param pid id of the process
 * @param emulators address of the first emulated region, or empty if there are none
 * @param gateway URL of calls over HTTP, or empty if there are none
 * @param health URL at which the router says whether it is ready, or empty if it does not
 * @param queries URL of the metrics stream's tables, or empty if there are none
 * @param costs URL of the cost stream's tables and bills, or empty if there are none
 */
public record Context(
    ClusterAddress address,
    long pid,
    String emulators,
    String gateway,
    String health,
    String queries,
    String costs) {

  /** Writes it, whole or not at all. */
  public void write(Path file) throws IOException {
    var lines =
        "# Written by 'skyvane up'; other commands read it.\n"
            + "bootstrap.servers="
            + address.bootstrapServers()
            + "\nschema.registry.url="
            + address.registryUrl()
            + "\ntopic.prefix="
            + address.topicPrefix()
            + "\nemulators="
            + emulators
            + "\ngateway="
            + gateway
            + "\nhealth="
            + health
            + "\nqueries="
            + queries
            + "\ncosts="
            + costs
            + "\npid="
            + pid
            + "\n";
    var fresh = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(fresh, lines);
    Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Reads it.
   *
   * @return empty if there is no such file
   * @throws IOException if it can't be read or lacks a key
   */
  public static Optional<Context> read(Path file) throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    var properties = new Properties();
    properties.load(new StringReader(Files.readString(file)));
    var bootstrap = properties.getProperty("bootstrap.servers");
    var registry = properties.getProperty("schema.registry.url");
    if (bootstrap == null || registry == null) {
      throw new IOException(
          file + " has no bootstrap.servers or no schema.registry.url; start 'skyvane up' again");
    }
    return Optional.of(
        new Context(
            new ClusterAddress(
                bootstrap, registry, properties.getProperty("topic.prefix", "skyvane."), Map.of()),
            Long.parseLong(properties.getProperty("pid", "0")),
            properties.getProperty("emulators", ""),
            properties.getProperty("gateway", ""),
            properties.getProperty("health", ""),
            properties.getProperty("queries", ""),
            properties.getProperty("costs", "")));
  }
}
