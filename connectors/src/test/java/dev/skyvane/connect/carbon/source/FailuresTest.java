package dev.skyvane.connect.carbon.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.connect.carbon.source.Api.Said;
import dev.skyvane.connect.carbon.source.CarbonSource.Means;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How errors of an API are told apart, by each source that asks one. */
@Timeout(60)
final class FailuresTest {
  private static final String TOKEN = "s3cr3t-t0k3n";
  private static final Instant NOW = Instant.parse("2026-11-21T12:34:00Z");

  private final Api api = new Api(_ -> Said.ok("{}"));

  @AfterEach
  void close() {
    api.close();
  }

  private Answer ask(String source) {
    return ask(source, api.url(), Duration.ofSeconds(10));
  }

  private static Answer ask(String name, String url, Duration timeout) {
    try (var source = CarbonSources.named(name).orElseThrow()) {
      source.open(
          new Means(
              Map.of(name + ".url", url, "electricitymaps.token", "env:TOKEN"),
              _ -> TOKEN,
              Clock.fixed(NOW, ZoneOffset.UTC),
              timeout));
      var answer = source.read("GB", null);
      assertFalse(answer.toString().contains(TOKEN), "the token is not repeated");
      return answer;
    }
  }

  private void says(int status, String body) {
    api.says(_ -> new Said(status, Map.of(), body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"electricitymaps", "ukcarbonintensity"})
  void tooManyRequestsSayForHowLong(String source) {
    api.says(_ -> new Said(429, Map.of("Retry-After", "120"), ""));
    var said = assertInstanceOf(Answer.Throttled.class, ask(source));
    assertEquals(Duration.ofMinutes(2), said.retryAfter());
    api.says(_ -> new Said(429, Map.of("Retry-After", "Sat, 21 Nov 2026 12:35:00 GMT"), ""));
    said = assertInstanceOf(Answer.Throttled.class, ask(source));
    assertEquals(Duration.ofMinutes(1), said.retryAfter());
    says(429, "");
    assertNull(assertInstanceOf(Answer.Throttled.class, ask(source)).retryAfter());
  }

  /** Bodies as published: an unknown token, and a plan without the zone. */
  @Test
  void aKeyThatIsNotTakenIsRefused() {
    for (var body :
        new String[] {
          "{'error':'Invalid auth-token','message':'The provided token is invalid. " + TOKEN + "'}",
          "{'error':'Request unauthorized for zoneKey=GB,requestType=past','message':'You do not'}"
        }) {
      says(401, body.replace('\'', '"'));
      var said = assertInstanceOf(Answer.Refused.class, ask("electricitymaps"));
      assertTrue(said.reason().contains("HTTP 401"), said.reason());
      assertFalse(said.reason().contains("zoneKey"), said.reason());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"electricitymaps", "ukcarbonintensity"})
  void whatPassesIsToldFromWhatDoesNot(String source) {
    for (int status : new int[] {500, 502, 503, 504, 408, 302}) {
      says(status, "{\"error\":{\"code\":\"500 Internal Server Error\",\"message\":\"string\"}}");
      assertInstanceOf(Answer.Unavailable.class, ask(source), status + "");
    }
    for (int status : new int[] {400, 403, 404}) {
      says(status, "{\"error\":{\"code\":\"400 Bad Request\",\"message\":\"string\"}}");
      assertInstanceOf(Answer.Refused.class, ask(source), status + "");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"electricitymaps", "ukcarbonintensity"})
  void anAnswerWithoutSenseIsNoReading(String source) {
    for (var body :
        new String[] {
          "",
          "<html>",
          "[]",
          "7",
          "{\"zone\":\"GB\",\"carbonIntensity\":\"high\"}",
          "{\"zone\":\"GB\",\"carbonIntensity\":-1,\"datetime\":\"2026-11-21T12:00:00Z\"}",
          "{\"zone\":\"GB\",\"carbonIntensity\":9999,\"datetime\":\"2026-11-21T12:00:00Z\"}",
          "{\"zone\":\"GB\",\"carbonIntensity\":30,\"datetime\":\"soon\"}",
          "{\"zone\":\"GB\",\"carbonIntensity\":30}",
          "{\"data\":[{\"from\":\"soon\",\"intensity\":{\"actual\":30}}]}",
          "{\"data\":{}}",
          "{\"data\":[{\"from\":\"2026-11-21T12:00Z\",\"intensity\":{\"actual\":[]}}]}"
        }) {
      says(200, body);
      var answer = ask(source);
      assertNotEquals(Answer.Readings.class, answer.getClass(), body);
      assertFalse(answer.toString().contains("soon"), answer.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"electricitymaps", "ukcarbonintensity"})
  void whoDoesNotAnswerIsUnavailable(String source) throws Exception {
    try (var silent = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      assertInstanceOf(
          Answer.Unavailable.class,
          ask(source, "http://127.0.0.1:" + silent.getLocalPort(), Duration.ofMillis(200)));
    }
    api.close();
    assertInstanceOf(Answer.Unavailable.class, ask(source));
  }

  @Test
  void anAnswerWithoutEndIsCutOff() {
    says(200, "{\"zone\":\"GB\",\"x\":\"" + "x".repeat(2 << 20) + "\"}");
    assertInstanceOf(Answer.Unavailable.class, ask("electricitymaps"));
  }
}
