package dev.skyvane.router.provider.net;

import dev.skyvane.schemas.Topic;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigException;

/**
 * Settings of an adapter's connections.
 *
 * @param maxPerHost most connections to one host and port, per event loop
 * @param maxWaiting most calls that wait for a connection to one host and port, per event loop
 * @param connectTimeoutMs longest time to open a connection, in ms
 * @param keepAliveSeconds how long an unused connection is kept, in s
 * @param maxResultBytes largest result, in bytes
 */
public record ConnectionSettings(
    int maxPerHost,
    int maxWaiting,
    int connectTimeoutMs,
    int keepAliveSeconds,
    int maxResultBytes) {

  private static final String MAX_PER_HOST = "connections.max.per.host";
  private static final String MAX_WAITING = "connections.max.waiting";
  private static final String CONNECT_TIMEOUT_MS = "connect.timeout.ms";
  private static final String KEEP_ALIVE_SECONDS = "keep.alive.seconds";
  private static final String MAX_RESULT_BYTES = "result.max.bytes";

  /** The settings, each below {@code provider.NAME.}; their defaults and rules. */
  public static ConfigDef definition() {
    return new ConfigDef()
        .define(
            MAX_PER_HOST,
            ConfigDef.Type.INT,
            512,
            Range.between(1, 65_535),
            Importance.HIGH,
            "Most connections of one event loop to one host and port. HTTP/1.1 carries one call per"
                + " connection, so this is also how many calls of its partitions run there at once;"
                + " the others wait. HTTP/2 carries 100 as a rule, so a hundredth as many are"
                + " opened.")
        .define(
            MAX_WAITING,
            ConfigDef.Type.INT,
            10_000,
            Range.atLeast(0),
            Importance.MEDIUM,
            "Most calls of one event loop that wait for a connection to one host and port; a further"
                + " one is answered as throttled at once.")
        .define(
            CONNECT_TIMEOUT_MS,
            ConfigDef.Type.INT,
            3_000,
            Range.between(1, 60_000),
            Importance.MEDIUM,
            "Longest time to open a connection, in ms.")
        .define(
            KEEP_ALIVE_SECONDS,
            ConfigDef.Type.INT,
            20,
            Range.between(1, 3_600),
            Importance.LOW,
            "How long an unused connection is kept, in s. Stay below the servers' own limit (60 s"
                + " is common): a connection that the server closes just as a call is sent fails"
                + " that call.")
        .define(
            MAX_RESULT_BYTES,
            ConfigDef.Type.INT,
            Topic.MAX_PAYLOAD_BYTES,
            Range.between(1, Topic.MAX_PAYLOAD_BYTES),
            Importance.LOW,
            "Largest result, in bytes; the call ends as soon as a longer one shows.");
  }

  /**
   * Reads the settings.
   *
   * @param config settings without {@code provider.NAME.}
   * @throws ConfigException if a value breaks its rule or a key is unknown
   */
  public static ConnectionSettings of(Map<String, String> config) {
    ConfigDef definition = definition();
    for (String key : config.keySet()) {
      if (!definition.names().contains(key)) {
        throw new ConfigException(
            "Unknown setting '" + key + "'; there are " + new TreeSet<>(definition.names()) + ".");
      }
    }
    var parsed = new AbstractConfig(definition, config, false);
    return new ConnectionSettings(
        parsed.getInt(MAX_PER_HOST),
        parsed.getInt(MAX_WAITING),
        parsed.getInt(CONNECT_TIMEOUT_MS),
        parsed.getInt(KEEP_ALIVE_SECONDS),
        parsed.getInt(MAX_RESULT_BYTES));
  }
}
