package dev.skyvane.router.provider.aws;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The shape in which payloads that are not JSON travel through Lambda, which takes and gives JSON
 * only. Source: API Gateway, payload format version 2.0 of HTTP APIs; function URLs use it too.
 */
final class ApiGatewayEvent {

  private static final JsonFactory JSON = new JsonFactory();

  private ApiGatewayEvent() {}

  /**
   * What an answer of this shape holds.
   *
   * @param status HTTP status, 200 where the answer has none
   * @param contentType media type; API Gateway's default, application/json, where it has none
   */
  record Response(int status, String contentType, ByteBuffer body) {}

  /** Whether Lambda takes a payload of this type as it is. */
  static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return true;
    }
    int parameters = contentType.indexOf(';');
    String type =
        (parameters < 0 ? contentType : contentType.substring(0, parameters))
            .strip()
            .toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.endsWith("+json");
  }

  /** Wraps a payload. */
  static byte[] wrap(byte[] payload, String contentType) {
    var bytes = new ByteArrayOutputStream(payload.length / 3 * 4 + 256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("version", "2.0");
      json.writeBooleanField("isBase64Encoded", true);
      json.writeFieldName("body");
      json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, payload, 0, payload.length);
      json.writeObjectFieldStart("headers");
      json.writeStringField("content-type", contentType);
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /**
   * Unwraps an answer.
   *
   * @return null if it has another shape; told at its first foreign field, so an ordinary answer
   *     costs little
   */
  static @Nullable Response unwrap(ByteBuffer answer) {
    byte[] bytes = new byte[answer.remaining()];
    answer.duplicate().get(bytes);
    try (JsonParser json = JSON.createParser(bytes)) {
      return json.nextToken() == JsonToken.START_OBJECT ? read(json) : null;
    } catch (IOException | IllegalArgumentException notOfThisShape) {
      return null;
    }
  }

  private static @Nullable Response read(JsonParser json) throws IOException {
    int status = 200;
    String contentType = "application/json";
    String body = null;
    Boolean encoded = null;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String field = json.currentName();
      JsonToken value = json.nextToken();
      switch (field) {
        case "statusCode" -> {
          if (value != JsonToken.VALUE_NUMBER_INT) {
            return null;
          }
          status = json.getIntValue();
        }
        case "isBase64Encoded" -> {
          if (!value.isBoolean()) {
            return null;
          }
          encoded = json.getBooleanValue();
        }
        case "body" -> {
          if (value != JsonToken.VALUE_STRING) {
            return null;
          }
          body = json.getText();
        }
        case "headers" -> {
          String told = contentTypeOf(json);
          contentType = told == null ? contentType : told;
        }
        case "version", "multiValueHeaders", "cookies", "statusDescription" -> json.skipChildren();
        default -> {
          return null;
        }
      }
    }
    if (body == null || encoded == null) {
      return null;
    }
    byte[] plain =
        encoded ? Base64.getMimeDecoder().decode(body) : body.getBytes(StandardCharsets.UTF_8);
    return new Response(status, contentType, ByteBuffer.wrap(plain));
  }

  private static @Nullable String contentTypeOf(JsonParser json) throws IOException {
    String found = null;
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return null;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      boolean wanted = json.currentName().equalsIgnoreCase("content-type");
      if (json.nextToken() == JsonToken.VALUE_STRING && wanted) {
        found = json.getText();
      } else {
        json.skipChildren();
      }
    }
    return found;
  }
}
