package dev.skyvane.router.provider.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiGatewayEventTest {

  @Test
  void jsonIsNotWrapped() {
    assertTrue(ApiGatewayEvent.isJson(null));
    assertTrue(ApiGatewayEvent.isJson("application/json"));
    assertTrue(ApiGatewayEvent.isJson("Application/JSON; charset=utf-8"));
    assertTrue(ApiGatewayEvent.isJson("application/cloudevents+json"));
    assertFalse(ApiGatewayEvent.isJson("text/plain"));
    assertFalse(ApiGatewayEvent.isJson("application/json-seq"));
  }

  @Test
  void wrapsAsPayloadFormatTwo() {
    byte[] event = ApiGatewayEvent.wrap(new byte[] {0, 1, (byte) 0xff}, "image/png");

    assertEquals(
        "{\"version\":\"2.0\",\"isBase64Encoded\":true,\"body\":\"AAH/\","
            + "\"headers\":{\"content-type\":\"image/png\"}}",
        new String(event, StandardCharsets.UTF_8));
  }

  @Test
  void unwrapsBinary() {
    var response =
        unwrap(
            "{\"statusCode\":201,\"headers\":{\"x\":\"y\",\"Content-Type\":\"image/png\"},"
                + "\"cookies\":[\"a=b\"],\"isBase64Encoded\":true,\"body\":\"AAH/\"}");

    assertNotNull(response);
    assertEquals(201, response.status());
    assertEquals("image/png", response.contentType());
    assertEquals(ByteBuffer.wrap(new byte[] {0, 1, (byte) 0xff}), response.body());
  }

  @Test
  void unwrapsText() {
    var response = unwrap("{\"isBase64Encoded\":false,\"body\":\"gr\u00fc\u00df dich\"}");

    assertNotNull(response);
    assertEquals(200, response.status());
    assertEquals("application/json", response.contentType());
    assertEquals("gr\u00fc\u00df dich", StandardCharsets.UTF_8.decode(response.body()).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "\"body\"",
        "{}",
        "{\"body\":\"AAH/\"}",
        "{\"isBase64Encoded\":true}",
        "{\"isBase64Encoded\":\"true\",\"body\":\"AAH/\"}",
        "{\"isBase64Encoded\":true,\"body\":{}}",
        "{\"isBase64Encoded\":true,\"body\":\"AAH/\",\"mine\":1}",
        "{\"isBase64Encoded\":true,\"body\":\"not!base64\"}",
        "{\"isBase64Encoded\":true,\"body\":\"AAH/\""
      })
  void leavesEverythingElse(String answer) {
    assertNull(unwrap(answer));
  }

  private static ApiGatewayEvent.Response unwrap(String answer) {
    return ApiGatewayEvent.unwrap(ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8)));
  }
}
