package dev.skyvane.chaos;

import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Which invocations are published, by weight. Immutable. */
public final class Mix {
  /**
   * Every kind: functions that differ, records that can't be read, replies that can't be written.
   */
  public static final Mix USUAL =
      new Mix(
          Map.ofEntries(
              Map.entry(Kind.ORDERED, 68),
              Map.entry(Kind.ECHO, 46),
              Map.entry(Kind.SLEEPY, 36),
              Map.entry(Kind.CONFINED, 20),
              Map.entry(Kind.FAILING, 8),
              Map.entry(Kind.UNKNOWN_FUNCTION, 4),
              Map.entry(Kind.NOT_AVRO, 3),
              Map.entry(Kind.BROKEN_AVRO, 2),
              Map.entry(Kind.UNKNOWN_SCHEMA, 1),
              Map.entry(Kind.REPLY_TOPIC_MISSING, 3),
              Map.entry(Kind.REPLY_TOPIC_FORBIDDEN, 3),
              Map.entry(Kind.REPLY_TOPIC_TOO_SMALL, 3),
              Map.entry(Kind.AT_LIMIT, 2),
              Map.entry(Kind.OVER_LIMIT, 1)));

  /** The cheapest calls, for a measured throughput. */
  public static final Mix ECHOES = new Mix(Map.of(Kind.ECHO, 1));

  /** Short calls, payloads of exactly the limit, and of a byte more. */
  public static final Mix BULKY =
      new Mix(Map.of(Kind.ECHO, 8, Kind.AT_LIMIT, 2, Kind.OVER_LIMIT, 1));

  /** One function that hangs at 80 % of the traffic, beside short calls. */
  public static final Mix HANGING =
      new Mix(Map.of(Kind.HANGING, 80, Kind.ECHO, 12, Kind.ORDERED, 8));

  /** The same short calls alone. */
  public static final Mix WITHOUT_HANGING = new Mix(Map.of(Kind.ECHO, 12, Kind.ORDERED, 8));

  /** What an invocation is. */
  enum Kind {
    ORDERED,
    ECHO,
    SLEEPY,
    CONFINED,
    FAILING,
    HANGING,
    UNKNOWN_FUNCTION,
    /** Bytes that are neither plain nor Avro. */
    NOT_AVRO,
    /** Avro's first byte and a schema that is known, but a body cut short. */
    BROKEN_AVRO,
    /** Avro of a schema that the registry does not know. */
    UNKNOWN_SCHEMA,
    REPLY_TOPIC_MISSING,
    REPLY_TOPIC_FORBIDDEN,
    /** It takes no record as large as the reply. */
    REPLY_TOPIC_TOO_SMALL,
    /** A payload of exactly the limit. */
    AT_LIMIT,
    /** A payload of one byte more. */
    OVER_LIMIT
  }

  private final EnumMap<Kind, Integer> weights = new EnumMap<>(Kind.class);
  private final int sum;

  private Mix(Map<Kind, Integer> weights) {
    this.weights.putAll(weights);
    this.sum = this.weights.values().stream().mapToInt(Integer::intValue).sum();
  }

  Kind draw(RandomGenerator random) {
    int place = random.nextInt(sum);
    for (var entry : weights.entrySet()) {
      place -= entry.getValue();
      if (place < 0) {
        return entry.getKey();
      }
    }
    throw new IllegalStateException("weights of " + weights);
  }
}
