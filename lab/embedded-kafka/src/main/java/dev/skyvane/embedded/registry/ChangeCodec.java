package dev.skyvane.embedded.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** Changes as JSON keys and values of a compacted topic. A value of null takes the key back. */
final class ChangeCodec {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private final ObjectMapper json = new ObjectMapper();

  /** A record's key and value. */
  record Entry(byte[] key, byte @Nullable [] value) {}

  Entry encode(Change change) {
    return switch (change) {
      case Change.VersionSet(var version) ->
          entry(key("SCHEMA", version.subject()).put("version", version.version()), value(version));
      case Change.VersionDropped(var subject, var version) ->
          entry(key("SCHEMA", subject).put("version", version), null);
      case Change.LevelSet(var subject, var level) ->
          entry(
              key("CONFIG", subject),
              level == null ? null : NODES.objectNode().put("compatibilityLevel", level.name()));
      case Change.ModeSet(var subject, var mode) ->
          entry(
              key("MODE", subject),
              mode == null ? null : NODES.objectNode().put("mode", mode.name()));
      case Change.IdsUsed(var highest) ->
          entry(
              NODES.objectNode().put("keytype", "IDS"), NODES.objectNode().put("highest", highest));
    };
  }

  private static ObjectNode key(String type, String subject) {
    return NODES.objectNode().put("keytype", type).put("subject", subject);
  }

  private static ObjectNode value(RegisteredVersion version) {
    var value =
        NODES
            .objectNode()
            .put("subject", version.subject())
            .put("version", version.version())
            .put("id", version.id())
            .put("schema", version.schema())
            .put("deleted", version.deleted());
    var references = value.putArray("references");
    for (var reference : version.references()) {
      references
          .addObject()
          .put("name", reference.name())
          .put("subject", reference.subject())
          .put("version", reference.version());
    }
    return value;
  }

  private Entry entry(JsonNode key, @Nullable JsonNode value) {
    try {
      return new Entry(
          json.writeValueAsBytes(key), value == null ? null : json.writeValueAsBytes(value));
    } catch (IOException e) {
      throw new UncheckedIOException("A change can't be written as JSON", e);
    }
  }

  /**
   * @throws IllegalStateException if the record is not one of {@link #encode}
   */
  Change decode(byte[] keyBytes, byte @Nullable [] valueBytes) {
    JsonNode key;
    JsonNode value;
    try {
      key = json.readTree(keyBytes);
      value = valueBytes == null ? null : json.readTree(valueBytes);
    } catch (IOException e) {
      throw new IllegalStateException(
          "The journal holds a record that is not JSON: is the topic used by somebody else?", e);
    }
    var subject = key.path("subject").asText();
    return switch (key.path("keytype").asText()) {
      case "SCHEMA" ->
          value == null
              ? new Change.VersionDropped(subject, key.path("version").asInt())
              : new Change.VersionSet(version(value));
      case "CONFIG" ->
          new Change.LevelSet(
              subject,
              value == null
                  ? null
                  : CompatibilityLevel.valueOf(value.path("compatibilityLevel").asText()));
      case "MODE" ->
          new Change.ModeSet(
              subject, value == null ? null : Mode.valueOf(value.path("mode").asText()));
      case "IDS" -> new Change.IdsUsed(value == null ? 0 : value.path("highest").asInt());
      default ->
          throw new IllegalStateException(
              "The journal holds a record of an unknown kind: is the topic used by somebody else?");
    };
  }

  private static RegisteredVersion version(JsonNode value) {
    return new RegisteredVersion(
        value.path("subject").asText(),
        value.path("version").asInt(),
        value.path("id").asInt(),
        value.path("schema").asText(),
        references(value),
        value.path("deleted").asBoolean());
  }

  /** References of a journal record or of a request. */
  static ArrayList<Reference> references(JsonNode node) {
    var references = new ArrayList<Reference>();
    for (var reference : node.path("references")) {
      references.add(
          new Reference(
              reference.path("name").asText(),
              reference.path("subject").asText(),
              reference.path("version").asInt()));
    }
    return references;
  }
}
