package dev.skyvane.metrics.query;

import dev.skyvane.metrics.slice.Profile;
import dev.skyvane.metrics.slice.Slice;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.LatencyStats;
import dev.skyvane.stream.query.Schemas;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** What is kept, as JSON, and its description. */
final class Json {
  private static final List<AttemptStatus> FAILURES =
      List.of(
          AttemptStatus.FUNCTION_ERROR,
          AttemptStatus.THROTTLED,
          AttemptStatus.TIMEOUT,
          AttemptStatus.UNAVAILABLE,
          AttemptStatus.REJECTED,
          AttemptStatus.ABANDONED,
          AttemptStatus.UNKNOWN);

  private Json() {}

  /** The newest state: the fields of the record. */
  static JsonObject of(LatencyStats stats) {
    var json = new JsonObject();
    for (var field : stats.getSchema().getFields()) {
      json.put(field.name(), value(stats.get(field.pos())));
    }
    return json;
  }

  private static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Instant time -> time.toString();
      case Enum<?> symbol -> symbol.name();
      case List<?> list -> new JsonArray(list);
      default -> value;
    };
  }

  /** Describes {@link #of(LatencyStats)} by the record's own schema. */
  static JsonObject latestSchema() {
    var properties = new TreeMap<String, JsonObject>();
    for (var field : LatencyStats.getClassSchema().getFields()) {
      var doc = field.doc().replace("ms since 1970-01-01 UTC", "ISO 8601 in UTC");
      properties.put(field.name(), type(field.schema()).put("description", doc));
    }
    return Schemas.object(properties);
  }

  private static JsonObject type(Schema schema) {
    return switch (schema.getType()) {
      case UNION -> {
        var some = type(schema.getTypes().getLast());
        yield some.put("type", new JsonArray().add(some.getString("type")).add("null"));
      }
      case LONG ->
          new JsonObject().put("type", schema.getLogicalType() == null ? "integer" : "string");
      case DOUBLE -> new JsonObject().put("type", "number");
      case ARRAY ->
          new JsonObject().put("type", "array").put("items", type(schema.getElementType()));
      default -> new JsonObject().put("type", "string");
    };
  }

  /** A slice of time. */
  static JsonObject of(long start, long size, Slice slice) {
    var errors = new JsonObject();
    for (var failure : FAILURES) {
      errors.put(failure.name().toLowerCase(Locale.ROOT), slice.count(failure));
    }
    var warm = slice.warm();
    return new JsonObject()
        .put("start", Instant.ofEpochMilli(start).toString())
        .put("end", Instant.ofEpochMilli(start + size).toString())
        .put("count", slice.count())
        .put("successes", slice.count(AttemptStatus.SUCCESS))
        .put("errors", errors)
        .put("coldStarts", slice.coldStarts())
        .put("coldMeanMs", boxed(slice.coldMeanMs()))
        .put("sloViolations", slice.sloViolations())
        .put("warmCount", warm.count())
        .put("meanMs", boxed(slice.meanMs()))
        .put("p50Ms", boxed(warm.quantile(0.5)))
        .put("p90Ms", boxed(warm.quantile(0.9)))
        .put("p95Ms", boxed(warm.quantile(0.95)))
        .put("p99Ms", boxed(warm.quantile(0.99)))
        .put("p999Ms", boxed(warm.quantile(0.999)))
        .put("queueMs", boxed(slice.queueMs()))
        .put("networkMs", boxed(slice.networkMs()))
        .put("executionMs", boxed(slice.executionMs()));
  }

  /** Describes {@link #of(long, long, Slice)}. */
  static JsonObject sliceSchema() {
    var latency = "of warm in-flight time, in ms, within 1 %.";
    return Schemas.object(
        Map.ofEntries(
            Map.entry("start", Schemas.text("Its start, ISO 8601 in UTC.")),
            Map.entry("end", Schemas.text("Its end, exclusive.")),
            Map.entry("count", Schemas.whole("Attempts.")),
            Map.entry("successes", Schemas.whole("Attempts that succeeded.")),
            Map.entry(
                "errors",
                Schemas.object(Map.of())
                    .put("description", "Attempts that failed, by class.")
                    .put("additionalProperties", new JsonObject().put("type", "integer"))),
            Map.entry("coldStarts", Schemas.whole("Attempts that began an instance.")),
            Map.entry(
                "coldMeanMs", Schemas.nullable("number", "Mean in-flight time of those, in ms.")),
            Map.entry("sloViolations", Schemas.whole("Attempts longer than the function's SLO.")),
            Map.entry("warmCount", Schemas.whole("Attempts that latency is measured by.")),
            Map.entry("meanMs", Schemas.nullable("number", "Mean of warm in-flight time, in ms.")),
            Map.entry("p50Ms", Schemas.nullable("number", "Median " + latency)),
            Map.entry("p90Ms", Schemas.nullable("number", "90th percentile " + latency)),
            Map.entry("p95Ms", Schemas.nullable("number", "95th percentile " + latency)),
            Map.entry("p99Ms", Schemas.nullable("number", "99th percentile " + latency)),
            Map.entry("p999Ms", Schemas.nullable("number", "99.9th percentile " + latency)),
            Map.entry(
                "queueMs", Schemas.nullable("number", "Mean wait before the attempt, in ms.")),
            Map.entry("networkMs", Schemas.nullable("number", "Mean network time, in ms.")),
            Map.entry("executionMs", Schemas.nullable("number", "Mean execution time, in ms."))));
  }

  /** The profile of the day. */
  static JsonArray of(Profile profile) {
    var hours = new JsonArray();
    for (int hour = 0; hour < Profile.HOURS; hour++) {
      hours.add(
          new JsonObject()
              .put("hour", hour)
              .put("meanMs", boxed(profile.meanMs(hour)))
              .put("warmCount", profile.count(hour)));
    }
    return hours;
  }

  static @Nullable Double boxed(OptionalDouble value) {
    return value.isPresent() ? value.getAsDouble() : null;
  }
}
