package dev.skyvane.router.provider.web;

import com.fasterxml.jackson.core.JsonFactory;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.router.provider.net.HeaderText;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A call as a CloudEvent 1.0: {@code id} is the invocation's, {@code source} {@code
 * /skyvane/functions/NAME}, {@code type} {@code dev.skyvane.invocation}. Sources: the CloudEvents
 * specification 1.0.2, its HTTP protocol binding and its JSON format.
 */
final class CloudEvent {

  /** Media type of the structured mode. */
  static final String STRUCTURED = "application/cloudevents+json";

  private static final String TYPE = "dev.skyvane.invocation";
  private static final String TRACEPARENT = "traceparent";
  private static final JsonFactory JSON = new JsonFactory();

  private CloudEvent() {}

  /** The attributes as header fields of the binary mode; the content type stands for itself. */
  static Map<String, String> headers(FunctionCall call) {
    var headers = new LinkedHashMap<String, String>();
    attributes(call).forEach((name, value) -> headers.put("ce-" + name, HeaderText.of(value)));
    return headers;
  }

  /**
   * The event in JSON. Data that is JSON, by its type and itself, stands as it is, any other in
   * base64.
   */
  static Buffer structured(FunctionCall call, String contentType) {
    var out = new ByteArrayOutputStream(call.payload().remaining() * 4 / 3 + 512);
    byte[] data = bytes(call.payload());
    try (var json = JSON.createGenerator(out)) {
      json.writeStartObject();
      for (var attribute : attributes(call).entrySet()) {
        json.writeStringField(attribute.getKey(), attribute.getValue());
      }
      json.writeStringField("datacontenttype", contentType);
      if (data.length > 0 && isJson(contentType) && parses(data)) {
        json.writeFieldName("data");
        json.writeRawValue(new String(data, StandardCharsets.UTF_8));
      } else if (data.length > 0) {
        json.writeBinaryField("data_base64", data);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("An array in memory takes what is written", e);
    }
    return Buffer.buffer(out.toByteArray());
  }

  private static Map<String, String> attributes(FunctionCall call) {
    var attributes = new LinkedHashMap<String, String>();
    attributes.put("specversion", "1.0");
    // An id and a source must not be empty.
    attributes.put("id", call.invocationId().isEmpty() ? call.attemptId() : call.invocationId());
    attributes.put("source", "/skyvane/functions/" + call.function());
    attributes.put("type", TYPE);
    String trace = call.attributes().get(TRACEPARENT);
    if (trace != null) {
      attributes.put(TRACEPARENT, trace);
    }
    return attributes;
  }

  /** Broken JSON must not break the event around it. */
  private static boolean parses(byte[] data) {
    try (var parser = JSON.createParser(data)) {
      parser.nextToken();
      parser.skipChildren();
      return parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }

  static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.endsWith("/json") || type.endsWith("+json");
  }

  private static byte[] bytes(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    return bytes;
  }
}
