package dev.skyvane.stream;

import dev.skyvane.schemas.TopicNames;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Settings of every stream service, and those of the one that is hosted. Keys below {@code kafka.}
 * go to Kafka Streams and its clients as they are; the serde reads its own ({@code
 * schema.registry.url}, {@code serde.class}, ...).
 */
public final class HostConfig extends AbstractConfig {
  public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  public static final String TOPIC_PREFIX = "topic.prefix";
  public static final String APPLICATION_ID = "application.id";
  public static final String INSTANCE_ID = "instance.id";
  public static final String QUERY_HOST = "query.host";
  public static final String QUERY_PORT = "query.port";
  public static final String QUERY_ADVERTISED = "query.advertised";
  public static final String QUERY_HOP_MS = "query.hop.ms";
  public static final String QUERY_TIMEOUT_MS = "query.timeout.ms";
  public static final String STATE_DIR = "state.dir";
  public static final String STORE_MEMORY_BYTES = "store.memory.bytes";
  public static final String STANDBY_REPLICAS = "standby.replicas";
  public static final String STREAM_THREADS = "stream.threads";
  public static final String GUARANTEE = "processing.guarantee";
  public static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
  public static final String SCHEMA_PATIENCE_MS = "schema.missing.patience.ms";
  private static final String KAFKA = "kafka.";

  /** What Kafka Streams itself takes. */
  private static final long EXACTLY_ONCE_COMMIT_MS = 100;

  /** Kafka's own is 30 s, all of which is processed again after a crash. */
  private static final long AT_LEAST_ONCE_COMMIT_MS = 1_000;

  private final String service;

  /** Definition of every setting of a service; the reference in the docs is generated from it. */
  public static ConfigDef definition(StreamService service) {
    var definition =
        new ConfigDef()
            .define(
                BOOTSTRAP_SERVERS,
                Type.STRING,
                ConfigDef.NO_DEFAULT_VALUE,
                new ConfigDef.NonEmptyString(),
                Importance.HIGH,
                "Brokers to begin with, host:port, comma separated.")
            .define(
                TOPIC_PREFIX,
                Type.STRING,
                TopicNames.DEFAULT_PREFIX,
                Importance.MEDIUM,
                "What the names of Skyvane's topics begin with.")
            .define(
                APPLICATION_ID,
                Type.STRING,
                "skyvane-" + service.name(),
                new ConfigDef.NonEmptyString(),
                Importance.MEDIUM,
                "Consumer group that the instances of the service share, and what its internal"
                    + " topics begin with.")
            .define(
                INSTANCE_ID,
                Type.STRING,
                "",
                Importance.MEDIUM,
                "Id of this instance, unlike that of every other. Empty: its address for queries.")
            .define(
                QUERY_HOST,
                Type.STRING,
                "127.0.0.1",
                new ConfigDef.NonEmptyString(),
                Importance.MEDIUM,
                "Name or address that query.port listens on; 0.0.0.0 is all. Whoever reaches it can"
                    + " read every table of the service.")
            .define(
                QUERY_PORT,
                Type.INT,
                0,
                Range.between(0, 65_535),
                Importance.HIGH,
                "Port for queries, /openapi.json, /livez, /readyz and /metrics over HTTP; 0 takes a"
                    + " free one, which the log names.")
            .define(
                QUERY_ADVERTISED,
                Type.STRING,
                "",
                advertised(),
                Importance.MEDIUM,
                "host:port by which other instances reach this one. Empty: what it listens on, which"
                    + " can't be all addresses then.")
            .define(
                QUERY_HOP_MS,
                Type.LONG,
                80L,
                Range.between(1, 60_000),
                Importance.LOW,
                "How long the owner of a key is waited for before a standby is asked, in ms.")
            .define(
                QUERY_TIMEOUT_MS,
                Type.LONG,
                2_000L,
                Range.between(1, 600_000),
                Importance.LOW,
                "How long the last instance that may know is waited for, in ms.")
            .define(
                STATE_DIR,
                Type.STRING,
                "",
                Importance.MEDIUM,
                "Directory of the stores, used by one instance at a time. Empty: a temporary one,"
                    + " deleted at the end, so that a restart reads its tables from Kafka again.")
            .define(
                STORE_MEMORY_BYTES,
                Type.LONG,
                32L * 1024 * 1024,
                Range.atLeast(1024 * 1024),
                Importance.LOW,
                "Memory for blocks and fresh writes of all stores of all services in a process"
                    + " together, in bytes; the setting of the one that starts first counts.")
            .define(
                STANDBY_REPLICAS,
                Type.INT,
                1,
                Range.between(0, 10),
                Importance.MEDIUM,
                "Further instances that keep a copy of each store, ready to take over and to answer"
                    + " meanwhile.")
            .define(
                STREAM_THREADS,
                Type.INT,
                1,
                Range.between(1, 256),
                Importance.LOW,
                "Threads that process.")
            .define(
                GUARANTEE,
                Type.STRING,
                service.guarantee(),
                ValidString.in(StreamsConfig.AT_LEAST_ONCE, StreamsConfig.EXACTLY_ONCE_V2),
                Importance.MEDIUM,
                "'at_least_once': tables change within milliseconds, what was not committed is"
                    + " processed again after a crash. 'exactly_once_v2': readers of committed"
                    + " records see each input once, at each commit.")
            .define(
                COMMIT_INTERVAL_MS,
                Type.LONG,
                -1L,
                Range.between(-1, 60_000),
                Importance.LOW,
                "Time between commits, in ms. -1: 100 with exactly_once_v2, whose readers see changes"
                    + " at each commit, else 1,000.")
            .define(
                SCHEMA_PATIENCE_MS,
                Type.LONG,
                60_000L,
                Range.between(0, 120_000),
                Importance.LOW,
                "How long a schema id may stay unknown to the registry before its record is a dead"
                    + " letter, in ms.");
    service.settings().configKeys().values().forEach(definition::define);
    return definition;
  }

  /**
   * Reads the settings.
   *
   * @throws ConfigException that names the key, the value and the rule
   */
  public HostConfig(StreamService service, Map<String, String> settings) {
    super(definition(service), settings, false);
    this.service = service.name();
    try {
      new TopicNames(getString(TOPIC_PREFIX));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(TOPIC_PREFIX, getString(TOPIC_PREFIX), e.getMessage());
    }
    var host = getString(QUERY_HOST);
    if (getString(QUERY_ADVERTISED).isBlank() && (host.equals("0.0.0.0") || host.equals("::"))) {
      throw new ConfigException(
          QUERY_ADVERTISED,
          "",
          "is required where query.host is " + host + ": set the host:port that others can reach");
    }
  }

  /** Time between commits, in ms. */
  public long commitIntervalMs() {
    long set = getLong(COMMIT_INTERVAL_MS);
    boolean exactly = getString(GUARANTEE).equals(StreamsConfig.EXACTLY_ONCE_V2);
    return set >= 0 ? set : exactly ? EXACTLY_ONCE_COMMIT_MS : AT_LEAST_ONCE_COMMIT_MS;
  }

  /** Name of the hosted service. */
  public String service() {
    return service;
  }

  /** Settings of every Kafka client: the brokers, and what stands below {@code kafka.}. */
  public Map<String, Object> kafka() {
    var settings = new LinkedHashMap<String, Object>();
    settings.put(BOOTSTRAP_SERVERS, getString(BOOTSTRAP_SERVERS));
    settings.putAll(originalsWithPrefix(KAFKA));
    return settings;
  }

  /** Everything that was set, as text. */
  public Map<String, String> all() {
    var all = new LinkedHashMap<String, String>();
    originals().forEach((key, value) -> all.put(key, String.valueOf(value)));
    return all;
  }

  private static ConfigDef.Validator advertised() {
    return (name, value) -> {
      var text = (String) value;
      if (!text.isBlank() && !text.matches("[^\\s/]+:[0-9]{1,5}")) {
        throw new ConfigException(name, value, "must be host:port, as in 10.0.0.7:18090");
      }
    };
  }
}
