package dev.skyvane.emulator;

import static dev.skyvane.emulator.Caller.entry;
import static dev.skyvane.emulator.Caller.header;
import static dev.skyvane.emulator.Caller.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.FunctionOptions.Access;
import dev.skyvane.emulator.LedgerEntry.Status;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Azure Functions as HTTP clients see them. */
class AzureFunctionsIT {

  private static final String ID = "azure:swedencentral";

  private final Caller caller = new Caller();
  private CloudEmulator emulator;
  private EmulatedRegion region;
  private AzureKeys keys;

  @BeforeEach
  void start() {
    emulator =
        CloudEmulator.start(EmulatorOptions.of(RegionOptions.instant(ID).withConcurrency(2)));
    region = emulator.region(ID);
    keys = region.callers(AzureKeys.class);
    region.deploy("echo", 512, SampleFunction.ECHO);
    region.deploy("other", 512, SampleFunction.ECHO);
    region.deploy(FunctionOptions.of("open", 512, SampleFunction.ECHO).withAccess(Access.PUBLIC));
  }

  @AfterEach
  void stop() {
    emulator.close();
    caller.close();
  }

  @Test
  void keysOpenWhatTheyAreFor() throws Exception {
    var url = region.address("echo");
    assertTrue(url.endsWith("/api/echo"), url);
    for (var key : new String[] {keys.function("echo"), keys.host(), keys.master()}) {
      assertEquals(200, caller.post(url, "x", "x-functions-key", key).statusCode());
      var query = url + "?code=" + URLEncoder.encode(key, UTF_8);
      assertEquals(200, caller.post(query, "x").statusCode());
    }
    for (var key :
        new String[] {keys.function("other"), "", keys.host().substring(1), "not-a-key"}) {
      var refused = caller.post(url, "x", "x-functions-key", key);
      assertEquals(401, refused.statusCode(), key);
      assertEquals(0, refused.body().length);
    }
    assertEquals(401, caller.post(url, "x").statusCode());
    assertEquals(401, caller.post(url, "x", "Authorization", "Bearer " + keys.host()).statusCode());
    assertEquals(200, caller.post(region.address("open"), "x").statusCode());
    entry(region, 13);
    assertEquals(7, region.ledger().totals().ok());
    assertEquals(6, region.ledger().totals().rejected());
    assertNotEquals(keys.function("echo"), keys.function("other"));
  }

  @Test
  void whatWasUsedIsBilledAndNothingIsTold() throws Exception {
    var answer = caller.post(region.address("open"), "x", "Content-Type", "text/plain");
    assertEquals("x", text(answer));
    assertEquals("text/plain", header(answer, "content-type"));
    assertTrue(header(answer, "request-context").startsWith("appId=cid-v1:"));
    assertEquals("absent", header(answer, "x-duration-seconds"));
    var entry = entry(region, 1);
    // 36 MB used are billed as 128, and the 2 ms as 100: 0.125 x 0.1 x 1.6e-5 + 2e-7.
    assertEquals(36, entry.usedMb());
    assertEquals(100, entry.billedMs());
    assertEquals(0, new BigDecimal("0.0000004").compareTo(entry.usd()));
  }

  @Test
  void failuresAndTimeoutsLookAlike() throws Exception {
    region.deploy(FunctionOptions.of("fail", 512, SampleFunction.FAIL).withAccess(Access.PUBLIC));
    region.deploy(
        FunctionOptions.of("late", 512, SampleFunction.SLEEPY)
            .withAccess(Access.PUBLIC)
            .withTimeout(Duration.ofMillis(120)));
    for (var name : new String[] {"fail", "late"}) {
      var answer = caller.post(region.address(name), "{\"sleepMs\":4000}");
      assertEquals(500, answer.statusCode());
      assertEquals(0, answer.body().length);
    }
    var entry = entry(region, 2);
    assertEquals(Status.TIMEOUT, entry.status());
    assertEquals(120, entry.billedMs());
  }

  @Test
  void refusalsOfTheHost() throws Exception {
    assertEquals(404, caller.post(region.endpoint() + "/api/nobody", "x").statusCode());
    assertEquals(404, caller.post(region.endpoint() + "/echo", "x").statusCode());
    assertEquals(404, caller.post(region.endpoint() + "/api/", "x").statusCode());

    region.deploy(
        FunctionOptions.of("sleepy", 512, SampleFunction.SLEEPY).withAccess(Access.PUBLIC));
    var one = caller.begin(region.address("sleepy"), "{\"sleepMs\":2000}");
    var two = caller.begin(region.address("sleepy"), "{\"sleepMs\":2000}");
    Awaitility.await().atMost(Caller.LIMIT).until(() -> region.inFlight() == 2);
    var third = caller.post(region.address("open"), "x");
    assertEquals(429, third.statusCode());
    assertEquals(0, third.body().length);
    assertEquals("absent", header(third, "retry-after"));
    // Without a key nobody learns whether there is a place.
    assertEquals(401, caller.post(region.address("echo"), "x").statusCode());
    assertEquals(200, one.join().statusCode());
    assertEquals(200, two.join().statusCode());

    region.faults().change(f -> f.withOutage(Faults.Outage.UNAVAILABLE));
    var down = caller.post(region.address("open"), "x");
    assertEquals(503, down.statusCode());
    assertEquals("Function host is not running.", text(down));
    region.faults().clear();
    region.faults().change(f -> f.withErrorRate(1));
    assertEquals(502, caller.post(region.address("open"), "x").statusCode());
  }

  @Test
  void moreMemoryThanAnInstanceHasIsRefused() {
    var wrong =
        assertThrows(
            IllegalArgumentException.class, () -> region.deploy("f", 2_048, SampleFunction.ECHO));
    assertTrue(wrong.getMessage().contains("Azure Functions"), wrong::getMessage);
  }
}
