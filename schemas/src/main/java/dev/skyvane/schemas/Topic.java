package dev.skyvane.schemas;

import dev.skyvane.schemas.record.BillItem;
import dev.skyvane.schemas.record.CarbonReading;
import dev.skyvane.schemas.record.CarbonStats;
import dev.skyvane.schemas.record.CostStats;
import dev.skyvane.schemas.record.DeadLetter;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Instance;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.LatencyStats;
import dev.skyvane.schemas.record.Outcome;
import dev.skyvane.schemas.record.ParkedInvocation;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.RouterLoad;
import dev.skyvane.schemas.record.TriggerSpec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of topics: what each one is for, its key, its value and its settings. Creating
 * topics, checking them at start and their page in the docs all read this class.
 */
public enum Topic {
  FUNCTIONS("functions", "function name", FunctionSpec.class, Shape.TABLE, "Functions."),
  REGIONS("regions", "region id", RegionSpec.class, Shape.TABLE, "Regions added or overridden."),
  TRIGGERS("triggers", "trigger name", TriggerSpec.class, Shape.TABLE, "Event triggers."),
  INVOCATIONS(
      "invocations",
      "ordering key, else invocation id",
      Invocation.class,
      Shape.WORK,
      "Requests to run functions: Avro, or raw bytes with headers."),
  PARKED(
      "parked",
      "coordinate of the source record",
      ParkedInvocation.class,
      Shape.PARKED,
      "State of invocations that left their partition's window."),
  REPLIES(
      "replies",
      "invocation id",
      Reply.class,
      Shape.WORK,
      "Terminal answers where the caller names no topic."),
  GATEWAY_REPLIES(
      "gateway-replies",
      "invocation id",
      Reply.class,
      Shape.PASSING,
      "Terminal answers to calls over HTTP; a gateway reads the partition that it has chosen."),
  GATEWAY_CALLBACKS(
      "gateway-callbacks",
      "invocation id",
      Reply.class,
      Shape.WORK,
      "Terminal answers to calls over HTTP that named a callback URL: the correlation id."),
  DEAD_LETTERS(
      "dead-letters",
      "invocation id",
      DeadLetter.class,
      Shape.DEAD,
      "Invocations that ended without a delivered reply."),
  OUTCOMES("outcomes", "deployment id", Outcome.class, Shape.OBSERVED, "What each attempt showed."),
  LATENCY(
      "latency",
      "deployment or region id, '@', vantage",
      LatencyStats.class,
      Shape.LIVE,
      "Newest latency."),
  COSTS("costs", "deployment or region id", CostStats.class, Shape.LIVE, "Newest cost."),
  CARBON("carbon", "region id", CarbonStats.class, Shape.LIVE, "Newest carbon."),
  BILLS(
      "bills",
      "billing month, account, tenant, region, function and price list",
      BillItem.class,
      Shape.TABLE,
      "What bills are made of, as far as it is committed."),
  INSTANCES("instances", "instance id", Instance.class, Shape.TABLE, "Running instances."),
  CARBON_INTENSITY(
      "carbon-intensity",
      "grid zone",
      CarbonReading.class,
      Shape.HISTORY,
      "Every reading of a grid's carbon intensity."),
  CARBON_LATEST(
      "carbon-latest",
      "grid zone",
      CarbonReading.class,
      Shape.LIVE,
      "Newest reading per grid zone."),
  ROUTER_LOAD(
      "router-load",
      "router id",
      RouterLoad.class,
      Shape.FLEETING,
      "Demand and in-flight per limit."),
  EVENTS(
      "events",
      "subject, else source",
      null,
      Shape.WORK,
      "CloudEvents in the Kafka binding, binary or structured.");

  /** Largest payload of an invocation or a reply, in bytes. */
  public static final int MAX_PAYLOAD_BYTES = 8 * 1024 * 1024;

  /** Room for headers, receipt and attempts around a payload, in bytes. */
  public static final int ENVELOPE_BYTES = 64 * 1024;

  /** Largest record of a topic that carries payloads, in bytes. */
  public static final int MAX_RECORD_BYTES = MAX_PAYLOAD_BYTES + ENVELOPE_BYTES;

  /**
   * Largest record of parked and dead letters, in bytes: 1 MiB above an invocation, so that what
   * was accepted can always be parked and dead-lettered (DELIVERY 6).
   */
  public static final int MAX_DEAD_LETTER_BYTES = MAX_RECORD_BYTES + 1024 * 1024;

  private final String suffix;
  private final String key;
  private final @Nullable Class<? extends SpecificRecord> value;
  private final Shape shape;
  private final String purpose;

  Topic(
      String suffix,
      String key,
      @Nullable Class<? extends SpecificRecord> value,
      Shape shape,
      String purpose) {
    this.suffix = suffix;
    this.key = key;
    this.value = value;
    this.shape = shape;
    this.purpose = purpose;
  }

  /** The name without its prefix, as in {@code dead-letters}. */
  public String suffix() {
    return suffix;
  }

  /** What records are keyed by, in words. */
  public String key() {
    return key;
  }

  /** The value's record class; null where values are not ours to define (CloudEvents). */
  public @Nullable Class<? extends SpecificRecord> value() {
    return value;
  }

  /** What the topic is for, in words. */
  public String purpose() {
    return purpose;
  }

  /** Whether the topic is partitioned like invocations, or has one partition. */
  public boolean partitioned() {
    return shape != Shape.TABLE && shape != Shape.LIVE && shape != Shape.FLEETING;
  }

  /** Whether readers hold the newest record per key. */
  public boolean compacted() {
    return switch (shape) {
      case TABLE, LIVE, PARKED, FLEETING -> true;
      case WORK, PASSING, DEAD, OBSERVED, HISTORY -> false;
    };
  }

  /** The topic's own settings by Kafka's property names; the broker's defaults hold for others. */
  public Map<String, String> settings() {
    return shape.settings;
  }

  private enum Shape {
    TABLE(
        "cleanup.policy", "compact",
        "segment.bytes", "33554432",
        "min.cleanable.dirty.ratio", "0.1"),

    /**
     * Tables whose keys are written many times a second and which every router reads from the
     * beginning when it starts, so what a start finds beyond one record per key must be little
     * however long they have been written. The cleaner passes over the newest segment: small ones
     * keep that part small. It keeps tombstones and the marker of each transaction (the cost stream
     * commits ten a second) for {@code delete.retention.ms} after it has seen them first, by
     * Kafka's default a day: within half an hour even a slow start has read to the end, which is
     * all that tombstones wait for.
     */
    LIVE(
        "cleanup.policy", "compact",
        "segment.bytes", "4194304",
        "min.cleanable.dirty.ratio", "0.1",
        "delete.retention.ms", "1800000"),
    WORK(
        "cleanup.policy",
        "delete",
        "retention.ms",
        days(7),
        "message.timestamp.type",
        "LogAppendTime",
        "max.message.bytes",
        Integer.toString(MAX_RECORD_BYTES)),
    PASSING(
        "cleanup.policy",
        "delete",
        "retention.ms",
        "600000",
        "segment.bytes",
        "33554432",
        "message.timestamp.type",
        "LogAppendTime",
        "max.message.bytes",
        Integer.toString(MAX_RECORD_BYTES)),
    PARKED(
        "cleanup.policy", "compact",
        "segment.bytes", "33554432",
        "min.cleanable.dirty.ratio", "0.1",
        "max.compaction.lag.ms", "600000",
        "max.message.bytes", Integer.toString(MAX_DEAD_LETTER_BYTES)),
    DEAD(
        "cleanup.policy", "delete",
        "retention.ms", days(90),
        "max.message.bytes", Integer.toString(MAX_DEAD_LETTER_BYTES)),
    OBSERVED(
        "cleanup.policy", "delete",
        "retention.ms", days(7),
        "message.timestamp.type", "LogAppendTime"),
    HISTORY("cleanup.policy", "delete", "retention.ms", days(400)),

    /**
     * Without its own size a segment would be written for a week before the cleaner may have it.
     */
    FLEETING(
        "cleanup.policy", "compact,delete",
        "segment.bytes", "4194304",
        "retention.ms", "600000");

    private final Map<String, String> settings;

    Shape(String... pairs) {
      var map = new LinkedHashMap<String, String>();
      for (int i = 0; i < pairs.length; i += 2) {
        map.put(pairs[i], pairs[i + 1]);
      }
      this.settings = Map.copyOf(map);
    }

    private static String days(int days) {
      return Long.toString(Duration.ofDays(days).toMillis());
    }
  }
}
