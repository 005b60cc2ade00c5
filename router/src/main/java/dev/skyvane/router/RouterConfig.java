package dev.skyvane.router;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.data.DataSet;
import dev.skyvane.provider.ReferenceSecrets;
import dev.skyvane.router.limit.Ejection;
import dev.skyvane.router.limit.RetryBudget;
import dev.skyvane.schemas.TopicNames;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;

/**
 * The router's settings. Keys below {@code kafka.} go to every Kafka client as they are, keys below
 * {@code provider.NAME.} to that adapter, keys below {@code bind.TOPIC.} bind a topic to a
 * function; the serde reads its own ({@code schema.registry.url}, {@code serde.class}, ...).
 */
public final class RouterConfig extends AbstractConfig {
  public static final String BOOTSTRAP_SERVERS = "bootstrap.servers";
  public static final String TOPIC_PREFIX = "topic.prefix";
  public static final String GROUP_ID = "group.id";
  public static final String GROUP_PROTOCOL = "group.protocol";
  public static final String ROUTER_ID = "router.id";
  public static final String ROUTER_LOCATION = "router.location";
  public static final String ROUTER_VANTAGE = "router.vantage";
  public static final String INPUT_TOPICS = "input.topics";
  public static final String TRUSTED_TOPICS = "input.topics.trusted";
  public static final String REPLY_ALLOW = "reply.topics.allow";
  public static final String INVOCATION_MAX_BYTES = "invocation.max.bytes";
  public static final String REPLY_MAX_BYTES = "reply.max.bytes";
  public static final String EVENT_LOOPS = "event.loops";
  public static final String WINDOW_MAX_RECORDS = "window.max.records";
  public static final String IN_FLIGHT_MAX_BYTES = "inflight.max.bytes";
  public static final String COMMIT_INTERVAL_MS = "commit.interval.ms";
  public static final String GUARANTEE = "processing.guarantee";
  public static final String PARKING_CALL_MS = "parking.call.ms";
  public static final String PARKING_RETRY_MS = "parking.retry.ms";
  public static final String PARKED_MAX_ENTRIES = "parked.max.entries";
  public static final String WINDOW_SHARE_PERCENT = "window.share.percent";
  public static final String DRAIN_TIMEOUT_MS = "drain.timeout.ms";
  public static final String EJECTION_FAILURES = "ejection.failures";
  public static final String EJECTION_FIRST_MS = "ejection.first.ms";
  public static final String EJECTION_MAX_MS = "ejection.max.ms";
  public static final String EJECTION_FLOOR_PERCENT = "ejection.floor.percent";
  public static final String RETRY_BUDGET_PERCENT = "retry.budget.percent";
  public static final String RETRY_BUDGET_LEAST = "retry.budget.min.per.second";
  public static final String LIMITS_SHARE = "limits.share";
  public static final String LIVE_MAX_AGE_MS = "live.max.age.ms";
  public static final String LIVE_PROFILE_MAX_AGE_MS = "live.profile.max.age.ms";
  public static final String LIVE_PRICE_MAX_AGE_MS = "live.price.max.age.ms";
  public static final String SCHEMA_PATIENCE_MS = "schema.missing.patience.ms";
  public static final String HEALTH_HOST = "health.host";
  public static final String HEALTH_PORT = "health.port";
  public static final String WATCHDOG_STALL_MS = "watchdog.stall.ms";
  public static final String CATALOG_DATA_DIR = "catalog.data.dir";

  private static final String AT_LEAST_ONCE = "at_least_once";
  private static final String EXACTLY_ONCE = "exactly_once";
  private static final String CLASSIC = "classic";
  private static final String CONSUMER = "consumer";
  private static final String KAFKA = "kafka.";
  private static final String BIND = "bind.";
  private static final int ID_DIGITS = 6;

  private final String routerId;
  private final Catalog catalog;

  /** Definition of every setting; the reference in the docs is generated from it. */
  public static ConfigDef definition() {
    return new ConfigDef()
        .define(
            BOOTSTRAP_SERVERS,
            Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            new ConfigDef.NonEmptyString(),
            Importance.HIGH,
            "Brokers to begin with, host:port, comma separated.")
        .define(
            ROUTER_LOCATION,
            Type.STRING,
            "",
            Importance.HIGH,
            "Where this router stands: a region's id or 'lat,lon' in degrees. Required where"
                + " router.vantage is 'router'.")
        .define(
            ROUTER_VANTAGE,
            Type.STRING,
            "router",
            ValidString.in("router", "origin"),
            Importance.MEDIUM,
            "From where distance and latency count: 'router', its own location, or 'origin', the"
                + " site of each invocation's caller, where one router stands for all sites.")
        .define(
            ROUTER_ID,
            Type.STRING,
            "",
            Importance.MEDIUM,
            "Id of this router, unlike that of every other; stands in outcomes and in the ids of its"
                + " Kafka clients. Empty: the host's name and six random digits, new at each"
                + " start.")
        .define(
            GROUP_ID,
            Type.STRING,
            "skyvane-router",
            new ConfigDef.NonEmptyString(),
            Importance.MEDIUM,
            "Consumer group that the routers of a site share.")
        .define(
            GROUP_PROTOCOL,
            Type.STRING,
            CLASSIC,
            ValidString.in(CLASSIC, CONSUMER),
            Importance.LOW,
            "How the routers of a group share partitions: 'classic', cooperative and sticky, with"
                + " kafka.session.timeout.ms and kafka.heartbeat.interval.ms; or 'consumer'"
                + " (KIP-848), by the brokers, which alone set both times"
                + " (group.consumer.session.timeout.ms, group.consumer.heartbeat.interval.ms).")
        .define(
            TOPIC_PREFIX,
            Type.STRING,
            TopicNames.DEFAULT_PREFIX,
            Importance.MEDIUM,
            "What the names of Skyvane's topics begin with.")
        .define(
            INPUT_TOPICS,
            Type.LIST,
            List.of(),
            ConfigDef.ValidList.anyNonDuplicateValues(true, false),
            Importance.MEDIUM,
            "Topics read beside the invocations topic. bind.TOPIC.function and bind.TOPIC.tenant"
                + " bind one to a function and a tenant.")
        .define(
            TRUSTED_TOPICS,
            Type.LIST,
            List.of(),
            ConfigDef.ValidList.anyNonDuplicateValues(true, false),
            Importance.MEDIUM,
            "Input topics on which a tenant named by the record counts.")
        .define(
            REPLY_ALLOW,
            Type.STRING,
            ".*repl(y|ies).*",
            pattern(),
            Importance.MEDIUM,
            "Regular expression that a reply topic's whole name must match. Skyvane's own topics,"
                + " except replies, are refused always.")
        .define(
            INVOCATION_MAX_BYTES,
            Type.INT,
            dev.skyvane.schemas.Topic.MAX_PAYLOAD_BYTES,
            Range.between(1, dev.skyvane.schemas.Topic.MAX_PAYLOAD_BYTES),
            Importance.MEDIUM,
            "Largest payload of an invocation, in bytes.")
        .define(
            REPLY_MAX_BYTES,
            Type.INT,
            dev.skyvane.schemas.Topic.MAX_PAYLOAD_BYTES,
            Range.between(1, dev.skyvane.schemas.Topic.MAX_PAYLOAD_BYTES),
            Importance.MEDIUM,
            "Largest result, in bytes; a larger one ends as result-too-large.")
        .define(
            EVENT_LOOPS,
            Type.INT,
            Math.max(1, Runtime.getRuntime().availableProcessors()),
            Range.between(1, 256),
            Importance.LOW,
            "Event loops that serve partitions; each partition is served by one.")
        .define(
            WINDOW_MAX_RECORDS,
            Type.INT,
            16_384,
            Range.between(1, 1_000_000),
            Importance.LOW,
            "Most records of a partition between the oldest unfinished and the newest read; a"
                + " partition that reaches it is paused.")
        .define(
            IN_FLIGHT_MAX_BYTES,
            Type.LONG,
            64L * 1024 * 1024,
            Range.atLeast(1024 * 1024),
            Importance.LOW,
            "Most bytes of records held over all partitions; where it is reached, partitions are"
                + " paused and polling goes on.")
        .define(
            COMMIT_INTERVAL_MS,
            Type.LONG,
            200L,
            Range.between(1, 60_000),
            Importance.LOW,
            "Time between commits of progress, in ms.")
        .define(
            GUARANTEE,
            Type.STRING,
            AT_LEAST_ONCE,
            ValidString.in(AT_LEAST_ONCE, EXACTLY_ONCE),
            Importance.MEDIUM,
            "'at_least_once', or 'exactly_once': reply, dead letter, parked state and progress are"
                + " one Kafka transaction, so that callers that read committed records see one"
                + " terminal record each. Functions may be called again after a crash in both.")
        .define(
            PARKING_CALL_MS,
            Type.LONG,
            30_000L,
            Range.between(1, 86_400_000),
            Importance.LOW,
            "Age at which an invocation leaves its partition's window and is parked, in ms; one that"
                + " holds back a quarter of the window leaves it before.")
        .define(
            PARKING_RETRY_MS,
            Type.LONG,
            1_000L,
            Range.between(0, 86_400_000),
            Importance.LOW,
            "Longest backoff that is waited for in memory, in ms; a longer one is parked.")
        .define(
            PARKED_MAX_ENTRIES,
            Type.INT,
            200_000,
            Range.between(1, 10_000_000),
            Importance.LOW,
            "Most parked invocations of a partition, of about 100 bytes each in memory; a partition"
                + " that reaches it is paused.")
        .define(
            WINDOW_SHARE_PERCENT,
            Type.INT,
            25,
            Range.between(1, 100),
            Importance.LOW,
            "Most of a partition's window that one function may have while invocations of others"
                + " are there, in percent; what is more is parked.")
        .define(
            DRAIN_TIMEOUT_MS,
            Type.LONG,
            10_000L,
            Range.between(0, 900_000),
            Importance.LOW,
            "Longest wait for what is in flight when partitions are revoked or the router stops, in"
                + " ms.")
        .define(
            EJECTION_FAILURES,
            Type.INT,
            5,
            Range.between(0, 1_000_000),
            Importance.LOW,
            "Failures in a row that eject a deployment: throttles, timeouts, unavailable, an unknown"
                + " function, forbidden; not errors of the function. 0: none is ever ejected.")
        .define(
            EJECTION_FIRST_MS,
            Type.LONG,
            5_000L,
            Range.between(1, 86_400_000),
            Importance.LOW,
            "How long a deployment is ejected the first time, in ms; each further time twice as"
                + " long.")
        .define(
            EJECTION_MAX_MS,
            Type.LONG,
            300_000L,
            Range.between(1, 86_400_000),
            Importance.LOW,
            "Longest ejection, in ms. A deployment that was live for as long begins anew at"
                + " ejection.first.ms.")
        .define(
            EJECTION_FLOOR_PERCENT,
            Type.INT,
            20,
            Range.between(0, 100),
            Importance.LOW,
            "Least share of a function's deployments that fit a call, in percent, that are used even"
                + " if ejected; always at least one.")
        .define(
            RETRY_BUDGET_PERCENT,
            Type.INT,
            20,
            Range.between(0, 10_000),
            Importance.LOW,
            "Most retries of a function over 10 s, in percent of its first attempts. A throttle that"
                + " waits as long as its provider asks does not count.")
        .define(
            RETRY_BUDGET_LEAST,
            Type.INT,
            10,
            Range.between(0, 1_000_000),
            Importance.LOW,
            "Retries of a function per second, over 10 s, that are allowed however few first"
                + " attempts there are.")
        .define(
            LIMITS_SHARE,
            Type.BOOLEAN,
            true,
            Importance.MEDIUM,
            "Whether routers share the limits of regions: every 500 ms each says in the router-load"
                + " topic what it wants, and all take a part, so that together they keep to the"
                + " limit; who is silent for 3 s no longer counts. false: this router takes every"
                + " limit for itself, and the others are not told.")
        .define(
            LIVE_MAX_AGE_MS,
            Type.LONG,
            60_000L,
            Range.between(1_000, 86_400_000),
            Importance.MEDIUM,
            "How long a measured latency counts after its newest outcome, and a suspicion that a"
                + " deployment has become slow, in ms. After it plans rest on what was measured at"
                + " this hour of other days, then on the catalog's estimate.")
        .define(
            LIVE_PROFILE_MAX_AGE_MS,
            Type.LONG,
            8 * 86_400_000L,
            Range.between(0, 400 * 86_400_000L),
            Importance.LOW,
            "How long what was measured by hour of day counts after its newest outcome, in ms; 0:"
                + " never.")
        .define(
            LIVE_PRICE_MAX_AGE_MS,
            Type.LONG,
            31 * 86_400_000L,
            Range.between(0, 400 * 86_400_000L),
            Importance.LOW,
            "How long a marginal price counts after it was published, in ms; after it the list"
                + " price counts. It is published when it changes, and with each new month.")
        .define(
            SCHEMA_PATIENCE_MS,
            Type.LONG,
            60_000L,
            Range.between(0, 3_600_000),
            Importance.LOW,
            "How long a schema id may stay unknown to the registry before its record is a dead"
                + " letter, in ms.")
        .define(
            HEALTH_PORT,
            Type.INT,
            -1,
            Range.between(-1, 65_535),
            Importance.MEDIUM,
            "Port for /livez, /readyz and /metrics over HTTP; 0 takes a free one, which the log"
                + " names, -1 none.")
        .define(
            HEALTH_HOST,
            Type.STRING,
            "127.0.0.1",
            new ConfigDef.NonEmptyString(),
            Importance.LOW,
            "Name or address that health.port listens on; 0.0.0.0 is all. Whoever reaches it can"
                + " read names of topics, functions and deployments, but no payload.")
        .define(
            WATCHDOG_STALL_MS,
            Type.LONG,
            60_000L,
            Range.between(1, 86_400_000),
            Importance.LOW,
            "How long a partition may have work without getting on before it is reported as stalled,"
                + " in ms.")
        .define(
            CATALOG_DATA_DIR,
            Type.STRING,
            "",
            Importance.LOW,
            "Folder with data that the jar can't hold because of their licence: carbon_yearly.csv,"
                + " rtt_aws.csv or both, as in lab/benchmarks/data. Receipts name what was used."
                + " Empty: what ships in the jar alone.")
        .define(
            ReferenceSecrets.DIR,
            Type.STRING,
            "",
            Importance.LOW,
            "Directory below which file: references are resolved; empty: none are.")
        .define(
            ReferenceSecrets.ENV_ALLOW,
            Type.LIST,
            List.of(),
            ConfigDef.ValidList.anyNonDuplicateValues(true, false),
            Importance.LOW,
            "Names that env: references may use.");
  }

  /**
   * Reads the settings.
   *
   * @throws ConfigException that names the key, the value and the rule
   */
  public RouterConfig(Map<String, String> settings) {
    super(definition(), settings, false);
    var id = getString(ROUTER_ID);
    this.routerId = id.isBlank() ? freshId() : id;
    if (!vantageIsOrigin() && getString(ROUTER_LOCATION).isBlank()) {
      throw new ConfigException(
          ROUTER_LOCATION,
          "",
          "is required where router.vantage is 'router': set a region's id or 'lat,lon'");
    }
    try {
      topics();
    } catch (IllegalArgumentException e) {
      throw new ConfigException(TOPIC_PREFIX, getString(TOPIC_PREFIX), e.getMessage());
    }
    this.catalog = catalog(getString(CATALOG_DATA_DIR).strip());
    if (getLong(EJECTION_FIRST_MS) > getLong(EJECTION_MAX_MS)) {
      throw new ConfigException(
          EJECTION_FIRST_MS,
          getLong(EJECTION_FIRST_MS),
          "must not be more than ejection.max.ms, which is " + getLong(EJECTION_MAX_MS));
    }
    for (var key : originalsWithPrefix(BIND).keySet()) {
      if (!key.endsWith(".function") && !key.endsWith(".tenant")) {
        throw new ConfigException(
            BIND + key, originals().get(BIND + key), "must end in .function or .tenant");
      }
    }
  }

  private static Catalog catalog(String folder) {
    if (folder.isEmpty()) {
      return Catalog.load();
    }
    Catalog catalog;
    try {
      catalog = Catalog.load(Path.of(folder));
    } catch (InvalidPathException | UncheckedIOException | IllegalStateException e) {
      throw new ConfigException(CATALOG_DATA_DIR, folder, "can't be read: " + e.getMessage());
    }
    if (catalog.loaded().stream().allMatch(DataSet::shipped)) {
      throw new ConfigException(
          CATALOG_DATA_DIR,
          folder,
          "must be a folder with carbon_yearly.csv, rtt_aws.csv or both; leave it out for what"
              + " ships in the jar");
    }
    return catalog;
  }

  private static String freshId() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "router";
    }
    long random = ThreadLocalRandom.current().nextLong();
    return host + "-" + HexFormat.of().toHexDigits(random, ID_DIGITS);
  }

  /** What is known of regions before any measurement. */
  public Catalog catalog() {
    return catalog;
  }

  /** What was set as the router's id, else one that no other router has. */
  public String routerId() {
    return routerId;
  }

  /** The rules by which deployments are ejected. */
  public Ejection ejection() {
    return new Ejection(
        getInt(EJECTION_FAILURES),
        Duration.ofMillis(getLong(EJECTION_FIRST_MS)),
        Duration.ofMillis(getLong(EJECTION_MAX_MS)),
        getInt(EJECTION_FLOOR_PERCENT));
  }

  /** The size of each function's retry budget. */
  public RetryBudget.Size retryBudget() {
    return new RetryBudget.Size(getInt(RETRY_BUDGET_PERCENT), getInt(RETRY_BUDGET_LEAST));
  }

  /** Whether terminal records and progress are written in transactions. */
  public boolean exactlyOnce() {
    return getString(GUARANTEE).equals(EXACTLY_ONCE);
  }

  /** Whether the brokers share out the partitions of the group, not its members (KIP-848). */
  public boolean brokersAssign() {
    return getString(GROUP_PROTOCOL).equals(CONSUMER);
  }

  /** Whether one router stands for all sites. */
  public boolean vantageIsOrigin() {
    return getString(ROUTER_VANTAGE).equals("origin");
  }

  /** Names of Skyvane's topics at this site. */
  public TopicNames topics() {
    return new TopicNames(getString(TOPIC_PREFIX));
  }

  /** The topics that are read, the invocations topic first. */
  public List<String> inputTopics() {
    var bound =
        originalsWithPrefix(BIND).keySet().stream()
            .map(key -> key.substring(0, key.lastIndexOf('.')));
    return Stream.of(
            Stream.of(topics().of(dev.skyvane.schemas.Topic.INVOCATIONS)),
            getList(INPUT_TOPICS).stream(),
            bound.sorted())
        .flatMap(topic -> topic)
        .distinct()
        .toList();
  }

  /** The function that a topic is bound to, by topic. */
  public Map<String, String> boundFunctions() {
    return bound(".function");
  }

  /** The tenant that a topic is bound to, by topic. */
  public Map<String, String> boundTenants() {
    return bound(".tenant");
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

  private Map<String, String> bound(String field) {
    var found = new LinkedHashMap<String, String>();
    originalsWithPrefix(BIND)
        .forEach(
            (key, value) -> {
              if (key.endsWith(field)) {
                found.put(key.substring(0, key.length() - field.length()), String.valueOf(value));
              }
            });
    return found;
  }

  private static ConfigDef.Validator pattern() {
    return (name, value) -> {
      try {
        Pattern.compile((String) value);
      } catch (PatternSyntaxException e) {
        throw new ConfigException(
            name, value, "is not a regular expression: " + e.getDescription());
      }
    };
  }
}
