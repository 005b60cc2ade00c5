package dev.skyvane.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import dev.skyvane.emulator.sample.FunctionFailedException;
import dev.skyvane.emulator.sample.FunctionInput;
import dev.skyvane.emulator.sample.FunctionOutput;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiGatewayEventTest {

  private static final byte[] BYTES = {0, (byte) 0x89, 'P', (byte) 0xff};

  private static FunctionInput unwrap(String payload) throws FunctionFailedException {
    return ApiGatewayEvent.unwrap(payload.getBytes(UTF_8));
  }

  @Test
  void anEventIsItsBodyAndContentType() throws Exception {
    var input =
        unwrap(
            "{\"version\":\"2.0\",\"isBase64Encoded\":true,\"body\":\"%s\","
                    .formatted(Base64.getEncoder().encodeToString(BYTES))
                + "\"headers\":{\"content-type\":\"image/png\"}}");
    assertNotNull(input);
    assertArrayEquals(BYTES, input.bytes());
    assertEquals("image/png", input.contentType());
  }

  @Test
  void whatAGatewayAddsAndTheOrderOfFieldsDontMatter() throws Exception {
    var input =
        unwrap(
            "{\"routeKey\":\"$default\",\"headers\":{\"a\":[1],\"Content-Type\":\"text/plain\"},"
                + "\"requestContext\":{\"body\":1,\"http\":{\"version\":\"1\"}},\"cookies\":[\"c\"],"
                + "\"body\":\"å {\",\"isBase64Encoded\":false,\"version\":\"2.0\"}");
    assertNotNull(input);
    assertEquals("å {", new String(input.bytes(), UTF_8));
    assertEquals("text/plain", input.contentType());
    assertNull(
        unwrap("{\"version\":\"2.0\",\"body\":\"\",\"isBase64Encoded\":true}").contentType());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "\"2.0\"",
        "{\"text\":\"a\"}",
        "{\"body\":\"a\",\"isBase64Encoded\":false}",
        "{\"version\":\"1.0\",\"body\":\"a\",\"isBase64Encoded\":false}",
        "{\"version\":2.0,\"body\":\"a\",\"isBase64Encoded\":false}",
        "{\"version\":\"2.0\",\"isBase64Encoded\":false}",
        "{\"version\":\"2.0\",\"body\":{\"a\":1},\"isBase64Encoded\":false}",
        "{\"version\":\"2.0\",\"body\":\"a\"}",
        "{\"version\":\"2.0\",\"body\":\"a\",\"isBase64Encoded\":\"true\"}",
        "{\"event\":{\"version\":\"2.0\",\"body\":\"a\",\"isBase64Encoded\":false}}"
      })
  void everythingElseIsNoEvent(String payload) throws Exception {
    assertNull(unwrap(payload));
  }

  @Test
  void aBodyThatIsNotBase64IsTheCallersFault() {
    var failure =
        assertThrows(
            FunctionFailedException.class,
            () -> unwrap("{\"version\":\"2.0\",\"body\":\"%%\",\"isBase64Encoded\":true}"));
    assertEquals("BadInput", failure.type());
  }

  @Test
  void answersComeBackByteForByte() throws Exception {
    assertBody(wrapped(BYTES, "image/png"), true, BYTES, "image/png");
    assertBody(wrapped(BYTES, "text/plain"), true, BYTES, "text/plain");
    var text = "å \"\u0000\ud83d\ude00".getBytes(UTF_8);
    assertBody(wrapped(text, "text/plain"), false, text, "text/plain");
    assertBody(wrapped(text, "application/json"), false, text, "application/json");
    assertBody(wrapped(text, "application/octet-stream"), true, text, "application/octet-stream");
    assertEquals(
        70, ApiGatewayEvent.wrap(new FunctionOutput(text, "application/json", 70)).sleepMs());
  }

  private static JsonNode wrapped(byte[] bytes, String contentType) throws Exception {
    var output = ApiGatewayEvent.wrap(FunctionOutput.of(bytes, contentType));
    assertEquals("application/json", output.contentType());
    return FunctionInput.mapper().readTree(output.bytes());
  }

  private static void assertBody(
      JsonNode response, boolean encoded, byte[] bytes, String contentType) {
    assertEquals(200, response.path("statusCode").intValue());
    assertEquals(contentType, response.path("headers").path("content-type").textValue());
    assertEquals(encoded, response.path("isBase64Encoded").booleanValue());
    var body = response.path("body").textValue();
    assertArrayEquals(bytes, encoded ? Base64.getDecoder().decode(body) : body.getBytes(UTF_8));
  }
}
