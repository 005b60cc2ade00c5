package dev.skyvane.emulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skyvane.emulator.LedgerEntry.Status;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvalidRequestContentException;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;
import software.amazon.awssdk.services.lambda.model.LambdaException;
import software.amazon.awssdk.services.lambda.model.LogType;
import software.amazon.awssdk.services.lambda.model.RequestTooLargeException;
import software.amazon.awssdk.services.lambda.model.ResourceNotFoundException;
import software.amazon.awssdk.services.lambda.model.ServiceException;
import software.amazon.awssdk.services.lambda.model.ThrottleReason;
import software.amazon.awssdk.services.lambda.model.TooManyRequestsException;

/** The real AWS SDK against an emulated region. */
class LambdaSdkIT {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final String ARN = "arn:aws:lambda:eu-north-1:123456789012:function:echo";
  private static final int MAX_BYTES = 6 * 1024 * 1024;

  /** One connection pool for all tests: it is slow to begin. */
  private static SdkHttpClient http;

  private CloudEmulator emulator;
  private EmulatedRegion region;
  private LambdaClient lambda;

  @BeforeAll
  static void openHttp() {
    http = Apache5HttpClient.builder().maxConnections(64).build();
  }

  @AfterAll
  static void closeHttp() {
    http.close();
  }

  @BeforeEach
  void start() {
    start(RegionOptions.instant("aws:eu-north-1"));
  }

  private void start(RegionOptions options) {
    emulator = CloudEmulator.start(EmulatorOptions.of(options));
    region = emulator.region(options.id());
    region.deploy("echo", 512, SampleFunction.ECHO);
    region.deploy("fail", 512, SampleFunction.FAIL);
    region.deploy("sleepy", 256, SampleFunction.SLEEPY);
    region.deploy("resize", 1024, SampleFunction.RESIZE);
    region.deploy("fill", 512, SampleFunction.FILL);
    lambda =
        LambdaClient.builder()
            .httpClient(http)
            .endpointOverride(region.endpoint())
            .region(Region.of(options.name()))
            .credentialsProvider(
                StaticCredentialsProvider.create(
                    AwsBasicCredentials.create("emulated", "emulated")))
            .overrideConfiguration(c -> c.retryStrategy(DefaultRetryStrategy.doNotRetry()))
            .build();
  }

  @AfterEach
  void stop() {
    lambda.close();
    emulator.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "echo",
        "echo:live",
        "echo:$LATEST",
        "123456789012:function:echo",
        ARN,
        ARN + ":live",
        ARN + ":1"
      })
  void everyFormOfANameReachesTheFunction(String name) {
    var answer = invoke(name, "{\"a\":[1,\"å\"]}");
    assertEquals(200, answer.statusCode());
    assertNull(answer.functionError());
    assertEquals("{\"a\":[1,\"å\"]}", answer.payload().asUtf8String());
    assertEquals(
        name.endsWith("live") || name.endsWith(":1") ? "1" : "$LATEST", answer.executedVersion());
    assertNull(answer.logResult());
  }

  @Test
  void theQualifierParameterCounts() {
    var answer = lambda.invoke(r -> r.functionName("echo").qualifier("live"));
    assertEquals("1", answer.executedVersion());
    assertEquals("{}", answer.payload().asUtf8String());
    var unknown =
        assertThrows(
            ResourceNotFoundException.class,
            () -> lambda.invoke(r -> r.functionName("echo").qualifier("blue")));
    assertTrue(unknown.getMessage().contains(ARN + ":blue"), unknown::getMessage);
  }

  @Test
  void everyReferenceImageComesBackRight() {
    for (var reference : ReferenceCases.load(SampleFunction.RESIZE)) {
      var answer =
          lambda.invoke(
              r ->
                  r.functionName("resize").payload(SdkBytes.fromByteArray(reference.input("aws"))));
      assertTrue(reference.matches(answer.payload().asByteArray()), reference::toString);
    }
  }

  @Test
  void aFunctionErrorIsAnAnswerWithTheErrorInIt() throws Exception {
    var answer = invoke("fail", "{}");
    assertEquals(200, answer.statusCode());
    assertEquals("Unhandled", answer.functionError());
    var body = new ObjectMapper().readTree(answer.payload().asByteArray());
    assertEquals("SampleFailure", body.path("errorType").asText());
    assertTrue(body.path("errorMessage").asText().contains("always fails"));
    assertTrue(body.path("stackTrace").path(0).isTextual());
    awaitEnded(1);
    var totals = region.ledger().totals("fail");
    assertEquals(1, totals.functionErrors());
    assertTrue(totals.usd().signum() > 0, "a function error is charged");
  }

  @Test
  void anUnknownFunctionIsNamedByItsArn() {
    var unknown = assertThrows(ResourceNotFoundException.class, () -> invoke("nobody", "{}"));
    assertEquals(404, unknown.statusCode());
    assertEquals("ResourceNotFoundException", unknown.awsErrorDetails().errorCode());
    assertTrue(
        unknown
            .getMessage()
            .startsWith(
                "Function not found: arn:aws:lambda:eu-north-1:123456789012:function:nobody"),
        unknown::getMessage);
    assertEquals("User", unknown.type());
    assertFalse(unknown.requestId().isEmpty());
    awaitEnded(1);
    assertEquals(1, region.ledger().totals("?").rejected());
    assertEquals(0, region.ledger().totals().usd().signum());
  }

  @Test
  void functionsOfOtherRegionsAndAccountsAreOutOfReach() {
    assertThrows(
        ResourceNotFoundException.class,
        () -> invoke("arn:aws:lambda:us-east-1:123456789012:function:echo", "{}"));
    var forbidden =
        assertThrows(LambdaException.class, () -> invoke("999999999999:function:echo", "{}"));
    assertEquals(403, forbidden.statusCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain text", "{", "{\"a\":}", "[1,2", "{} {}", " "})
  void onlyJsonIsTaken(String payload) {
    var refused = assertThrows(InvalidRequestContentException.class, () -> invoke("echo", payload));
    assertEquals(400, refused.statusCode());
    assertTrue(refused.getMessage().startsWith("Could not parse request body into json"));
  }

  @Test
  void theRequestLimitIsExact() {
    var most = "\"" + "x".repeat(MAX_BYTES - 2) + "\"";
    assertEquals(MAX_BYTES, invoke("echo", most).payload().asByteArray().length);
    var tooLarge = assertThrows(RequestTooLargeException.class, () -> invoke("echo", most + " "));
    assertEquals(413, tooLarge.statusCode());
    assertTrue(tooLarge.getMessage().contains("6291456"));
  }

  @Test
  void anAnswerOverTheLimitIsAFunctionError() {
    assertNull(invoke("fill", "{\"bytes\":6291556}").functionError());
    var answer = invoke("fill", "{\"bytes\":6291557}");
    assertEquals("Unhandled", answer.functionError());
    assertTrue(answer.payload().asUtf8String().contains("Function.ResponseSizeTooLarge"));
  }

  @Test
  void overTheRegionsLimitCallersAreThrottledAndNothingRuns() {
    stop();
    start(RegionOptions.instant("aws:eu-north-1").withConcurrency(2));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          List.of(
              CompletableFuture.runAsync(() -> invoke("sleepy", "{\"sleepMs\":3000}"), threads),
              CompletableFuture.runAsync(() -> invoke("sleepy", "{\"sleepMs\":3000}"), threads));
      Awaitility.await().atMost(LIMIT).until(() -> region.inFlight() == 2);
      var throttled = assertThrows(TooManyRequestsException.class, () -> invoke("echo", "{}"));
      assertEquals(429, throttled.statusCode());
      assertEquals(ThrottleReason.CONCURRENT_INVOCATION_LIMIT_EXCEEDED, throttled.reason());
      assertEquals("1", throttled.retryAfterSeconds());
      running.forEach(CompletableFuture::join);
    }
    awaitEnded(3);
    assertEquals(2, region.maxInFlight());
    assertEquals(1, region.ledger().totals("echo").throttled());
    assertEquals(BigDecimal.ZERO, region.ledger().totals("echo").usd());
  }

  @Test
  void aFunctionsOwnLimitHasItsOwnReason() {
    region.deploy(FunctionOptions.of("shut", 128, SampleFunction.ECHO).withReservedConcurrency(0));
    var throttled = assertThrows(TooManyRequestsException.class, () -> invoke("shut", "{}"));
    assertEquals(
        ThrottleReason.RESERVED_FUNCTION_CONCURRENT_INVOCATION_LIMIT_EXCEEDED, throttled.reason());
    assertNull(invoke("echo", "{}").functionError());
  }

  @Test
  void coldThenWarmAndTheLogTailSaysSo() {
    stop();
    var cold = new RegionOptions.ColdStart(120, 0.2, Duration.ofMinutes(5));
    start(RegionOptions.instant("aws:eu-north-1").withColdStart(cold));
    var first = report(invoke(tailed("sleepy", "{\"sleepMs\":10}")));
    var second = report(invoke(tailed("sleepy", "{\"sleepMs\":10}")));
    assertTrue(first.contains("\tInit Duration: "), first);
    assertFalse(second.contains("Init Duration"), second);
    assertTrue(second.contains("\tMemory Size: 256 MB\tMax Memory Used: 36 MB"), second);
    awaitEnded(2);
    var entries = region.ledger().entries();
    assertTrue(entries.get(0).cold());
    assertFalse(entries.get(1).cold());
    for (var i = 0; i < 2; i++) {
      var entry = entries.get(i);
      var log = i == 0 ? first : second;
      assertEquals(entry.durationMs(), number(log, "\tDuration: ([0-9.]+) ms"));
      assertEquals(entry.billedMs(), number(log, "\tBilled Duration: ([0-9]+) ms"));
      assertEquals(Math.ceil(entry.durationMs() + entry.initMs()), entry.billedMs());
    }
    // 256 MB are a quarter of a GB: by hand, from the list price.
    var byHand =
        new BigDecimal("0.0000002")
            .add(
                new BigDecimal("0.0000166667")
                    .multiply(new BigDecimal("0.25"))
                    .multiply(BigDecimal.valueOf(entries.get(0).billedMs(), 3)));
    assertEquals(0, byHand.compareTo(entries.get(0).usd()));
  }

  @Test
  void instancesBegunAheadAreWarm() {
    stop();
    start(
        RegionOptions.instant("aws:eu-north-1")
            .withColdStart(new RegionOptions.ColdStart(5_000, 0, Duration.ofMinutes(5))));
    region.warm("echo", 1);
    assertFalse(report(invoke(tailed("echo", "{}"))).contains("Init Duration"));
  }

  @Test
  void aRunOverItsTimeoutIsAFunctionErrorChargedUpToIt() {
    region.deploy(
        FunctionOptions.of("slow", 128, SampleFunction.SLEEPY).withTimeout(Duration.ofMillis(150)));
    var answer = invoke(tailed("slow", "{\"sleepMs\":60000}"));
    assertEquals("Unhandled", answer.functionError());
    assertTrue(
        answer.payload().asUtf8String().contains("Task timed out after 0.15 seconds"),
        answer.payload()::asUtf8String);
    assertTrue(report(answer).contains("Billed Duration: 150 ms"));
    awaitEnded(1);
    assertEquals(Status.TIMEOUT, region.ledger().entries().getFirst().status());
  }

  @Test
  void anEventIsTakenAtOnceAndRunsLater() {
    var answer =
        lambda.invoke(
            r ->
                r.functionName("sleepy")
                    .invocationType(InvocationType.EVENT)
                    .payload(SdkBytes.fromUtf8String("{\"sleepMs\":300}")));
    assertEquals(202, answer.statusCode());
    assertEquals(0, answer.payload().asByteArray().length);
    awaitEnded(1);
    var entry = region.ledger().entries().getFirst();
    assertEquals(LedgerEntry.Kind.EVENT, entry.kind());
    assertEquals(Status.OK, entry.status());
    assertTrue(entry.durationMs() >= 300, entry::toString);
  }

  @Test
  void eventsOverTheLimitWaitForAPlace() {
    stop();
    start(
        RegionOptions.instant("aws:eu-north-1")
            .withConcurrency(3)
            .withServiceFactor(0.01)
            .withColdStart(RegionOptions.ColdStart.NONE));
    for (var i = 0; i < 40; i++) {
      var function = i % 2 == 0 ? "echo" : "sleepy";
      lambda.invoke(
          r ->
              r.functionName(function)
                  .invocationType(InvocationType.EVENT)
                  .payload(SdkBytes.fromUtf8String("{\"sleepMs\":60}")));
    }
    awaitEnded(40);
    assertEquals(40, region.ledger().totals().ok());
    assertEquals(0, region.ledger().totals().unanswered());
    assertTrue(region.maxInFlight() <= 3, () -> "at once: " + region.maxInFlight());
    var tooLarge = "\"" + "x".repeat(1024 * 1024) + "\"";
    assertThrows(
        RequestTooLargeException.class,
        () ->
            lambda.invoke(
                r ->
                    r.functionName("echo")
                        .invocationType(InvocationType.EVENT)
                        .payload(SdkBytes.fromUtf8String(tooLarge))));
  }

  @Test
  void aDryRunRunsNothing() {
    var answer = lambda.invoke(r -> r.functionName("echo").invocationType(InvocationType.DRY_RUN));
    assertEquals(204, answer.statusCode());
    awaitEnded(1);
    assertEquals(0, region.ledger().totals().usd().signum());
    assertEquals(0, region.maxInFlight());
  }

  @Test
  void theCallersTagsAreInTheLedgerFromHeadersOrClientContext() {
    lambda.invoke(
        r ->
            r.functionName("echo")
                .overrideConfiguration(
                    c ->
                        c.putHeader("skyvane-invocation-id", "a-1")
                            .putHeader("skyvane-attempt", "2")
                            .putHeader("skyvane-vantage", "59.33,18.07")));
    var context = "{\"custom\":{\"skyvane-invocation-id\":\"b-1\",\"skyvane-attempt\":\"3\"}}";
    lambda.invoke(
        r ->
            r.functionName("echo")
                .clientContext(Base64.getEncoder().encodeToString(context.getBytes(UTF_8))));
    awaitEnded(2);
    var entries = region.ledger().entries();
    assertEquals("a-1", entries.get(0).invocationId());
    assertEquals(2, entries.get(0).attempt());
    assertEquals("59.33,18.07", entries.get(0).vantage());
    assertEquals("b-1", entries.get(1).invocationId());
    assertEquals(3, entries.get(1).attempt());
    assertThrows(
        InvalidRequestContentException.class,
        () -> lambda.invoke(r -> r.functionName("echo").clientContext("?")));
  }

  @Test
  void functionsAreListedAndDescribed() {
    var names = new ArrayList<String>();
    lambda.listFunctionsPaginator().functions().forEach(f -> names.add(f.functionName()));
    assertEquals(List.of("echo", "fail", "fill", "resize", "sleepy"), names);
    var configuration = lambda.getFunctionConfiguration(r -> r.functionName(ARN));
    assertEquals(512, configuration.memorySize());
    assertEquals(30, configuration.timeout());
    assertEquals(ARN, configuration.functionArn());
    assertEquals(512, lambda.getFunction(r -> r.functionName("echo")).configuration().memorySize());
    assertThrows(
        ResourceNotFoundException.class,
        () -> lambda.getFunctionConfiguration(r -> r.functionName("nobody")));
    assertEquals(0, region.ledger().arrived());
  }

  @Test
  void faultsLookAsTheProvidersOwn() {
    region.faults().change(f -> f.withErrorRate(1));
    assertEquals(
        500, assertThrows(ServiceException.class, () -> invoke("echo", "{}")).statusCode());
    region.faults().set(Faults.Settings.NONE.withFunctionErrorRate(1));
    assertEquals("Unhandled", invoke("echo", "{}").functionError());
    region.faults().set(Faults.Settings.NONE.withThrottleRate(1));
    assertThrows(TooManyRequestsException.class, () -> invoke("echo", "{}"));
    region.faults().set(Faults.Settings.NONE.withOutage(Faults.Outage.UNAVAILABLE));
    assertEquals(503, assertThrows(LambdaException.class, () -> invoke("echo", "{}")).statusCode());
    region.faults().set(Faults.Settings.NONE.withOutage(Faults.Outage.DROPPED));
    assertThrows(SdkClientException.class, () -> invoke("echo", "{}"));
    region.faults().set(Faults.Settings.NONE.withOutage(Faults.Outage.REFUSED));
    assertThrows(SdkClientException.class, () -> invoke("echo", "{}"));
    region.faults().clear();
    assertEquals("{}", invoke("echo", "{}").payload().asUtf8String());
    region.faults().set(Faults.Settings.NONE.withSlowBodyMs(80));
    assertEquals("{\"a\":1}", invoke("echo", "{\"a\":1}").payload().asUtf8String());
    awaitEnded(7);
    var totals = region.ledger().totals();
    assertEquals(2, totals.ok());
    assertEquals(3, totals.faults());
    assertEquals(1, totals.unanswered());
  }

  private InvokeResponse invoke(String name, String payload) {
    return lambda.invoke(r -> r.functionName(name).payload(SdkBytes.fromUtf8String(payload)));
  }

  private InvokeResponse invoke(InvokeRequest request) {
    return lambda.invoke(request);
  }

  private static InvokeRequest tailed(String name, String payload) {
    return InvokeRequest.builder()
        .functionName(name)
        .logType(LogType.TAIL)
        .payload(SdkBytes.fromUtf8String(payload))
        .build();
  }

  private static String report(InvokeResponse answer) {
    var log = new String(Base64.getDecoder().decode(answer.logResult()), UTF_8);
    assertTrue(log.startsWith("START RequestId: "), log);
    assertTrue(log.contains("\nEND RequestId: "), log);
    return log.substring(log.indexOf("REPORT RequestId: "));
  }

  private static double number(String text, String pattern) {
    var match = Pattern.compile(pattern).matcher(text);
    assertTrue(match.find(), text);
    return Double.parseDouble(match.group(1));
  }

  /** The caller may hear of an answer just before the entry is written. */
  private void awaitEnded(long calls) {
    Awaitility.await().atMost(LIMIT).until(() -> region.ledger().totals().calls() == calls);
    assertEquals(0, region.ledger().open());
  }
}
