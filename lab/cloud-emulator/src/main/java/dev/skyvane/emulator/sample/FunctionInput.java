package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a function is given.
 *
 * @param bytes the input; not changed
 * @param contentType its media type, or null if the caller did not say
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record FunctionInput(byte[] bytes, @Nullable String contentType) {

  private static final int MAX_STRING = 32 * 1024 * 1024;

  private static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxStringLength(MAX_STRING).build())
                  // Plain UTF-8 for every character, as other writers of JSON have it.
                  .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                  .build())
          .build();

  /** The mapper for JSON of any size that a provider takes; thread-safe, not to be configured. */
  public static ObjectMapper mapper() {
    return JSON;
  }

  /**
   * The input as a JSON object with a given field, or empty if it is in raw form. A media type of
   * JSON means JSON, {@code text/*} and {@code image/*} mean raw. Where the caller did not say (no
   * media type, or {@code application/octet-stream}), an input is JSON exactly if it begins with a
   * brace and is a JSON object that has the field.
   *
   * @throws FunctionFailedException if the input is said to be JSON and is not an object with the
   *     field
   */
  Optional<ObjectNode> object(String field) throws FunctionFailedException {
    var type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
    if (type.startsWith("text/") || type.startsWith("image/")) {
      return Optional.empty();
    }
    var said = type.contains("json");
    if (!said && !beginsWithBrace()) {
      return Optional.empty();
    }
    try {
      JsonNode tree = JSON.readTree(bytes);
      if (tree instanceof ObjectNode object && object.hasNonNull(field)) {
        return Optional.of(object);
      }
      if (!said) {
        return Optional.empty();
      }
      throw new FunctionFailedException(
          "BadInput", "The JSON input must be an object with the field '" + field + "'.");
    } catch (JsonProcessingException e) {
      if (!said) {
        return Optional.empty();
      }
      throw new FunctionFailedException("BadInput", "The input is not valid JSON.", e);
    } catch (IOException e) {
      throw new FunctionFailedException("BadInput", "The input can't be read.", e);
    }
  }

  /** As {@link #object(String)}, for functions that have no raw form. */
  ObjectNode requiredObject(String field) throws FunctionFailedException {
    return new FunctionInput(bytes, "application/json")
        .object(field)
        .orElseThrow(() -> new IllegalStateException("JSON input can't be raw"));
  }

  /** An integer field. */
  static long integer(ObjectNode object, String field, long least, long most)
      throws FunctionFailedException {
    var node = object.path(field);
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw new FunctionFailedException(
          "BadInput", "The field '" + field + "' must be an integer.");
    }
    var value = node.longValue();
    if (value < least || value > most) {
      throw new FunctionFailedException(
          "BadInput",
          "The field '%s' is %d; it must lie between %d and %d."
              .formatted(field, value, least, most));
    }
    return value;
  }

  /** A tree as UTF-8. */
  public static byte[] write(JsonNode node) {
    try {
      return JSON.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON nodes can always be written", e);
    }
  }

  private boolean beginsWithBrace() {
    for (var b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return b == '{';
      }
    }
    return false;
  }
}
