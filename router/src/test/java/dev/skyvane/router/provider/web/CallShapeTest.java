package dev.skyvane.router.provider.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallShape;
import dev.skyvane.provider.CallShape.Format;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.Metering;
import dev.skyvane.provider.Target;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallShapeTest {

  @Test
  void methodAndHeadersAreThoseOfTheSpec() {
    var shape =
        new CallShape(
            "PUT",
            Map.of("X-Id", "{function}/{invocation-id}#{attempt}", "X-Plain", "100 %"),
            Format.PLAIN,
            false,
            false);
    var request = request(shape, "a/b", "bytes");
    assertEquals("PUT", request.head().getMethod().name());
    assertEquals("f/order ü#2".replace("ü", "%C3%BC"), header(request, "x-id"));
    assertEquals("100 %25", header(request, "x-plain"));
    assertEquals("bytes", request.body().toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Authorization",
        "host",
        "Content-Length",
        "Metadata-Flavor",
        "skyvane-attempt",
        "ce-id",
        "x y",
        "",
        "X-AWS-EC2-Metadata-Token"
      })
  void headersThatAreOthersAreRefused(String name) {
    var wrong =
        assertThrows(
            IllegalArgumentException.class, () -> HeaderTemplates.check(Map.of(name, "x")));
    assertTrue(wrong.getMessage().contains("'" + name + "'"), wrong.getMessage());
  }

  @Test
  void unknownPlacesAreNamed() {
    var wrong =
        assertThrows(
            IllegalArgumentException.class,
            () -> HeaderTemplates.check(Map.of("x-a", "{invocation}")));
    assertTrue(wrong.getMessage().contains("{invocation}"), wrong.getMessage());
    assertTrue(wrong.getMessage().contains("invocation-id"), wrong.getMessage());
  }

  @Test
  void aCloudEventInBinaryModeHasItsAttributesInHeaders() {
    var request =
        request(
            new CallShape("POST", Map.of(), Format.CLOUDEVENT_BINARY, false, false),
            "a/b",
            "bytes");
    assertEquals("1.0", header(request, "ce-specversion"));
    assertEquals("order %C3%BC", header(request, "ce-id"));
    assertEquals("/skyvane/functions/f", header(request, "ce-source"));
    assertEquals("dev.skyvane.invocation", header(request, "ce-type"));
    assertEquals("00-trace", header(request, "ce-traceparent"));
    assertEquals("a/b", header(request, "content-type"));
    assertEquals("bytes", request.body().toString());
  }

  @Test
  void aCloudEventInStructuredModeHoldsItsData() {
    var shape = new CallShape("POST", Map.of(), Format.CLOUDEVENT_STRUCTURED, false, false);
    var request = request(shape, "application/json", "{\"a\":[1,2]}");
    assertEquals("application/cloudevents+json", header(request, "content-type"));
    assertNull(header(request, "ce-id"));
    var event = new JsonObject(request.body());
    assertEquals("1.0", event.getString("specversion"));
    assertEquals("order ü", event.getString("id"));
    assertEquals("application/json", event.getString("datacontenttype"));
    assertEquals(2, event.getJsonObject("data").getJsonArray("a").getInteger(1));

    event = new JsonObject(request(shape, "image/png", "png").body());
    assertEquals("png", new String(event.getBinary("data_base64"), StandardCharsets.UTF_8));
    event = new JsonObject(request(shape, "application/json", "{\"a\":").body());
    assertEquals("{\"a\":", new String(event.getBinary("data_base64"), StandardCharsets.UTF_8));
    event = new JsonObject(request(shape, "application/json", "{},\"id\":\"other\"").body());
    assertEquals("order ü", event.getString("id"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"runtime\": 38.94, \"newcontainer\": 1, \"x\": {\"runtime\": 5}} | 38.94 | true",
        "{\"userRuntime\": 7, \"newcontainer\": 0} | 7 | false",
        "{\"userRuntime\": 7, \"runtime\": 9} | 9 | ",
        "{\"runtime\": \"soon\", \"newcontainer\": 1} | | true",
        "{\"runtime\": -1} | | ",
        "{\"message\": \"hello\"} | | ",
        "[1] | | ",
        "{\"runtime\": 3 | | ",
        "no json | | "
      })
  void fieldsOfTheAnswerMeter(String body, @Nullable Double runtime, @Nullable Boolean cold) {
    var metering = SaafFields.of(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        runtime == null && cold == null
            ? Metering.NONE
            : new Metering(Metering.Source.PAYLOAD, runtime, null, null, cold, null),
        metering);
  }

  private static @Nullable String header(WebRequest request, String name) {
    return request.head().getHeaders().get(name);
  }

  private static WebRequest request(CallShape shape, String contentType, String body) {
    var target =
        new Target("d", "http:local", "http://127.0.0.1:1/x", 128, null, null, null, shape);
    return WebRequest.of(
        new FunctionCall(
            target,
            "f",
            "order ü",
            "attempt",
            2,
            ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)),
            contentType,
            Duration.ofSeconds(5),
            Map.of("traceparent", "00-trace")),
        WebAddress.of(target));
  }
}
