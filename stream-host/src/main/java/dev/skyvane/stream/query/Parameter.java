package dev.skyvane.stream.query;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A parameter of a route: in its path where the path has {@code {name}}, else in the query.
 *
 * @param fallback what is taken where it is absent; null: nothing
 */
public record Parameter(
    String name, Kind kind, boolean required, @Nullable String fallback, String doc) {

  /** What values it takes. */
  public sealed interface Kind {
    /** Any text that is not blank. */
    record Text() implements Kind {}

    /** A whole number. */
    record Whole(long least, long most) implements Kind {}

    /** A time: ISO 8601 in UTC, or ms since 1970-01-01 UTC. */
    record Time() implements Kind {}

    /** One of some words. */
    record OneOf(List<String> words) implements Kind {
      public OneOf {
        words = List.copyOf(words);
      }
    }
  }

  /** One that must be there. */
  public static Parameter required(String name, Kind kind, String doc) {
    return new Parameter(name, kind, true, null, doc);
  }

  /** One that may be absent. */
  public static Parameter optional(String name, Kind kind, String doc) {
    return new Parameter(name, kind, false, null, doc);
  }

  /** One that may be absent and then has a value. */
  public static Parameter withDefault(String name, Kind kind, String fallback, String doc) {
    return new Parameter(name, kind, false, fallback, doc);
  }

  /**
   * Checks a value.
   *
   * @throws QueryException that names parameter, value and rule
   */
  void check(String value) {
    switch (kind) {
      case Kind.Text() -> {
        if (value.isBlank()) {
          throw bad(value, "must not be blank");
        }
      }
      case Kind.Whole(long least, long most) -> {
        long number;
        try {
          number = Long.parseLong(value);
        } catch (NumberFormatException e) {
          throw bad(value, "must be a whole number");
        }
        if (number < least || number > most) {
          throw bad(value, "must be within " + least + " to " + most);
        }
      }
      case Kind.Time() -> time(value);
      case Kind.OneOf(List<String> words) -> {
        if (!words.contains(value)) {
          throw bad(value, "must be one of " + String.join(", ", words));
        }
      }
    }
  }

  Instant time(String value) {
    try {
      return value.chars().allMatch(Character::isDigit)
          ? Instant.ofEpochMilli(Long.parseLong(value))
          : Instant.parse(value);
    } catch (DateTimeException | NumberFormatException e) {
      throw bad(value, "must be a time as 2026-11-21T12:00:00Z, or ms since 1970-01-01 UTC");
    }
  }

  private QueryException bad(String value, String rule) {
    return QueryException.bad(name + "='" + value + "' " + rule);
  }

  JsonObject schema() {
    var schema =
        switch (kind) {
          case Kind.Text() -> new JsonObject().put("type", "string");
          case Kind.Whole(long least, long most) ->
              new JsonObject().put("type", "integer").put("minimum", least).put("maximum", most);
          case Kind.Time() ->
              new JsonObject()
                  .put("type", "string")
                  .put("description", "ISO 8601 in UTC, or ms since 1970-01-01 UTC");
          case Kind.OneOf(List<String> words) ->
              new JsonObject().put("type", "string").put("enum", new JsonArray(words));
        };
    if (fallback != null) {
      schema.put("default", kind instanceof Kind.Whole ? Long.valueOf(fallback) : fallback);
    }
    return schema;
  }
}
