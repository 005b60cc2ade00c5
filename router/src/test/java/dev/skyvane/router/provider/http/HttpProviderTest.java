package dev.skyvane.router.provider.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Success;
import dev.skyvane.provider.CallResult.Throttled;
import dev.skyvane.provider.CallShape;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Secrets;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.web.WebProvider;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpProviderTest {

  private static final Secrets SECRETS =
      reference -> {
        if (reference.equals("env:TOKEN")) {
          return "user:s3cr3t";
        }
        throw new IllegalArgumentException("The secret '" + reference + "' is not allowed.");
      };

  private final BlockingQueue<MultiMap> seen = new LinkedBlockingQueue<>();
  private Vertx vertx;
  private HttpServer server;
  private String endpoint;
  private FunctionProvider provider;

  @BeforeEach
  void start() {
    vertx = Vertx.vertx();
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setHost("127.0.0.1").setPort(0))
            .requestHandler(
                request -> {
                  seen.add(request.headers().add("seen-version", request.version().name()));
                  switch (request.path()) {
                    case "/hang" -> {}
                    case "/elsewhere" ->
                        request
                            .response()
                            .setStatusCode(302)
                            .putHeader("location", endpoint + "/ok")
                            .end();
                    case "/long" -> request.response().end(Buffer.buffer(new byte[2_000]));
                    default -> request.response().end("ok");
                  }
                })
            .listen()
            .await();
    endpoint = "http://127.0.0.1:" + server.actualPort();
    provider = create(Map.of());
  }

  @AfterEach
  void stop() {
    provider.close();
    vertx.close().await();
  }

  @Test
  void sendsSecretsByReference() throws InterruptedException {
    assertInstanceOf(Success.class, call(provider, target("/ok", endpoint, "bearer:env:TOKEN")));
    assertEquals("Bearer user:s3cr3t", header("authorization"));
    assertInstanceOf(Success.class, call(provider, target("/ok", endpoint, "basic:env:TOKEN")));
    assertEquals("Basic dXNlcjpzM2NyM3Q=", header("authorization"));
    assertInstanceOf(Success.class, call(provider, target("/ok", endpoint, null)));
    assertNull(header("authorization"));
  }

  @Test
  void secretThatIsNotAllowedEndsTheCall() {
    var rejected =
        assertInstanceOf(
            Rejected.class, call(provider, target("/ok", endpoint, "bearer:env:OTHER")));

    assertEquals(Rejected.FORBIDDEN, rejected.code());
    assertTrue(rejected.message().contains("env:OTHER"), rejected.message());
    assertEquals(0, seen.size());
  }

  @Test
  void checkDoesNotRepeatASecretInPlaceOfAReference() {
    for (String auth : new String[] {"s3cr3t", "bearer:s3cr3t", "digest:env:TOKEN"}) {
      String words = provider.check(target("/ok", endpoint, auth)).orElseThrow();
      assertFalse(words.contains("s3cr3t"), words);
      assertTrue(words.contains("bearer:env:NAME"), words);
    }
  }

  @Test
  void vantageGoesToEmulatedRegionsOnly() throws InterruptedException {
    call(provider, target("/ok", endpoint, null));
    assertEquals("59.3,18.1", header(FunctionCall.VANTAGE));
    call(provider, target(endpoint + "/ok", null, null));
    assertNull(header(FunctionCall.VANTAGE));
    call(provider, target(endpoint + "/ok", "http://127.0.0.1:1", null));
    assertNull(header(FunctionCall.VANTAGE));
  }

  @Test
  void http2IsSpokenWhereTheSpecAsksForIt() throws InterruptedException {
    call(provider, target("/ok", endpoint, null));
    assertEquals("HTTP_1_1", header("seen-version"));
    var shape = new CallShape("POST", Map.of(), CallShape.Format.PLAIN, false, true);
    var success =
        assertInstanceOf(
            Success.class, call(provider, target("/ok", endpoint, null).withShape(shape)));
    assertEquals("HTTP_2", header("seen-version"));
    assertEquals(2, success.payload().remaining());
  }

  @Test
  void redirectsAreNotFollowed() {
    var rejected =
        assertInstanceOf(Rejected.class, call(provider, target("/elsewhere", endpoint, null)));

    assertEquals(Rejected.BAD_REQUEST, rejected.code());
    assertEquals(1, seen.size());
  }

  @Test
  void announcedResultOverTheLimitIsRejected() {
    try (var strict = create(Map.of("result.max.bytes", "1999"))) {
      var rejected =
          assertInstanceOf(Rejected.class, call(strict, target("/long", endpoint, null)));
      assertEquals(Rejected.RESULT_TOO_LARGE, rejected.code());
    }
    try (var lenient = create(Map.of("result.max.bytes", "2000"))) {
      assertInstanceOf(Success.class, call(lenient, target("/long", endpoint, null)));
    }
  }

  @Test
  void fullQueueIsThrottled() throws InterruptedException {
    try (var narrow =
        create(Map.of("connections.max.per.host", "1", "connections.max.waiting", "1"))) {
      narrow.call(call(target("/hang", endpoint, null)));
      assertTrue(seen.poll(10, TimeUnit.SECONDS) != null);
      var waiting = narrow.call(call(target("/hang", endpoint, null)));

      var throttled =
          assertInstanceOf(Throttled.class, call(narrow, target("/ok", endpoint, null)));

      assertTrue(throttled.message().contains("connections.max.waiting"), throttled.message());
      assertFalse(waiting.isDone());
    }
  }

  private FunctionProvider create(Map<String, String> config) {
    return new WebProvider(vertx, config, new HttpProtocol(vertx, SECRETS));
  }

  private @Nullable String header(String name) throws InterruptedException {
    var headers = seen.poll(10, TimeUnit.SECONDS);
    if (headers == null) {
      throw new AssertionError("No request arrived");
    }
    return headers.get(name);
  }

  private static CallResult call(FunctionProvider provider, Target target) {
    return provider.call(call(target)).orTimeout(20, TimeUnit.SECONDS).join();
  }

  private static FunctionCall call(Target target) {
    return new FunctionCall(
        target,
        "f",
        "id",
        "attempt",
        1,
        ByteBuffer.allocate(0),
        null,
        Duration.ofSeconds(10),
        Map.of(FunctionCall.VANTAGE, "59.3,18.1"));
  }

  private static Target target(String address, @Nullable String endpoint, @Nullable String auth) {
    return new Target("f~http~local~128", "http:local", address, 128, endpoint, null, auth);
  }
}
