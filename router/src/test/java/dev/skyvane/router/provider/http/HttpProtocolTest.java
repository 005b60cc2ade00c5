package dev.skyvane.router.provider.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.FunctionError;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Success;
import dev.skyvane.provider.CallResult.Throttled;
import dev.skyvane.provider.CallResult.TimedOut;
import dev.skyvane.provider.CallResult.Unavailable;
import dev.skyvane.provider.Metering;
import dev.skyvane.router.provider.web.WebAnswer;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProtocolTest {

  private static Vertx vertx;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    vertx.close().await();
  }

  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 202, 204, 206})
  void twoHundredsAreTheResult(int status) {
    var success = assertInstanceOf(Success.class, answer(status, Map.of("content-type", "a/b")));

    assertEquals("a/b", success.contentType());
    assertEquals(Metering.NONE, success.metering());
  }

  @ParameterizedTest
  @CsvSource({
    "301, bad-request",
    "304, bad-request",
    "401, forbidden",
    "403, forbidden",
    "404, unknown-function",
    "413, payload-too-large"
  })
  void someAreRefusals(int status, String code) {
    assertEquals(code, assertInstanceOf(Rejected.class, answer(status, Map.of())).code());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 405, 409, 418, 422, 500, 501})
  void someAreTheFunctionsError(int status) {
    var error = assertInstanceOf(FunctionError.class, answer(status, Map.of()));

    assertEquals("body", StandardCharsets.UTF_8.decode(error.payload()).toString());
    assertTrue(error.message().contains("" + status), error.message());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 413, 429, 500, 502, 503})
  void aFunctionMayCallAnErrorItsOwn(int status) {
    var error =
        assertInstanceOf(FunctionError.class, answer(status, Map.of("X-Function-Error", "oops")));

    assertTrue(error.message().contains("oops"), error.message());
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 504})
  void someAreTimeouts(int status) {
    var timedOut =
        assertInstanceOf(
            TimedOut.class,
            answer(status, Map.of("x-function-error", "Timeout", "x-duration-seconds", "3")));

    assertEquals(3_000.0, timedOut.metering().executionMs());
  }

  @ParameterizedTest
  @ValueSource(ints = {502, 503, 505, 520, 599})
  void someAreTheProvidersFault(int status) {
    var unavailable =
        assertInstanceOf(Unavailable.class, answer(status, Map.of("retry-after", "3")));

    assertEquals(Duration.ofSeconds(3), unavailable.retryAfter());
  }

  @Test
  void throttleHeedsRetryAfterAsDate() {
    var throttled =
        assertInstanceOf(
            Throttled.class, answer(429, Map.of("Retry-After", "Sat, 21 Nov 2026 08:01:00 GMT")));

    assertEquals(Duration.ofMinutes(1), throttled.retryAfter());
  }

  @Test
  void readsMetering() {
    var headers =
        Map.of(
            "X-Duration-Seconds", "0.25",
            "X-Billed-Ms", "431",
            "X-Init-Seconds", "0.18",
            "X-Cold-Start", "True",
            "X-Memory-Used-Mb", "60.2");

    assertEquals(
        new Metering(Metering.Source.HEADER, 250.0, 431L, 61, true, 180.0),
        answer(200, headers).metering());
  }

  @Test
  void leavesNonsenseInMetering() {
    assertEquals(
        Metering.NONE,
        answer(200, Map.of("x-duration-seconds", "NaN", "x-cold-start", "perhaps")).metering());
  }

  private static CallResult answer(int status, Map<String, String> headers) {
    return new HttpProtocol(vertx, reference -> reference)
        .result(
            new WebAnswer(
                status,
                "Reason",
                MultiMap.caseInsensitiveMultiMap().addAll(headers),
                ByteBuffer.wrap("body".getBytes(StandardCharsets.UTF_8)),
                NOW));
  }
}
