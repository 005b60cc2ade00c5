package dev.skyvane.router.provider.aws;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.skyvane.provider.FunctionCall;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The client context by which a function on Lambda sees facts of its call. */
final class ClientContext {

  /** Most bytes of base64 that Lambda takes: Lambda API reference, Invoke, X-Amz-Client-Context. */
  private static final int MAX_BYTES = 3_583;

  private static final JsonFactory JSON = new JsonFactory();

  private ClientContext() {}

  /**
   * The context of a call, in base64.
   *
   * @throws IllegalArgumentException if the invocation's id alone is too long for it
   */
  static String of(FunctionCall call) {
    SortedMap<String, String> ids = new TreeMap<>();
    ids.put(FunctionCall.INVOCATION_ID, call.invocationId());
    ids.put(FunctionCall.ATTEMPT_ID, call.attemptId());
    ids.put(FunctionCall.ATTEMPT, Integer.toString(call.attempt()));
    SortedMap<String, String> all = new TreeMap<>(call.attributes());
    all.remove(FunctionCall.VANTAGE);
    all.putAll(ids);
    String whole = encoded(all);
    if (whole.length() <= MAX_BYTES) {
      return whole;
    }
    String least = encoded(ids);
    if (least.length() <= MAX_BYTES) {
      return least;
    }
    throw new IllegalArgumentException(
        "The invocation's id is too long for Lambda, whose client context holds "
            + MAX_BYTES
            + " bytes; use a shorter one.");
  }

  private static String encoded(Map<String, String> custom) {
    var bytes = new ByteArrayOutputStream(256);
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeObjectFieldStart("custom");
      for (var entry : custom.entrySet()) {
        json.writeStringField(entry.getKey(), entry.getValue());
      }
      json.writeEndObject();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
