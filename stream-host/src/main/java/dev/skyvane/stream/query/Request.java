package dev.skyvane.stream.query;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** A query's parameters, checked against those that its route declares. */
public final class Request {
  private final Route route;
  private final Map<String, String> values;

  /**
   * @throws QueryException if one is missing, wrong or unknown
   */
  Request(Route route, Map<String, String> given) {
    this.route = route;
    this.values = new LinkedHashMap<>();
    var unknown = new TreeSet<>(given.keySet());
    for (var parameter : route.parameters()) {
      unknown.remove(parameter.name());
      var value = given.getOrDefault(parameter.name(), parameter.fallback());
      if (value != null) {
        parameter.check(value);
        values.put(parameter.name(), value);
      } else if (parameter.required()) {
        throw QueryException.bad(parameter.name() + " is required: " + parameter.doc());
      }
    }
    if (!unknown.isEmpty()) {
      throw QueryException.bad(
          "%s has no parameter %s; it has %s"
              .formatted(
                  route.path(),
                  String.join(", ", unknown),
                  String.join(
                      ", ", route.parameters().stream().map(Parameter::name).sorted().toList())));
    }
  }

  /** The value of a parameter that is required or has a default. */
  public String text(String name) {
    return optional(name)
        .orElseThrow(() -> new IllegalArgumentException(name + " has no value and no default"));
  }

  /** The value of a parameter that may be absent. */
  public Optional<String> optional(String name) {
    return Optional.ofNullable(values.get(name));
  }

  /** A whole number that is required or has a default. */
  public long whole(String name) {
    return Long.parseLong(text(name));
  }

  /** A time that may be absent. */
  public Optional<Instant> time(String name) {
    return optional(name).map(value -> route.parameter(name).time(value));
  }
}
