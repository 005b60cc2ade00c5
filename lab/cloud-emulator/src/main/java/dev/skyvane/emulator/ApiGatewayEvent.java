package dev.skyvane.emulator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skyvane.emulator.sample.FunctionFailedException;
import dev.skyvane.emulator.sample.FunctionInput;
import dev.skyvane.emulator.sample.FunctionOutput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How a function on Lambda is handed bytes that are not JSON, and hands them back. Source: API
 * Gateway, payload format version 2.0 of HTTP APIs; function URLs use it too.
 */
final class ApiGatewayEvent {

  private static final String CONTENT_TYPE = "content-type";

  private ApiGatewayEvent() {}

  /**
   * What an event holds: its body in bytes and its media type.
   *
   * @return null if the payload is none: an event is an object whose {@code version} is "2.0", with
   *     a boolean {@code isBase64Encoded} and a string {@code body}; other fields don't matter
   * @throws FunctionFailedException if the body is said to be base64 and is not
   */
  static @Nullable FunctionInput unwrap(byte[] payload) throws FunctionFailedException {
    try (var json = FunctionInput.mapper().createParser(payload)) {
      return json.nextToken() == JsonToken.START_OBJECT ? read(json) : null;
    } catch (IOException e) {
      throw new IllegalStateException("The payload was JSON when the call was taken", e);
    }
  }

  private static @Nullable FunctionInput read(JsonParser json)
      throws IOException, FunctionFailedException {
    var versioned = false;
    Boolean encoded = null;
    String body = null;
    String contentType = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var field = json.currentName();
      var value = json.nextToken();
      switch (field) {
        case "version" -> {
          versioned = value == JsonToken.VALUE_STRING && json.getText().equals("2.0");
          if (!versioned) {
            return null;
          }
        }
        case "isBase64Encoded" -> encoded = value.isBoolean() ? json.getBooleanValue() : null;
        case "body" -> body = value == JsonToken.VALUE_STRING ? json.getText() : null;
        case "headers" -> contentType = contentType(json);
        default -> {}
      }
      json.skipChildren();
    }
    if (!versioned || encoded == null || body == null) {
      return null;
    }
    return new FunctionInput(
        encoded ? decoded(body) : body.getBytes(StandardCharsets.UTF_8), contentType);
  }

  private static @Nullable String contentType(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      return null;
    }
    String found = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      var wanted = json.currentName().equalsIgnoreCase(CONTENT_TYPE);
      if (json.nextToken() == JsonToken.VALUE_STRING && wanted) {
        found = json.getText();
      }
      json.skipChildren();
    }
    return found;
  }

  private static byte[] decoded(String body) throws FunctionFailedException {
    try {
      return Base64.getDecoder().decode(body);
    } catch (IllegalArgumentException e) {
      throw new FunctionFailedException("BadInput", "The event's body is not base64.", e);
    }
  }

  /**
   * The response to an event. Text and JSON stand in it as they are where they are UTF-8, so that
   * the bytes of every answer survive; everything else is in base64.
   */
  static FunctionOutput wrap(FunctionOutput output) {
    var text = isText(output.contentType()) ? utf8(output.bytes()) : null;
    ObjectNode response = JsonNodeFactory.instance.objectNode();
    response.put("statusCode", 200);
    response.putObject("headers").put(CONTENT_TYPE, output.contentType());
    response.put("isBase64Encoded", text == null);
    response.put("body", text == null ? Base64.getEncoder().encodeToString(output.bytes()) : text);
    return new FunctionOutput(FunctionInput.write(response), "application/json", output.sleepMs());
  }

  private static boolean isText(String contentType) {
    var type = contentType.toLowerCase(Locale.ROOT);
    return type.startsWith("text/") || type.contains("json");
  }

  private static @Nullable String utf8(byte[] bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }
}
