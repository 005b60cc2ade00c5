package dev.skyvane.standalone.manifest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes records as the manifests that would make them. */
public final class ManifestWriter {
  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
              .build());

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);

  static {
    YAML.configure(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN, true);
  }

  private ManifestWriter() {}

  /** A function as the map that its manifest is; defaults and derived ids are left out. */
  public static Map<String, Object> document(FunctionSpec spec) {
    return headed("Function", FunctionKeys.describe(RegionNames.of(List.of())).write(spec));
  }

  /** A region as the map that its manifest is. */
  public static Map<String, Object> document(RegionSpec spec) {
    return headed("Region", RegionKeys.describe().write(spec));
  }

  /** Documents as one YAML file. */
  public static String yaml(List<Map<String, Object>> documents) {
    return documents.stream().map(ManifestWriter::yaml).collect(Collectors.joining("---\n"));
  }

  /** A document, or several as a list, as JSON. */
  public static String json(Object documents) {
    try {
      return JSON.writeValueAsString(documents) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of texts and numbers are always JSON", e);
    }
  }

  private static String yaml(Map<String, Object> document) {
    try {
      return YAML.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps of texts and numbers are always YAML", e);
    }
  }

  private static Map<String, Object> headed(String kind, Map<String, Object> body) {
    var document = new LinkedHashMap<String, Object>();
    document.put("apiVersion", ManifestReader.API_VERSION);
    document.put("kind", kind);
    document.putAll(body);
    return document;
  }
}
