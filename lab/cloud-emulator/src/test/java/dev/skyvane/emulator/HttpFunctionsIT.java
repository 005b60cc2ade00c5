package dev.skyvane.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skyvane.emulator.LedgerEntry.Status;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Plain HTTP functions and the emulator's own API, by the JDK's client. */
class HttpFunctionsIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();
  private CloudEmulator emulator;
  private EmulatedRegion region;

  @BeforeEach
  void start() {
    emulator =
        CloudEmulator.start(
            EmulatorOptions.of(
                RegionOptions.instant("http:north").withConcurrency(2),
                RegionOptions.instant("aws:eu-north-1")));
    region = emulator.region("http:north");
    for (var function : SampleFunction.values()) {
      region.deploy(function.name(), 512, function);
    }
  }

  @AfterEach
  void stop() {
    emulator.close();
    client.close();
  }

  @Test
  void everyReferenceComesBackRightInBothForms() throws Exception {
    for (var reference : ReferenceCases.load()) {
      var name = reference.function().name();
      var raw = call(name, reference.raw(), reference.rawContentType());
      assertEquals(200, raw.statusCode());
      assertTrue(reference.matches(raw.body()), () -> reference + " raw");
      assertTrue(
          reference.matches(call(name, reference.json(), null).body()), () -> reference + " JSON");
    }
  }

  @Test
  void anAnswerCarriesItsMetering() throws Exception {
    var bytes = new byte[] {0, 1, 2, (byte) 0xff};
    var answer = call("ECHO", bytes, "application/x-anything");
    assertArrayEquals(bytes, answer.body());
    assertEquals("application/x-anything", header(answer, "content-type"));
    assertEquals("false", header(answer, "x-cold-start"));
    assertEquals("36", header(answer, "x-memory-used-mb"));
    awaitCalls(1);
    var entry = region.ledger().entries().getFirst();
    assertEquals(
        entry.durationMs() / 1_000, Double.parseDouble(header(answer, "x-duration-seconds")), 1e-9);
    assertEquals(Long.toString(entry.billedMs()), header(answer, "x-billed-ms"));
    assertEquals(entry.requestId(), header(answer, "x-call-id"));
    assertEquals(4, entry.requestBytes());
    assertEquals(4, entry.responseBytes());
    assertTrue(entry.answered());
  }

  @Test
  void errorsAreToldByStatusAndHeader() throws Exception {
    var failed = call("FAIL", "x".getBytes(UTF_8), null);
    assertEquals(500, failed.statusCode());
    assertEquals("Unhandled", header(failed, "x-function-error"));
    assertEquals("SampleFailure", json(failed).path("errorType").asText());
    assertEquals(404, call("nobody", new byte[0], null).statusCode());
    var malformed = call("ALU", "{}".getBytes(UTF_8), "application/json");
    assertEquals(500, malformed.statusCode());
    assertEquals("BadInput", json(malformed).path("errorType").asText());
    region.deploy(
        FunctionOptions.of("slow", 128, SampleFunction.SLEEPY).withTimeout(Duration.ofMillis(50)));
    var late = call("slow", "{\"sleepMs\":5000}".getBytes(UTF_8), null);
    assertEquals(504, late.statusCode());
    assertEquals("Timeout", header(late, "x-function-error"));
    var get =
        client.send(
            HttpRequest.newBuilder(URI.create(region.address("ECHO"))).build(),
            BodyHandlers.ofByteArray());
    assertEquals(405, get.statusCode());
    var lost = request("ECHO", new byte[0], null).header("skyvane-vantage", "north");
    assertEquals(400, client.send(lost.build(), BodyHandlers.ofByteArray()).statusCode());
  }

  @Test
  void overTheLimitIs429WithRetryAfter() throws Exception {
    var slow = "{\"sleepMs\":2000}".getBytes(UTF_8);
    var first = client.sendAsync(request("SLEEPY", slow, null).build(), BodyHandlers.ofByteArray());
    var second =
        client.sendAsync(request("SLEEPY", slow, null).build(), BodyHandlers.ofByteArray());
    Awaitility.await().atMost(LIMIT).until(() -> region.inFlight() == 2);
    var third = call("ECHO", new byte[0], null);
    assertEquals(429, third.statusCode());
    assertEquals("1", header(third, "retry-after"));
    assertEquals(200, first.join().statusCode());
    assertEquals(200, second.join().statusCode());
  }

  @Test
  void whoWaitsForTheBackEndPaysForIt() throws Exception {
    region.deploy(FunctionOptions.of("shop", 128, SampleFunction.SLEEPY).withBackEnd(1));
    var slow = "{\"sleepMs\":2000}".getBytes(UTF_8);
    var first = client.sendAsync(request("shop", slow, null).build(), BodyHandlers.ofByteArray());
    Awaitility.await().atMost(LIMIT).until(() -> region.inFlight() == 1);
    var second = call("shop", slow, null);

    // 1 ms is what the function takes without sleeping.
    assertEquals("2001", header(first.join(), "x-billed-ms"));
    long waited = Long.parseLong(header(second, "x-billed-ms"));
    assertTrue(waited > 2_001 && waited <= 2 * 2_001, () -> waited + " ms");
    awaitCalls(2);
    assertEquals(2_001 + waited, region.ledger().totals().billedMs());
  }

  @Test
  void aCallerThatGoesAwayDoesNotStopTheRun() throws Exception {
    var slow =
        request("SLEEPY", "{\"sleepMs\":2500}".getBytes(UTF_8), null)
            .timeout(Duration.ofMillis(1_000));
    assertThrows(
        HttpTimeoutException.class, () -> client.send(slow.build(), BodyHandlers.ofByteArray()));
    awaitCalls(1);
    var entry = region.ledger().entries().getFirst();
    assertEquals(Status.OK, entry.status());
    assertFalse(entry.answered());
    assertTrue(entry.usd().signum() > 0);
    assertEquals(0, region.inFlight());
  }

  @Test
  void aCallerThatGoesAwayOnTheWayRunsNothing() throws Exception {
    stop();
    emulator =
        CloudEmulator.start(
            EmulatorOptions.of(
                RegionOptions.instant("http:far")
                    .withNetwork(new RegionOptions.Network(2_000, 0, 0))));
    region = emulator.region("http:far");
    region.deploy("ECHO", 128, SampleFunction.ECHO);
    try (var other = HttpClient.newHttpClient()) {
      var early =
          request("ECHO", new byte[0], null)
              .header("skyvane-vantage", "0,0")
              .timeout(Duration.ofMillis(600))
              .build();
      assertThrows(HttpTimeoutException.class, () -> other.send(early, BodyHandlers.ofByteArray()));
    }
    awaitCalls(1);
    var entry = region.ledger().entries().getFirst();
    assertEquals(Status.CANCELLED, entry.status());
    assertEquals(0, entry.usd().signum());
    assertEquals(0, region.maxInFlight());
  }

  @Test
  void aHangingRegionNeverAnswers() throws Exception {
    region.faults().change(f -> f.withHangRate(1));
    var call = request("ECHO", new byte[0], null).timeout(Duration.ofMillis(1_000)).build();
    assertThrows(HttpTimeoutException.class, () -> client.send(call, BodyHandlers.ofByteArray()));
    awaitCalls(1);
    assertEquals(1, region.ledger().totals().faults());
  }

  @Test
  void slownessIsInTheDurationAndASlowBodyIsNot() throws Exception {
    region.faults().set(Faults.Settings.NONE.withSlowdownMs(200).withSlowBodyMs(400));
    var began = System.nanoTime();
    var answer = call("ECHO", "12345678".getBytes(UTF_8), null);
    assertEquals("12345678", new String(answer.body(), UTF_8));
    assertTrue(System.nanoTime() - began >= 500_000_000L);
    var seconds = Double.parseDouble(header(answer, "x-duration-seconds"));
    assertTrue(seconds >= 0.2 && seconds < 0.4, () -> "duration " + seconds);
  }

  @Test
  void otherProcessesReadTheLedgerAndSwitchFaults() throws Exception {
    call("ECHO", "abc".getBytes(UTF_8), null);
    awaitCalls(1);
    var ledger = admin("GET", "/_emulator/ledger", "");
    assertEquals(1, ledger.path("totals").path("ok").asInt());
    assertEquals("ECHO", ledger.path("entries").path(0).path("function").asText());
    assertEquals(2, admin("GET", "/_emulator", "").path("regions").size());
    admin("PUT", "/_emulator/faults", "{\"outage\":\"REFUSED\"}");
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> region.faults().current().outage() == Faults.Outage.REFUSED);
    assertThrows(ConnectException.class, () -> call("ECHO", new byte[0], null));
    var elsewhere = emulator.region("aws:eu-north-1").endpoint();
    var back =
        client.send(
            HttpRequest.newBuilder(elsewhere.resolve("/_emulator/faults?region=http:north"))
                .PUT(BodyPublishers.ofString("{\"slowdownMs\":5}"))
                .build(),
            BodyHandlers.ofByteArray());
    assertEquals(200, back.statusCode());
    assertEquals(5, region.faults().current().slowdownMs());
    assertEquals(200, call("ECHO", new byte[0], null).statusCode());
    for (var wrong :
        new String[] {"{\"slow\":1}", "{\"errorRate\":2}", "[", "[]", "{\"outage\":\"x\"}"}) {
      var refused =
          client.send(
              HttpRequest.newBuilder(region.endpoint().resolve("/_emulator/faults"))
                  .PUT(BodyPublishers.ofString(wrong))
                  .build(),
              BodyHandlers.ofString());
      assertEquals(400, refused.statusCode(), wrong);
    }
    assertEquals(5, region.faults().current().slowdownMs());
  }

  @Test
  void aTakenPortIsNamedWithTheWayOut() {
    var port = region.endpoint().getPort();
    var taken =
        assertThrows(
            IllegalStateException.class,
            () ->
                CloudEmulator.start(
                    EmulatorOptions.of(RegionOptions.instant("http:other")).withFirstPort(port)));
    assertTrue(taken.getMessage().contains("http:other can't listen on 127.0.0.1:" + port));
  }

  private HttpRequest.Builder request(String function, byte[] body, String contentType) {
    var request =
        HttpRequest.newBuilder(URI.create(region.address(function)))
            .timeout(LIMIT)
            .POST(BodyPublishers.ofByteArray(body));
    return contentType == null ? request : request.header("Content-Type", contentType);
  }

  private HttpResponse<byte[]> call(String function, byte[] body, String contentType)
      throws IOException, InterruptedException {
    return client.send(request(function, body, contentType).build(), BodyHandlers.ofByteArray());
  }

  private JsonNode admin(String method, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(region.endpoint().resolve(path))
            .method(method, BodyPublishers.ofString(body))
            .build();
    var answer = client.send(request, BodyHandlers.ofByteArray());
    assertEquals(200, answer.statusCode());
    return json(answer);
  }

  private static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("absent");
  }

  private void awaitCalls(long calls) {
    Awaitility.await().atMost(LIMIT).until(() -> region.ledger().totals().calls() == calls);
  }
}
