package dev.skyvane.connect.carbon;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Region;
import dev.skyvane.connect.carbon.source.CarbonSource;
import dev.skyvane.connect.carbon.source.CarbonSources;
import dev.skyvane.provider.ReferenceSecrets;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.serde.RecordSerdes;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;

/**
 * The connector's settings: its own, those of the installed sources, and those of the serde ({@code
 * schema.registry.url} and its companions).
 */
public final class CarbonConfig extends AbstractConfig {
  public static final String SOURCE = "carbon.source";
  public static final String ZONES = "carbon.zones";
  public static final String REGIONS = "carbon.regions";
  public static final String TOPIC_PREFIX = "topic.prefix";
  public static final String POLL_MS = "poll.interval.ms";
  public static final String GAP_MS = "request.gap.ms";
  public static final String TIMEOUT_MS = "request.timeout.ms";
  public static final String BACKOFF_FIRST_MS = "backoff.first.ms";
  public static final String BACKOFF_MAX_MS = "backoff.max.ms";

  private static final String ALL = "*";
  private static final String KEY_CONVERTER = "key.converter";
  private static final String VALUE_CONVERTER = "value.converter";
  private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

  /** What a connector reads that is given these settings. */
  CarbonConfig(Map<String, String> settings) {
    super(definition(), settings, false);
  }

  /** Definition of every setting; the reference in the docs is generated from it. */
  public static ConfigDef definition() {
    var definition = own();
    for (var source : CarbonSources.all()) {
      source.settings().configKeys().values().forEach(definition::define);
    }
    RecordSerdes.configDef().configKeys().values().forEach(definition::define);
    return definition;
  }

  private static ConfigDef own() {
    return new ConfigDef()
        .define(
            SOURCE,
            Type.STRING,
            ConfigDef.NO_DEFAULT_VALUE,
            new ConfigDef.NonEmptyString(),
            Importance.HIGH,
            "Where readings come from: 'electricitymaps', 'ukcarbonintensity', 'replay', or the"
                + " name of a source in a further jar.")
        .define(
            ZONES,
            Type.LIST,
            List.of(),
            ConfigDef.ValidList.anyNonDuplicateValues(true, false),
            Importance.HIGH,
            "Grid zones to read, as in SE-SE3.")
        .define(
            REGIONS,
            Type.LIST,
            List.of(),
            ConfigDef.ValidList.anyNonDuplicateValues(true, false),
            Importance.MEDIUM,
            "Regions of the catalog whose grid zones are read as well, as in aws:eu-north-1; '*' is"
                + " all of them.")
        .define(
            TOPIC_PREFIX,
            Type.STRING,
            TopicNames.DEFAULT_PREFIX,
            Importance.MEDIUM,
            "What the names of Skyvane's topics begin with.")
        .define(
            POLL_MS,
            Type.LONG,
            900_000L,
            Range.between(100, 86_400_000),
            Importance.MEDIUM,
            "Time between two questions about one zone, in ms.")
        .define(
            GAP_MS,
            Type.LONG,
            200L,
            Range.between(0, 60_000),
            Importance.LOW,
            "Least time between any two questions, in ms; 0 for a source that has no limit.")
        .define(
            TIMEOUT_MS,
            Type.LONG,
            10_000L,
            Range.between(1, 300_000),
            Importance.LOW,
            "Longest wait for an answer, in ms.")
        .define(
            BACKOFF_FIRST_MS,
            Type.LONG,
            5_000L,
            Range.between(1, 86_400_000),
            Importance.LOW,
            "Wait after the first failure, in ms; it doubles with each further one, and between half"
                + " of it and all of it is waited. Where a source says for how long it wants to be"
                + " left alone, it is.")
        .define(
            BACKOFF_MAX_MS,
            Type.LONG,
            900_000L,
            Range.between(1, 86_400_000),
            Importance.LOW,
            "Longest wait after failures, in ms.")
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
   * Checks what one setting alone does not tell.
   *
   * @throws ConfigException that names key and rule
   */
  void check() {
    for (var key : List.of(KEY_CONVERTER, VALUE_CONVERTER)) {
      if (!BYTES.equals(originals().get(key))) {
        throw new ConfigException(
            key
                + " must be set to "
                + BYTES
                + " in the connector's settings: records are Avro already");
      }
    }
    try (var source = source()) {
      var known = source.settings().names();
      for (var key : originals().keySet()) {
        if (key.startsWith(source.name() + ".") && !known.contains(key)) {
          throw new ConfigException(
              key + " is no setting of " + source.name() + "; it has " + known);
        }
      }
    }
    var unusedZones = zones();
    var unusedTopics = topics();
  }

  /** The source, not yet open. */
  CarbonSource source() {
    var name = getString(SOURCE);
    return CarbonSources.named(name)
        .orElseThrow(
            () ->
                new ConfigException(
                    SOURCE,
                    name,
                    "is not installed; there are "
                        + CarbonSources.all().stream()
                            .map(CarbonSource::name)
                            .collect(Collectors.joining(", "))));
  }

  /** What the source is opened with. */
  CarbonSource.Means means(Clock clock) {
    return new CarbonSource.Means(
        originalsStrings(),
        ReferenceSecrets.of(originalsStrings()),
        clock,
        Duration.ofMillis(getLong(TIMEOUT_MS)));
  }

  /** Names of the topics. */
  TopicNames topics() {
    try {
      return new TopicNames(getString(TOPIC_PREFIX));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(TOPIC_PREFIX, getString(TOPIC_PREFIX), e.getMessage());
    }
  }

  /** The zones to read, each once. */
  List<String> zones() {
    var zones = new TreeSet<>(getList(ZONES));
    var regions = getList(REGIONS);
    if (!regions.isEmpty()) {
      var catalog = Catalog.load();
      if (regions.contains(ALL)) {
        catalog.regions().stream()
            .map(Region::gridZone)
            .filter(Objects::nonNull)
            .forEach(zones::add);
      } else {
        regions.forEach(region -> zones.add(zone(catalog, region)));
      }
    }
    if (zones.isEmpty()) {
      throw new ConfigException(ZONES + " or " + REGIONS + " must name what is read");
    }
    return List.copyOf(zones);
  }

  private static String zone(Catalog catalog, String region) {
    var known =
        catalog
            .region(region)
            .orElseThrow(
                () ->
                    new ConfigException(
                        REGIONS,
                        region,
                        "is not a region of the catalog"
                            + catalog
                                .suggest(region)
                                .map(near -> "; did you mean " + near + "?")
                                .orElse("")));
    if (known.gridZone() == null) {
      throw new ConfigException(REGIONS, region, "has no known grid zone; name it in " + ZONES);
    }
    return known.gridZone();
  }

  /** When zones are asked. */
  Rounds rounds(Clock clock, java.util.random.RandomGenerator random) {
    return new Rounds(
        zones(),
        new Rounds.Pace(
            Duration.ofMillis(getLong(POLL_MS)),
            Duration.ofMillis(getLong(GAP_MS)),
            Duration.ofMillis(getLong(BACKOFF_FIRST_MS)),
            Duration.ofMillis(getLong(BACKOFF_MAX_MS))),
        clock,
        random);
  }
}
