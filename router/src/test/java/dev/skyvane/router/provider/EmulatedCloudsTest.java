package dev.skyvane.router.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.emulator.AzureKeys;
import dev.skyvane.emulator.CloudEmulator;
import dev.skyvane.emulator.EmulatedRegion;
import dev.skyvane.emulator.EmulatorOptions;
import dev.skyvane.emulator.Faults.Outage;
import dev.skyvane.emulator.Faults.Settings;
import dev.skyvane.emulator.FunctionOptions;
import dev.skyvane.emulator.LedgerEntry;
import dev.skyvane.emulator.ReferenceCases;
import dev.skyvane.emulator.RegionOptions;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.FunctionError;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Success;
import dev.skyvane.provider.CallResult.Throttled;
import dev.skyvane.provider.CallResult.TimedOut;
import dev.skyvane.provider.CallResult.Unavailable;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Target;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The adapters understand the emulated clouds, and the two agree on what ran. */
class EmulatedCloudsTest {

  private static final String AWS = "aws:eu-north-1";
  private static final String HTTP = "http:local";
  private static final String GOOGLE = "gcp:europe-west1";
  private static final String AZURE = "azure:eastus";
  private static final String OPENFAAS = "openfaas:home";
  private static final String JSON = "application/json";

  private CloudEmulator clouds;
  private Vertx vertx;
  private Providers providers;

  @BeforeEach
  void start() {
    clouds =
        CloudEmulator.start(
            EmulatorOptions.of(
                Stream.of(AWS, HTTP, GOOGLE, AZURE, OPENFAAS)
                    .map(
                        id ->
                            RegionOptions.instant(id)
                                .withConcurrency(2)
                                .withColdStart(RegionOptions.ColdStart.LIGHT))
                    .toList()));
    vertx = Vertx.vertx();
    providers =
        Providers.builtIn(
            vertx, Map.of(), reference -> clouds.region(AZURE).callers(AzureKeys.class).host());
  }

  @AfterEach
  void stop() {
    providers.close();
    vertx.close().await();
    clouds.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {AWS, HTTP})
  void meteringAndIdsAreThoseOfTheLedger(String id) {
    var region = deployed(id, "echo", SampleFunction.ECHO);

    var cold = assertInstanceOf(Success.class, call(region, "echo", "{\"a\":1}", JSON));
    var warm = assertInstanceOf(Success.class, call(region, "echo", "{\"a\":2}", JSON));

    assertEquals("{\"a\":1}", text(cold.payload()));
    assertEquals(JSON, cold.contentType());
    Awaitility.await().until(() -> region.ledger().entries().size() == 2);
    assertMetered(region.ledger().entries().get(0), cold, true);
    assertMetered(region.ledger().entries().get(1), warm, false);
    var entry = region.ledger().entries().getFirst();
    assertEquals("invocation", entry.invocationId());
    assertEquals("attempt", entry.attemptId());
    assertEquals(2, entry.attempt());
    assertEquals("59.3,18.1", entry.vantage());
  }

  private static void assertMetered(LedgerEntry entry, CallResult result, boolean cold) {
    var metering = result.metering();
    assertEquals(entry.durationMs(), metering.executionMs(), 0.011);
    assertEquals(entry.billedMs(), metering.billedMs());
    assertEquals(entry.usedMb(), metering.memoryUsedMb());
    assertEquals(cold, metering.coldStart());
    if (cold) {
      assertEquals(entry.initMs(), metering.initMs(), 0.011);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {AWS, HTTP, GOOGLE, AZURE, OPENFAAS})
  void binaryComesBackAsItWent(String id) {
    var region = deployed(id, "echo", SampleFunction.ECHO);
    byte[] bytes = {0, 1, (byte) 0x80, (byte) 0xff};

    var success =
        assertInstanceOf(Success.class, call(region, "echo", ByteBuffer.wrap(bytes), "image/png"));

    assertEquals(ByteBuffer.wrap(bytes), success.payload());
    assertEquals("image/png", success.contentType());
  }

  @Test
  void anImageIsResizedToTheSameBytesEverywhere() {
    var lambda = deployed(AWS, "resize", SampleFunction.RESIZE);
    var http = deployed(HTTP, "resize", SampleFunction.RESIZE);
    var images =
        ReferenceCases.load(SampleFunction.RESIZE).stream()
            .filter(image -> image.rawContentType().startsWith("image/"))
            .toList();
    assertTrue(images.size() >= 2, "only " + images);
    for (var image : images) {
      var type = image.rawContentType();
      var png = ByteBuffer.wrap(image.raw());
      var onLambda = assertInstanceOf(Success.class, call(lambda, "resize", png, type));
      var overHttp = assertInstanceOf(Success.class, call(http, "resize", png, type));

      assertEquals("image/png", onLambda.contentType());
      assertEquals("image/png", overHttp.contentType());
      assertEquals(overHttp.payload(), onLambda.payload(), image::toString);
      byte[] answer = new byte[onLambda.payload().remaining()];
      onLambda.payload().duplicate().get(answer);
      assertTrue(image.matches(answer), image::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {AWS, HTTP})
  void failuresAreToldApart(String id) {
    var region = deployed(id, "fail", SampleFunction.FAIL);
    region.deploy(
        FunctionOptions.of("slow", 128, SampleFunction.SLEEPY).withTimeout(Duration.ofMillis(100)));

    var failed = assertInstanceOf(FunctionError.class, call(region, "fail", "{}", JSON));
    assertTrue(
        failed.message().contains("SampleFailure")
            || text(failed.payload()).contains("SampleFailure"));
    assertTrue(failed.metering().executionMs() > 0);
    var unknown = assertInstanceOf(Rejected.class, call(region, "nowhere", "{}", JSON));
    assertEquals(Rejected.UNKNOWN_FUNCTION, unknown.code());
    var late = assertInstanceOf(TimedOut.class, call(region, "slow", "{\"sleepMs\":5000}", JSON));
    assertTrue(late.metering().executionMs() >= 100, () -> "" + late);
  }

  @ParameterizedTest
  @ValueSource(strings = {GOOGLE, AZURE, OPENFAAS})
  void failuresWithoutAWordAreToldApart(String id) {
    var region = deployed(id, "fail", SampleFunction.FAIL);
    region.deploy(
        FunctionOptions.of("slow", 128, SampleFunction.SLEEPY).withTimeout(Duration.ofMillis(100)));

    assertInstanceOf(FunctionError.class, call(region, "fail", "{}", JSON));
    var unknown = assertInstanceOf(Rejected.class, call(region, "nowhere", "{}", JSON));
    assertEquals(Rejected.UNKNOWN_FUNCTION, unknown.code());
    var late = call(region, "slow", "{\"sleepMs\":5000}", JSON);
    // Azure's host tells a run over its timeout as one that failed.
    Class<? extends CallResult> told = id.equals(AZURE) ? FunctionError.class : TimedOut.class;
    assertInstanceOf(told, late);
    assertEquals(id.equals(OPENFAAS), late.metering().executionMs() != null);
  }

  @Test
  void openFaasTellsItsDuration() {
    var region = deployed(OPENFAAS, "echo", SampleFunction.ECHO);
    var success = assertInstanceOf(Success.class, call(region, "echo", "{}", JSON));
    Awaitility.await().until(() -> region.ledger().entries().size() == 1);
    assertEquals(
        region.ledger().entries().getFirst().durationMs(), success.metering().executionMs(), 0.011);
  }

  @ParameterizedTest
  @ValueSource(strings = {AWS, HTTP, GOOGLE, AZURE, OPENFAAS})
  void overTheLimitIsThrottled(String id) {
    var region = deployed(id, "slow", SampleFunction.SLEEPY);
    CompletableFuture<CallResult> first = begin(region, "slow", "{\"sleepMs\":1000}");
    CompletableFuture<CallResult> second = begin(region, "slow", "{\"sleepMs\":1000}");
    Awaitility.await().until(() -> region.inFlight() == 2);

    assertInstanceOf(Throttled.class, call(region, "slow", "{\"sleepMs\":1000}", JSON));

    assertInstanceOf(Success.class, first.orTimeout(20, TimeUnit.SECONDS).join());
    assertInstanceOf(Success.class, second.orTimeout(20, TimeUnit.SECONDS).join());
  }

  @ParameterizedTest
  @EnumSource(Outage.class)
  void outagesAreUnavailable(Outage outage) {
    for (String id : new String[] {AWS, HTTP, GOOGLE, AZURE, OPENFAAS}) {
      var region = deployed(id, "echo", SampleFunction.ECHO);
      assertInstanceOf(Success.class, call(region, "echo", "{}", JSON));

      region.faults().set(Settings.NONE.withOutage(outage));
      Class<? extends CallResult> expected =
          outage == Outage.NONE ? Success.class : Unavailable.class;
      assertInstanceOf(expected, call(region, "echo", "{}", JSON));

      region.faults().clear();
      assertInstanceOf(Success.class, call(region, "echo", "{}", JSON));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {AWS, HTTP, GOOGLE, AZURE, OPENFAAS})
  void otherFaults(String id) {
    var region = deployed(id, "echo", SampleFunction.ECHO);

    region.faults().set(Settings.NONE.withErrorRate(1));
    assertInstanceOf(Unavailable.class, call(region, "echo", "{}", JSON));
    region.faults().set(Settings.NONE.withThrottleRate(1));
    assertInstanceOf(Throttled.class, call(region, "echo", "{}", JSON));
    region.faults().set(Settings.NONE.withFunctionErrorRate(1));
    assertInstanceOf(FunctionError.class, call(region, "echo", "{}", JSON));
    region.faults().set(Settings.NONE.withSlowBodyMs(200));
    assertInstanceOf(Success.class, call(region, "echo", "{\"a\":\"slowly\"}", JSON));
    region.faults().set(Settings.NONE.withHangRate(1));
    var hanging =
        provider(region)
            .call(
                new FunctionCall(
                    target(region, "echo"),
                    "echo",
                    "invocation",
                    "attempt",
                    2,
                    bytes("{}"),
                    JSON,
                    Duration.ofMillis(300),
                    Map.of()));
    assertInstanceOf(TimedOut.class, hanging.orTimeout(20, TimeUnit.SECONDS).join());
  }

  @Test
  void resultsOverTheLimitAreRejected() {
    var lambda = deployed(AWS, "fill", SampleFunction.FILL);
    var http = deployed(HTTP, "fill", SampleFunction.FILL);

    var overLambda =
        assertInstanceOf(Rejected.class, call(lambda, "fill", "{\"bytes\":6300000}", JSON));
    assertEquals(Rejected.RESULT_TOO_LARGE, overLambda.code());
    assertTrue(overLambda.metering().executionMs() > 0, "a run that was billed");
    var overOurs =
        assertInstanceOf(Rejected.class, call(http, "fill", "{\"bytes\":8388609}", JSON));
    assertEquals(Rejected.RESULT_TOO_LARGE, overOurs.code());
    assertInstanceOf(Success.class, call(http, "fill", "{\"bytes\":8388608}", JSON));
  }

  private EmulatedRegion deployed(String id, String name, SampleFunction function) {
    var region = clouds.region(id);
    region.deploy(name, 512, function);
    return region;
  }

  private FunctionProvider provider(EmulatedRegion region) {
    return providers.of(region.options().provider()).orElseThrow();
  }

  private static Target target(EmulatedRegion region, String function) {
    var auth =
        switch (region.id()) {
          case GOOGLE -> "google-id-token";
          case AZURE -> "function-key:env:KEY";
          default -> null;
        };
    return new Target(
        function, region.id(), region.address(function), 512, "" + region.endpoint(), null, auth);
  }

  private CompletableFuture<CallResult> begin(
      EmulatedRegion region, String function, ByteBuffer payload, @Nullable String contentType) {
    var target = target(region, function);
    assertEquals(Optional.empty(), provider(region).check(target));
    return provider(region)
        .call(
            new FunctionCall(
                target,
                function,
                "invocation",
                "attempt",
                2,
                payload,
                contentType,
                Duration.ofSeconds(15),
                Map.of(FunctionCall.VANTAGE, "59.3,18.1")));
  }

  private CompletableFuture<CallResult> begin(
      EmulatedRegion region, String function, String payload) {
    return begin(region, function, bytes(payload), JSON);
  }

  private CallResult call(
      EmulatedRegion region, String function, String payload, @Nullable String contentType) {
    return call(region, function, bytes(payload), contentType);
  }

  private CallResult call(
      EmulatedRegion region, String function, ByteBuffer payload, @Nullable String contentType) {
    return begin(region, function, payload, contentType).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String text(ByteBuffer payload) {
    return StandardCharsets.UTF_8.decode(payload.duplicate()).toString();
  }
}
