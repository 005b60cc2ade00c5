package dev.skyvane.standalone.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.skyvane.emulator.AzureKeys;
import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.EmulatedRegion;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.GoogleIdentity;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.FunctionError;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Success;
import dev.skyvane.provider.CallResult.Throttled;
import dev.skyvane.provider.CallResult.Unavailable;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.Providers;
import io.vertx.core.Vertx;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How far plain HTTP reaches where the router has no adapter of the provider. */
class PlainHttpToCloudsTest {
  private static final String GOOGLE = "gcp:europe-west1";
  private static final String AZURE = "azure:eastus";
  private static final String OPENFAAS = "openfaas:home";

  private final CloudEmulator clouds =
      CloudEmulator.start(
          EmulatorOptions.of(
              RegionOptions.instant(GOOGLE),
              RegionOptions.instant(AZURE),
              RegionOptions.instant(OPENFAAS)));
  private final Vertx vertx = Vertx.vertx();
  private String secret = "";
  private Providers providers;

  @BeforeEach
  void start() {
    providers = Providers.builtIn(vertx, Map.of(), _ -> secret);
    clouds
        .regions()
        .forEach(
            region -> {
              region.deploy("echo", 512, SampleFunction.ECHO);
              region.deploy("fail", 512, SampleFunction.FAIL);
            });
  }

  @AfterEach
  void stop() {
    providers.close();
    vertx.close().await();
    clouds.close();
  }

  @Test
  void googlesFunctionsAreReachedByABearerToken() {
    var region = clouds.region(GOOGLE);
    var address = region.address("echo");
    assertForbidden(call(region, address, null));
    secret = region.callers(GoogleIdentity.class).token(region.address("fail"));
    assertForbidden(call(region, address, "bearer:env:TOKEN"));
    secret = region.callers(GoogleIdentity.class).token(address);
    var success = assertInstanceOf(Success.class, call(region, address, "bearer:env:TOKEN"));
    assertEquals("hello", StandardCharsets.UTF_8.decode(success.payload()).toString());
    assertNull(success.metering().executionMs());
  }

  @Test
  void azuresFunctionsAreReachedByAKeyInTheAddress() {
    var region = clouds.region(AZURE);
    var address = region.address("echo");
    assertForbidden(call(region, address, null));
    var key = region.callers(AzureKeys.class).function("echo");
    var opened = address + "?code=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
    assertInstanceOf(Success.class, call(region, opened, null));
    assertForbidden(
        call(region, region.address("fail") + opened.substring(address.length()), null));
  }

  @Test
  void openFaasTellsItsDuration() {
    var region = clouds.region(OPENFAAS);
    var success = assertInstanceOf(Success.class, call(region, region.address("echo"), null));
    // The call is in the ledger only when its answer is wholly handed over.
    Awaitility.await().until(() -> region.ledger().open() == 0);
    assertEquals(region.ledger().totals().durationMs(), success.metering().executionMs(), 1e-6);
    assertInstanceOf(FunctionError.class, call(region, region.address("fail"), null));
  }

  @Test
  void throttlesAndOutagesAreToldApartFromFailures() {
    for (var id : new String[] {AZURE, OPENFAAS}) {
      var region = clouds.region(id);
      var address = region.address("echo");
      if (id.equals(AZURE)) {
        var key = region.callers(AzureKeys.class).host();
        address += "?code=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
      }
      region.faults().change(f -> f.withThrottleRate(1));
      assertInstanceOf(Throttled.class, call(region, address, null), id);
      region.faults().clear();
      region.faults().change(f -> f.withErrorRate(1));
      assertInstanceOf(Unavailable.class, call(region, address, null), id);
      region.faults().clear();
    }
  }

  private static void assertForbidden(CallResult result) {
    assertEquals(Rejected.FORBIDDEN, assertInstanceOf(Rejected.class, result).code());
  }

  private CallResult call(EmulatedRegion region, String address, @Nullable String auth) {
    var target =
        new Target("echo", region.id(), address, 512, region.endpoint().toString(), null, auth);
    return providers
        .of("http")
        .orElseThrow()
        .call(
            new FunctionCall(
                target,
                "echo",
                "invocation",
                "attempt",
                1,
                ByteBuffer.wrap("hello".getBytes(StandardCharsets.UTF_8)),
                "text/plain",
                Duration.ofSeconds(15),
                Map.of()))
        .orTimeout(20, TimeUnit.SECONDS)
        .join();
  }
}
