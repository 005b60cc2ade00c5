package dev.skyvane.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.skyvane.emulator.sample.FunctionInput;
import dev.skyvane.emulator.sample.Resize;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The reference inputs and answers in this module's jar. They were made without any code of the
 * project; {@code reference/README.md} beside them has the formats, {@code make_references.py} and
 * {@code make_workload_references.py} the tools and the command.
 */
public final class ReferenceCases {

  private static final String FOLDER = "reference/";
  private static final List<String> LISTS = List.of("cases.json", "workloads.json");

  private ReferenceCases() {}

  /**
   * All cases, in a fixed order.
   *
   * @throws UncheckedIOException if a file is missing or broken, naming it
   */
  public static List<ReferenceCase> load() {
    try {
      var cases = new ArrayList<ReferenceCase>();
      for (var list : LISTS) {
        for (var entry : FunctionInput.mapper().readTree(read(list))) {
          cases.add(load(entry));
        }
      }
      return List.copyOf(cases);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The cases of one function. */
  public static List<ReferenceCase> load(SampleFunction function) {
    return load().stream().filter(c -> c.function() == function).toList();
  }

  private static ReferenceCase load(JsonNode entry) throws IOException {
    var function = SampleFunction.valueOf(entry.path("function").asText());
    var name = entry.path("name").asText();
    if (entry.has("json")) {
      return ofJson(function, name, bytes(entry.path("json")), bytes(entry.path("answer")));
    }
    var input = read(entry.path("input").asText());
    var expected = read(entry.path("expected").asText());
    return switch (function) {
      case RESIZE -> image(entry, name, input, expected);
      case BAG_OF_WORDS -> text(function, name, "text", "text/plain", input, expected);
      case DNA_VISUALISATION, CSV ->
          text(
              function,
              name,
              entry.path("field").asText(),
              entry.path("type").asText(),
              input,
              expected);
      case COMPRESS -> {
        var data = Base64.getEncoder().encodeToString(input);
        var json = bytes(JsonNodeFactory.instance.objectNode().put("data", data));
        yield new ReferenceCase(function, name, json, input, "application/octet-stream", expected);
      }
      default -> ofJson(function, name, input, expected);
    };
  }

  private static ReferenceCase text(
      SampleFunction function,
      String name,
      String field,
      String type,
      byte[] input,
      byte[] expected) {
    var text = new String(input, StandardCharsets.UTF_8);
    var json = bytes(JsonNodeFactory.instance.objectNode().put(field, text));
    return new ReferenceCase(function, name, json, input, type + "; charset=utf-8", expected);
  }

  private static ReferenceCase image(JsonNode entry, String name, byte[] input, byte[] expected) {
    var width = entry.path("width").asInt();
    var object = JsonNodeFactory.instance.objectNode();
    object.put("image", Base64.getEncoder().encodeToString(input)).put("width", width);
    var json = bytes(object);
    // The raw form has no place for a width, so only the default width can be asked for.
    if (width != Resize.DEFAULT_WIDTH) {
      return ofJson(SampleFunction.RESIZE, name, json, expected);
    }
    var type = entry.path("input").asText().endsWith(".png") ? "image/png" : "image/jpeg";
    return new ReferenceCase(SampleFunction.RESIZE, name, json, input, type, expected);
  }

  private static ReferenceCase ofJson(
      SampleFunction function, String name, byte[] input, byte[] expected) {
    return new ReferenceCase(function, name, input, input, ReferenceCase.JSON_TYPE, expected);
  }

  private static byte[] bytes(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] read(String path) throws IOException {
    try (var in = ReferenceCases.class.getResourceAsStream(FOLDER + path)) {
      if (in == null) {
        throw new FileNotFoundException("The jar lacks " + FOLDER + path);
      }
      return in.readAllBytes();
    }
  }
}
