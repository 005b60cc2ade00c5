package dev.skyvane.stream.query;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.TreeMap;

/** Pieces of JSON Schema (2020-12) for the data of routes. */
public final class Schemas {
  private Schemas() {}

  /** A text. */
  public static JsonObject text(String doc) {
    return new JsonObject().put("type", "string").put("description", doc);
  }

  /** A number that may have a fraction. */
  public static JsonObject number(String doc) {
    return new JsonObject().put("type", "number").put("description", doc);
  }

  /** A whole number. */
  public static JsonObject whole(String doc) {
    return new JsonObject().put("type", "integer").put("description", doc);
  }

  /** A value of a type, or null. */
  public static JsonObject nullable(String type, String doc) {
    return new JsonObject()
        .put("type", new JsonArray().add(type).add("null"))
        .put("description", doc);
  }

  /** A list. */
  public static JsonObject array(JsonObject items) {
    return new JsonObject().put("type", "array").put("items", items);
  }

  /** An object with these properties. */
  public static JsonObject object(Map<String, JsonObject> properties) {
    var all = new JsonObject();
    new TreeMap<>(properties).forEach(all::put);
    return new JsonObject().put("type", "object").put("properties", all);
  }
}
