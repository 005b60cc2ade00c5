package dev.skyvane.embedded.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/**
 * A request as a route sees it.
 *
 * @param arguments what stands in the path for each {@code {}} of the route, decoded
 * @param query parameters, decoded
 * @param body missing node where there is none
 */
record RegistryRequest(List<String> arguments, Map<String, String> query, JsonNode body) {
  String argument(int index) {
    return arguments.get(index);
  }

  /** An id in the path. */
  int id() {
    try {
      return Integer.parseInt(argument(0));
    } catch (NumberFormatException e) {
      throw RegistryError.of(404, "HTTP 404 Not Found");
    }
  }

  boolean flag(String name) {
    return Boolean.parseBoolean(query.get(name));
  }

  /** The schema in the body. */
  GivenSchema schema() {
    var type = body.path("schemaType").asText("AVRO");
    if (!type.equals("AVRO")) {
      throw RegistryError.invalidSchema("its type is " + type + ", only AVRO is taken here");
    }
    return new GivenSchema(body.path("schema").asText(), ChangeCodec.references(body));
  }

  CompatibilityLevel level() {
    var name = body.path("compatibility").asText();
    for (var level : CompatibilityLevel.values()) {
      if (level.name().equals(name)) {
        return level;
      }
    }
    throw RegistryError.of(
        42203,
        "Invalid compatibility level. Valid values are " + List.of(CompatibilityLevel.values()));
  }

  Mode mode() {
    var name = body.path("mode").asText();
    for (var mode : Mode.values()) {
      if (mode.name().equals(name)) {
        return mode;
      }
    }
    throw RegistryError.of(42204, "Invalid mode. Valid values are " + List.of(Mode.values()));
  }
}
