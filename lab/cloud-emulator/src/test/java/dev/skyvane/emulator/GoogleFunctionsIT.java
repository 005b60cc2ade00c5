package dev.skyvane.emulator;

import static dev.skyvane.emulator.Caller.entry;
import static dev.skyvane.emulator.Caller.header;
import static dev.skyvane.emulator.Caller.json;
import static dev.skyvane.emulator.Caller.text;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.FunctionOptions.Access;
import dev.skyvane.emulator.LedgerEntry.Status;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Google's functions of both generations, as HTTP clients see them. */
class GoogleFunctionsIT {

  private static final String FIRST = "gcp:europe-west1";
  private static final String RUN = "gcp:europe-north1";

  private final Caller caller = new Caller();
  private CloudEmulator emulator;

  @BeforeEach
  void start() {
    emulator =
        CloudEmulator.start(
            EmulatorOptions.of(
                RegionOptions.instant(FIRST, CloudService.CLOUD_FUNCTIONS).withConcurrency(2),
                RegionOptions.instant(RUN).withConcurrency(2)));
    emulator
        .regions()
        .forEach(
            region -> {
              region.deploy("echo", 512, SampleFunction.ECHO);
              region.deploy(open("open", SampleFunction.ECHO));
              region.deploy(open("fail", SampleFunction.FAIL));
              region.deploy(open("fill", SampleFunction.FILL));
              region.deploy(open("sleepy", SampleFunction.SLEEPY));
              region.deploy(open("late", SampleFunction.SLEEPY).withTimeout(Duration.ofMillis(50)));
            });
  }

  private static FunctionOptions open(String name, SampleFunction body) {
    return FunctionOptions.of(name, 512, body).withAccess(Access.PUBLIC);
  }

  @AfterEach
  void stop() {
    emulator.close();
    caller.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {FIRST, RUN})
  void anInvokerWithATokenForTheFunctionGetsItsAnswer(String id) throws Exception {
    var region = emulator.region(id);
    var address = region.address("echo");
    var bytes = new byte[] {0, 1, (byte) 0xff};
    var answer =
        caller.post(
            address,
            bytes,
            "Authorization",
            "Bearer " + token(region, address),
            "Content-Type",
            "application/x-anything",
            "skyvane-invocation-id",
            "i-1");
    assertEquals(200, answer.statusCode());
    assertArrayEquals(bytes, answer.body());
    assertEquals("application/x-anything", header(answer, "content-type"));
    assertEquals("Google Frontend", header(answer, "server"));
    assertTrue(header(answer, "x-cloud-trace-context").matches("[0-9a-f]{32};o=0"));
    assertTrue(
        header(answer, "function-execution-id")
            .matches(id.equals(FIRST) ? "[0-9a-f]{12}" : "absent"));
    assertEquals("absent", header(answer, "x-duration-seconds"));
    var entry = entry(region, 1);
    assertEquals("i-1", entry.invocationId());
    assertEquals(100, entry.billedMs());
    assertEquals(
        0,
        new BigDecimal(id.equals(FIRST) ? "0.000001325" : "0.0000013242").compareTo(entry.usd()),
        () -> entry.usd().toPlainString());
  }

  @ParameterizedTest
  @ValueSource(strings = {FIRST, RUN})
  void whoIsNoInvokerIsTurnedAway(String id) throws Exception {
    var region = emulator.region(id);
    var address = region.address("echo");
    var identity = region.callers(GoogleIdentity.class);

    var without = caller.post(address, "x");
    assertEquals(403, without.statusCode());
    assertTrue(
        text(without)
            .contains(
                "Your client does not have permission to get URL <code>/echo</code> from this server."));
    assertEquals(
        403,
        caller
            .post(address, "x", "Authorization", "Bearer " + identity.token(address, "who@else"))
            .statusCode());
    assertEquals(403, caller.post(address, "x", "Authorization", "Basic YTpi").statusCode());

    var good = token(region, address);
    var parts = good.split("\\.");
    var noAlgorithm =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
    for (var wrong :
        new String[] {
          "ya29.emulated",
          identity.token(region.address("open")),
          identity.token(region.endpoint().toString()),
          identity.token(address + "/"),
          new GoogleIdentity(Clock.fixed(Instant.now().minusSeconds(3_601), ZoneOffset.UTC))
              .token(address),
          parts[0] + "." + parts[1] + ".",
          noAlgorithm + "." + parts[1] + ".",
          parts[0] + "." + parts[1] + "." + parts[2].substring(1) + "A"
        }) {
      var refused = caller.post(address, "x", "Authorization", "Bearer " + wrong);
      assertEquals(401, refused.statusCode(), wrong);
      assertTrue(header(refused, "www-authenticate").startsWith("Bearer error=\"invalid_token\""));
    }
    var entry = entry(region, 11);
    assertEquals(Status.REJECTED, entry.status());
    assertEquals(0, region.maxInFlight());
    assertEquals(0, region.ledger().totals().usd().signum());
  }

  @Test
  void theMetadataServerGivesTokensForTheAudienceAskedFor() throws Exception {
    var region = emulator.region(RUN);
    var account = "/computeMetadata/v1/instance/service-accounts/default/";
    var identity = region.endpoint() + account + "identity?audience=" + region.address("echo");

    assertEquals(403, caller.send("GET", identity, new byte[0]).statusCode());
    var given = metadata(identity);
    assertEquals(200, given.statusCode());
    assertEquals("Google", header(given, "metadata-flavor"));
    assertEquals(
        200,
        caller
            .post(region.address("echo"), "x", "Authorization", "Bearer " + text(given))
            .statusCode());
    assertEquals(400, metadata(region.endpoint() + account + "identity").statusCode());
    assertEquals(GoogleIdentity.INVOKER, text(metadata(region.endpoint() + account + "email")));
    var access =
        json(metadata(region.endpoint() + account + "token")).path("access_token").asText();
    assertEquals(
        401,
        caller.post(region.address("echo"), "x", "Authorization", "Bearer " + access).statusCode());
    assertEquals(200, metadata(region.endpoint() + "/").statusCode());
    assertEquals(404, metadata(region.endpoint() + account + "other").statusCode());
  }

  private HttpResponse<byte[]> metadata(String url) throws Exception {
    return caller.send("GET", url, new byte[0], "Metadata-Flavor", "Google");
  }

  @Test
  void theGenerationsFailEachInTheirWay() throws Exception {
    var expected =
        Map.of(
            FIRST,
            new String[] {
              "500 Error: could not handle the request\n",
              "408 Error: could not handle the request\n"
            },
            RUN,
            new String[] {"500 ", "504 upstream request timeout"});
    for (var id : expected.keySet()) {
      var region = emulator.region(id);
      assertEquals(expected.get(id)[0], told(caller.post(region.address("fail"), "x")));
      assertEquals(
          expected.get(id)[1], told(caller.post(region.address("late"), "{\"sleepMs\":5000}")));
      assertEquals(Status.TIMEOUT, entry(region, 2).status());
      assertEquals(50, entry(region, 2).durationMs());
      assertEquals(100, entry(region, 2).billedMs());
    }
  }

  @Test
  void answersAndRequestsHaveTheirLimits() throws Exception {
    var first = emulator.region(FIRST);
    var run = emulator.region(RUN);
    assertEquals(200, caller.post(first.address("fill"), "{\"bytes\":10000000}").statusCode());
    assertEquals(500, caller.post(first.address("fill"), "{\"bytes\":10000001}").statusCode());
    assertEquals(200, caller.post(run.address("fill"), "{\"bytes\":10000001}").statusCode());
    assertEquals(413, caller.post(first.address("open"), new byte[10_000_001]).statusCode());
    assertEquals(200, caller.post(run.address("open"), new byte[10_000_001]).statusCode());
    assertEquals(413, caller.post(run.address("open"), new byte[33_554_433]).statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {FIRST, RUN})
  void refusalsOfTheFrontEnd(String id) throws Exception {
    var region = emulator.region(id);
    var unknown = caller.post(region.endpoint() + "/nobody", "x");
    assertEquals(404, unknown.statusCode());
    assertTrue(text(unknown).contains("<code>/nobody</code> was not found on this server."));
    assertEquals(404, caller.post(region.endpoint() + "/", "x").statusCode());
    assertEquals(
        200, caller.send("PUT", region.address("open") + "/below?x=1", new byte[1]).statusCode());

    var slow = "{\"sleepMs\":2000}";
    var one = caller.begin(region.address("sleepy"), slow);
    var two = caller.begin(region.address("sleepy"), slow);
    Awaitility.await().atMost(Caller.LIMIT).until(() -> region.inFlight() == 2);
    var third = caller.post(region.address("open"), "x");
    assertEquals("429 Rate exceeded.", told(third));
    assertEquals("absent", header(third, "retry-after"));
    assertEquals(200, one.join().statusCode());
    assertEquals(200, two.join().statusCode());

    var statuses = new HashMap<String, Integer>();
    region.faults().change(f -> f.withErrorRate(1));
    statuses.put("error", caller.post(region.address("open"), "x").statusCode());
    region.faults().clear();
    region.faults().change(f -> f.withOutage(Faults.Outage.UNAVAILABLE));
    statuses.put("outage", caller.post(region.address("open"), "x").statusCode());
    region.faults().clear();
    region.faults().change(f -> f.withThrottleRate(1));
    statuses.put("throttle", caller.post(region.address("open"), "x").statusCode());
    assertEquals(Map.of("error", 500, "outage", 503, "throttle", 429), statuses);
  }

  @Test
  void coldStartsAreBilledByCloudRunOnly() throws Exception {
    stop();
    var cold = new RegionOptions.ColdStart(130, 0, Duration.ofMinutes(1));
    emulator =
        CloudEmulator.start(
            EmulatorOptions.of(
                RegionOptions.instant(FIRST, CloudService.CLOUD_FUNCTIONS).withColdStart(cold),
                RegionOptions.instant(RUN).withColdStart(cold)));
    try (var other = new Caller()) {
      for (var id : new String[] {FIRST, RUN}) {
        var region = emulator.region(id);
        region.deploy(open("open", SampleFunction.ECHO));
        other.post(region.address("open"), "x");
        var entry = entry(region, 1);
        assertTrue(entry.cold());
        assertEquals(130, entry.initMs(), 0.01);
        assertTrue(
            id.equals(FIRST) ? entry.billedMs() % 100 == 0 : entry.billedMs() >= 200,
            () -> entry.billedMs() + " ms billed");
        assertEquals(
            region.options().price().billedMs(entry.durationMs(), entry.initMs()),
            entry.billedMs());
      }
    }
  }

  @Test
  void sizesAndTimeoutsAreThoseOfTheService() {
    var first = emulator.region(FIRST);
    var wrong =
        assertThrows(
            IllegalArgumentException.class, () -> first.deploy("f", 500, SampleFunction.ECHO));
    assertTrue(wrong.getMessage().contains("500 MB"), wrong::getMessage);
    assertThrows(
        IllegalArgumentException.class,
        () ->
            first.deploy(
                FunctionOptions.of("f", 512, SampleFunction.ECHO)
                    .withTimeout(Duration.ofMinutes(10))));
    assertThrows(IllegalArgumentException.class, () -> first.callers(AzureKeys.class));
    emulator.region(RUN).deploy("f", 500, SampleFunction.ECHO);
  }

  private static String token(EmulatedRegion region, String audience) {
    return region.callers(GoogleIdentity.class).token(audience);
  }

  private static String told(HttpResponse<byte[]> answer) {
    return answer.statusCode() + " " + text(answer);
  }
}
