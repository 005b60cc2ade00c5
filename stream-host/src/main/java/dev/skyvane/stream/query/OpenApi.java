package dev.skyvane.stream.query;

import dev.skyvane.stream.query.Route.Source;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The OpenAPI 3.1 description of routes. */
public final class OpenApi {
  private static final Map<String, String> ERRORS =
      Map.of(
          "400", "A parameter is missing, wrong or unknown.",
          "404", "There is no such thing.",
          "503", "It can't be answered now; Retry-After says when to ask again.",
          "504", "Those who know did not answer in time.");

  private OpenApi() {}

  /** Describes a service's routes. */
  public static JsonObject describe(String service, String version, List<Route> routes) {
    var paths = new JsonObject();
    for (var route : routes) {
      paths.put(route.path(), new JsonObject().put("get", operation(route)));
    }
    return new JsonObject()
        .put("openapi", "3.1.0")
        .put("info", new JsonObject().put("title", "Skyvane " + service).put("version", version))
        .put("paths", paths)
        .put(
            "components",
            new JsonObject()
                .put("schemas", new JsonObject().put("Meta", meta()).put("Error", error())));
  }

  private static JsonObject operation(Route route) {
    var parameters = new JsonArray();
    var inPath = Route.names(route.path());
    for (var each : route.parameters()) {
      parameters.add(
          new JsonObject()
              .put("name", each.name())
              .put("in", inPath.contains(each.name()) ? "path" : "query")
              .put("required", each.required())
              .put("description", each.doc())
              .put("schema", each.schema()));
    }
    var answer =
        object(
            new JsonObject().put("data", route.data()).put("meta", reference("Meta")),
            "data",
            "meta");
    var responses = new JsonObject().put("200", content("The answer.", answer));
    new TreeMap<>(ERRORS)
        .forEach((status, doc) -> responses.put(status, content(doc, reference("Error"))));
    return new JsonObject()
        .put("summary", route.summary())
        .put(
            "description",
            switch (route.source()) {
              case Source.Stored stored -> stored.asked();
              case Source.Here here -> "This instance answers for itself.";
            })
        .put("operationId", "get" + route.path().replaceAll("[^A-Za-z0-9]+", "-"))
        .put("parameters", parameters)
        .put("responses", responses);
  }

  private static JsonObject content(String doc, JsonObject schema) {
    return new JsonObject()
        .put("description", doc)
        .put(
            "content",
            new JsonObject().put("application/json", new JsonObject().put("schema", schema)));
  }

  private static JsonObject reference(String name) {
    return new JsonObject().put("$ref", "#/components/schemas/" + name);
  }

  private static JsonObject meta() {
    var source =
        object(
            new JsonObject()
                .put("instance", Schemas.text("Id of the instance that read the stores."))
                .put(
                    "role",
                    Schemas.text("active, standby, or restoring")
                        .put("enum", new JsonArray(List.of("active", "standby", "restoring"))))
                .put("partitions", Schemas.array(new JsonObject().put("type", "integer")))
                .put("lagRecords", Schemas.nullable("integer", "Records that it is behind."))
                .put("ageMs", Schemas.nullable("integer", "As ageMs of the whole.")));
    return object(
        new JsonObject()
            .put("instance", Schemas.text("Id of the instance that answers."))
            .put(
                "newest",
                Schemas.nullable("string", "Time of the newest outcome in it, ISO 8601 in UTC."))
            .put(
                "ageMs",
                Schemas.nullable(
                    "integer",
                    "All that had happened this long ago is in the answer, in ms; null: not known."))
            .put("lagRecords", Schemas.nullable("integer", "Records that the stores are behind."))
            .put("sources", Schemas.array(source)),
        "instance",
        "sources");
  }

  private static JsonObject error() {
    return object(
        new JsonObject()
            .put("code", Schemas.text("A word for programs."))
            .put("message", Schemas.text("Cause, rule and way out.")),
        "code",
        "message");
  }

  private static JsonObject object(JsonObject properties, String... required) {
    var schema = new JsonObject().put("type", "object").put("properties", properties);
    return required.length == 0
        ? schema
        : schema.put("required", new JsonArray(List.of((Object[]) required)));
  }
}
