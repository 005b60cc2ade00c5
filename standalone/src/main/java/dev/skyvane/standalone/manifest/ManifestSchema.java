package dev.skyvane.standalone.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The JSON Schema of manifests, for editors; made of the same keys that read them. */
public final class ManifestSchema {
  private ManifestSchema() {}

  /** Writes the schema to the file named by the only argument. */
  public static void main(String[] arguments) throws IOException {
    var file = Path.of(arguments[0]);
    Files.createDirectories(file.toAbsolutePath().getParent());
    Files.writeString(file, text());
  }

  /** The schema, as it is published. */
  public static String text() {
    var schema = new LinkedHashMap<String, Object>();
    schema.put("$schema", "http://json-schema.org/draft-07/schema#");
    schema.put("title", "Skyvane manifest");
    schema.put(
        "oneOf",
        ManifestReader.KINDS.stream()
            .map(kind -> headed(kind, ManifestReader.keys(kind)))
            .toList());
    return ManifestWriter.json(schema);
  }

  private static Map<String, Object> headed(String kind, MapKind<?> keys) {
    var body = keys.schema();
    var properties = new LinkedHashMap<String, Object>();
    properties.put("apiVersion", Map.of("const", ManifestReader.API_VERSION));
    properties.put("kind", Map.of("const", kind));
    properties.putAll(keys.properties());
    var required = new ArrayList<Object>(List.of("apiVersion", "kind"));
    required.addAll((List<?>) body.getOrDefault("required", List.of()));
    var schema = new LinkedHashMap<String, Object>(body);
    schema.put("title", kind);
    schema.put("required", required);
    schema.put("properties", properties);
    return schema;
  }
}
