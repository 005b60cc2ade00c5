package dev.skyvane.router.provider.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.FunctionError;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Success;
import dev.skyvane.provider.CallResult.TimedOut;
import dev.skyvane.provider.CallResult.Unavailable;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.Metering;
import dev.skyvane.provider.Secrets;
import dev.skyvane.provider.Target;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AwsLambdaProviderTest {

  private static final Secrets SECRETS =
      reference ->
          switch (reference) {
            case "file:good" ->
                "[default]\naws_access_key_id = AKIDFROMFILE\naws_secret_access_key = s3cr3t\n";
            case "file:broken" -> "[default\naws_access_key_id s3cr3t";
            case "env:PROFILE" -> "no-such-profile";
            default -> throw new IllegalArgumentException("'" + reference + "' is not allowed.");
          };

  private final BlockingQueue<HttpServerRequest> seen = new LinkedBlockingQueue<>();
  private volatile Consumer<HttpServerResponse> answer = response -> response.end("{}");
  private Vertx vertx;
  private String endpoint;
  private AwsLambdaProvider provider;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    HttpServer server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(
                request -> {
                  seen.add(request);
                  answer.accept(request.response());
                })
            .listen()
            .await();
    endpoint = "http://127.0.0.1:" + server.actualPort();
    provider = AwsLambdaProvider.create(vertx, Map.of("result.max.bytes", "2000"), SECRETS);
  }

  @AfterEach
  void stop() {
    provider.close();
    vertx.close().await();
  }

  @Test
  void sendsArnAndQualifierApart() throws InterruptedException {
    var arn = "arn:aws:lambda:eu-north-1:123456789012:function:resize";

    assertInstanceOf(Success.class, call(arn + ":live", null));

    var request = request();
    assertEquals(
        "/2015-03-31/functions/" + arn.replace(":", "%3A") + "/invocations", request.path());
    assertEquals("live", request.getParam("Qualifier"));
    assertEquals("RequestResponse", request.getHeader("X-Amz-Invocation-Type"));
    assertEquals("Tail", request.getHeader("X-Amz-Log-Type"));
  }

  @Test
  void tellsAnEmulatedRegionWhereTheCallerStands() throws InterruptedException {
    call("resize", null);

    var request = request();
    assertEquals("59.3,18.1", request.getHeader(FunctionCall.VANTAGE));
    assertEquals("id", request.getHeader(FunctionCall.INVOCATION_ID));
    assertEquals("1", request.getHeader(FunctionCall.ATTEMPT));
  }

  @Test
  void signsWithDummyKeysUnlessOthersAreReferredTo() throws InterruptedException {
    call("resize", null);
    var dummy = request().getHeader("authorization");
    assertTrue(dummy.startsWith("AWS4-HMAC-SHA256 Credential=skyvane/"), dummy);
    assertTrue(dummy.contains("/eu-north-1/lambda/"), dummy);

    call("resize", "file:good");
    var own = request().getHeader("authorization");
    assertTrue(own.startsWith("AWS4-HMAC-SHA256 Credential=AKIDFROMFILE/"), own);
  }

  @ParameterizedTest
  @CsvSource({"file:broken, file:broken", "env:PROFILE, env:PROFILE", "env:OTHER, env:OTHER"})
  void missingCredentialsAreForbidden(String reference, String named) {
    var rejected = assertInstanceOf(Rejected.class, call("resize", reference));

    assertEquals(Rejected.FORBIDDEN, rejected.code());
    assertTrue(rejected.message().contains(named), rejected.message());
    assertFalse(rejected.message().contains("s3cr3t"), rejected.message());
    assertEquals(0, seen.size());
  }

  @Test
  void keyInPlaceOfAReferenceIsNotRepeated() {
    String words = provider.check(target("resize", "s3cr3t")).orElseThrow();

    assertTrue(words.contains("env:NAME"), words);
    assertFalse(words.contains("s3cr3t"), words);
  }

  @Test
  void readsMetering() {
    answer =
        response ->
            response
                .putHeader(
                    "X-Amz-Log-Result",
                    java.util.Base64.getEncoder()
                        .encodeToString(LambdaPeer.REPORT.getBytes(StandardCharsets.UTF_8)))
                .end("{}");

    assertEquals(
        new Metering(Metering.Source.PROVIDER, 12.34, 193L, 61, true, 180.05),
        call("resize", null).metering());
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true"})
  void resultOverTheLimitIsRejected(boolean chunked, boolean alsoError) {
    answer =
        response -> {
          response.setChunked(chunked);
          response.setStatusCode(alsoError ? 500 : 200);
          response.end("\"" + "x".repeat(1_999) + "\"");
        };

    var rejected = assertInstanceOf(Rejected.class, call("resize", null));
    assertEquals(Rejected.RESULT_TOO_LARGE, rejected.code());
  }

  @Test
  void unwrapsAnHttpAnswer() {
    answer =
        response ->
            response.end(
                "{\"statusCode\":200,\"headers\":{\"content-type\":\"image/png\"},"
                    + "\"isBase64Encoded\":true,\"body\":\"AAH/\"}");

    var success = assertInstanceOf(Success.class, call("resize", null));
    assertEquals("image/png", success.contentType());
    assertEquals(ByteBuffer.wrap(new byte[] {0, 1, (byte) 0xff}), success.payload());

    answer =
        response -> response.end("{\"statusCode\":422,\"isBase64Encoded\":false,\"body\":\"no\"}");
    var error = assertInstanceOf(FunctionError.class, call("resize", null));
    assertEquals("no", StandardCharsets.UTF_8.decode(error.payload()).toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: 1 Error: Task timed out"
            + " after 3.00 seconds\"}|true",
        "{\"errorMessage\":\"2026-11-21T08:00:00Z 1 Task timed out after 3.00 seconds\"}|true",
        "{\"errorType\":\"MyError\",\"errorMessage\":\"Task timed out after 3.00 seconds\"}|false",
        "not json|false"
      })
  void tellsLambdasTimeLimitFromTheFunctionsErrors(String body, boolean timedOut) {
    answer = response -> response.putHeader("X-Amz-Function-Error", "Unhandled").end(body);

    Class<? extends CallResult> expected = timedOut ? TimedOut.class : FunctionError.class;
    assertInstanceOf(expected, call("resize", null));
  }

  @ParameterizedTest
  @CsvSource({
    "400, InvalidRequestContentException, bad-request",
    "400, ValidationException, bad-request",
    "403, UnrecognizedClientException, forbidden",
    "413, RequestTooLargeException, payload-too-large",
    "404, ResourceNotFoundException, unknown-function"
  })
  void refusals(int status, String type, String code) {
    answer = refusal(status, type);

    var rejected = assertInstanceOf(Rejected.class, call("resize", null));
    assertEquals(code, rejected.code());
    assertTrue(rejected.message().contains(type), rejected.message());
  }

  @ParameterizedTest
  @CsvSource({
    "500, ServiceException",
    "503, ServiceUnavailableException",
    "502, EC2AccessDeniedException",
    "409, ResourceConflictException",
    "502, ''"
  })
  void outages(int status, String type) {
    answer = refusal(status, type);

    assertInstanceOf(Unavailable.class, call("resize", null));
    // Retries are the dispatcher's: the SDK must not add its own.
    assertEquals(1, seen.size());
  }

  private static Consumer<HttpServerResponse> refusal(int status, String type) {
    return response ->
        response
            .setStatusCode(status)
            .putHeader("x-amzn-errortype", type)
            .end("{\"Message\":\"words\"}");
  }

  private HttpServerRequest request() throws InterruptedException {
    var request = seen.poll(10, TimeUnit.SECONDS);
    if (request == null) {
      throw new AssertionError("No request arrived");
    }
    return request;
  }

  private CallResult call(String address, @Nullable String credentials) {
    var call =
        new FunctionCall(
            target(address, credentials),
            "resize",
            "id",
            "attempt",
            1,
            ByteBuffer.wrap("{}".getBytes(StandardCharsets.UTF_8)),
            "application/json",
            Duration.ofSeconds(10),
            Map.of(FunctionCall.VANTAGE, "59.3,18.1"));
    return provider.call(call).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private Target target(String address, @Nullable String credentials) {
    return new Target(
        "resize~aws~eu-north-1~512", "aws:eu-north-1", address, 512, endpoint, credentials, null);
  }
}
