package dev.skyvane.emulator;

import static dev.skyvane.emulator.Caller.entry;
import static dev.skyvane.emulator.Caller.header;
import static dev.skyvane.emulator.Caller.json;
import static dev.skyvane.emulator.Caller.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.skyvane.emulator.LedgerEntry.Kind;
import dev.skyvane.emulator.LedgerEntry.Status;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An OpenFaaS gateway as HTTP clients see it. */
class OpenFaasGatewayIT {

  private static final String ID = "openfaas:home";

  private record Posted(String path, Headers headers, String body) {}

  private final Caller caller = new Caller();
  private final BlockingQueue<Posted> posted = new LinkedBlockingQueue<>();
  private CloudEmulator emulator;
  private EmulatedRegion region;
  private HttpServer receiver;

  @BeforeEach
  void start() throws IOException {
    emulator =
        CloudEmulator.start(EmulatorOptions.of(RegionOptions.instant(ID).withConcurrency(2)));
    region = emulator.region(ID);
    region.deploy("echo", 512, SampleFunction.ECHO);
    region.deploy("fail", 512, SampleFunction.FAIL);
    region.deploy("sleepy", 512, SampleFunction.SLEEPY);
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext(
        "/",
        exchange -> {
          var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          posted.add(
              new Posted(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
    emulator.close();
    caller.close();
  }

  @Test
  void aCallIsAnsweredWithItsIdAndDuration() throws Exception {
    var answer = caller.post(region.address("echo"), "hello", "Content-Type", "text/plain");
    assertEquals(200, answer.statusCode());
    assertEquals("hello", text(answer));
    assertEquals("text/plain", header(answer, "content-type"));
    var entry = entry(region, 1);
    assertEquals(entry.requestId(), header(answer, "x-call-id"));
    assertEquals(
        entry.durationMs() / 1_000, Double.parseDouble(header(answer, "x-duration-seconds")), 1e-9);
    var start = Long.parseLong(header(answer, "x-start-time"));
    assertTrue(Math.abs(start / 1_000_000 - entry.startEpochMs()) < 5_000, () -> "" + start);
    assertEquals(0, entry.usd().signum());
    // Who brings an id keeps it to himself: the gateway answers only those that it made.
    var own = caller.post(region.address("echo") + "/a/b?c=d", "x", "X-Call-Id", "mine");
    assertEquals("absent", header(own, "x-call-id"));
    assertEquals(
        200, caller.post(region.endpoint() + "/function/echo.openfaas-fn", "x").statusCode());
  }

  @Test
  void errorsAreThoseOfGatewayAndWatchdog() throws Exception {
    var unknown = caller.post(region.address("nobody"), "x");
    assertEquals(404, unknown.statusCode());
    assertTrue(text(unknown).startsWith("error finding function nobody.openfaas-fn"));
    assertEquals(404, caller.post(region.address("echo.elsewhere"), "x").statusCode());
    assertEquals(500, caller.post(region.address("fail"), "x").statusCode());
    region.deploy(
        FunctionOptions.of("late", 128, SampleFunction.SLEEPY).withTimeout(Duration.ofMillis(50)));
    var late = caller.post(region.address("late"), "{\"sleepMs\":4000}");
    assertEquals(504, late.statusCode());
    assertEquals(0, late.body().length);
    assertEquals("0.050000", header(late, "x-duration-seconds"));
    region.faults().change(f -> f.withErrorRate(1));
    var broken = caller.post(region.address("echo"), "x");
    assertEquals(502, broken.statusCode());
    assertEquals(0, broken.body().length);
  }

  @Test
  void overTheLimitIs429WithoutAHint() throws Exception {
    var one = caller.begin(region.address("sleepy"), "{\"sleepMs\":2000}");
    var two = caller.begin(region.address("sleepy"), "{\"sleepMs\":2000}");
    Awaitility.await().atMost(Caller.LIMIT).until(() -> region.inFlight() == 2);
    var third = caller.post(region.address("echo"), "x");
    assertEquals(429, third.statusCode());
    assertEquals("Concurrent request limit exceeded. Max concurrent requests: 2\n", text(third));
    assertEquals("absent", header(third, "retry-after"));
    assertEquals(200, one.join().statusCode());
    assertEquals(200, two.join().statusCode());
  }

  @Test
  void anAsynchronousCallIsQueuedAndCalledBack() throws Exception {
    var queued =
        async("echo", "later", "X-Callback-Url", receiver("/done"), "Content-Type", "text/plain");
    assertEquals(202, queued.statusCode());
    assertEquals(0, queued.body().length);
    var done = posted.poll(20, TimeUnit.SECONDS);
    assertEquals("/done", done.path());
    assertEquals("later", done.body());
    assertEquals("200", done.headers().getFirst("X-Function-Status"));
    assertEquals("echo", done.headers().getFirst("X-Function-Name"));
    assertEquals(header(queued, "x-call-id"), done.headers().getFirst("X-Call-Id"));
    assertEquals("text/plain", done.headers().getFirst("Content-Type"));
    assertTrue(Double.parseDouble(done.headers().getFirst("X-Duration-Seconds")) > 0);
    var entry = entry(region, 1);
    assertEquals(Kind.EVENT, entry.kind());
    assertEquals(Status.OK, entry.status());

    async("fail", "x", "X-Callback-Url", receiver("/failed"), "X-Call-Id", "mine");
    var failed = posted.poll(20, TimeUnit.SECONDS);
    assertEquals("500", failed.headers().getFirst("X-Function-Status"));
    assertEquals("mine", failed.headers().getFirst("X-Call-Id"));
    // Nobody asks the cluster before the call is taken from the queue.
    assertEquals(202, async("nobody", "x", "X-Callback-Url", receiver("/unknown")).statusCode());
    assertEquals("404", posted.poll(20, TimeUnit.SECONDS).headers().getFirst("X-Function-Status"));
    assertEquals(Status.REJECTED, entry(region, 3).status());
  }

  @Test
  void queuedCallsWaitForAPlaceAndNeedNoCallback() throws Exception {
    for (var i = 0; i < 5; i++) {
      assertEquals(202, async("sleepy", "{\"sleepMs\":50}").statusCode());
    }
    entry(region, 5);
    assertEquals(5, region.ledger().totals().ok());
    assertEquals(2, region.maxInFlight());
    assertTrue(posted.isEmpty());
    assertEquals(400, async("echo", "x", "X-Callback-Url", "http://example.org/").statusCode());
    assertEquals(
        405,
        caller.send("GET", region.endpoint() + "/async-function/echo", new byte[0]).statusCode());
  }

  @Test
  void theSystemAsksForThePassword() throws Exception {
    var login = region.callers(OpenFaasLogin.class);
    for (var path :
        new String[] {"functions", "function/echo", "info", "namespaces", "scale-function/echo"}) {
      var refused = caller.send("GET", region.endpoint() + "/system/" + path, new byte[0]);
      assertEquals(401, refused.statusCode(), path);
      assertEquals("Basic realm=\"Restricted\"", header(refused, "www-authenticate"));
      assertEquals("invalid credentials", text(refused));
    }
    assertEquals(
        401, system("GET", "functions", "", "Authorization", "Basic YWRtaW46").statusCode());
    assertFalse(login.open("Bearer " + login.password()));
    assertEquals(200, caller.send("GET", region.endpoint() + "/healthz", new byte[0]).statusCode());
    assertEquals("[\"openfaas-fn\"]", text(system("GET", "namespaces", "")));
    assertEquals(0, region.ledger().arrived());
  }

  @Test
  void functionsAreDeployedUpdatedListedAndDeleted() throws Exception {
    var words =
        """
        {"service": "words", "image": "docker.io/samples/bag-of-words:1", "limits": {"memory": "256Mi"},
         "labels": {"team": "a"}, "envVars": {"exec_timeout": "3s", "max_inflight": "7"}}
        """;
    assertEquals(404, system("PUT", "functions", words).statusCode());
    assertEquals(202, system("POST", "functions", words).statusCode());
    assertEquals(500, system("POST", "functions", words).statusCode());
    assertEquals(202, system("PUT", "functions", words).statusCode());
    var counted = caller.post(region.address("words"), "a b a", "Content-Type", "text/plain");
    assertEquals(3, json(counted).path("words").asInt());

    entry(region, 1);
    var status = json(system("GET", "function/words", ""));
    assertEquals("docker.io/samples/bag-of-words:1", status.path("image").asText());
    assertEquals("256Mi", status.path("limits").path("memory").asText());
    assertEquals("a", status.path("labels").path("team").asText());
    assertEquals(1, status.path("invocationCount").asInt());
    assertEquals(1, status.path("availableReplicas").asInt());
    assertEquals(4, json(system("GET", "functions", "")).size());
    var options =
        region.functions().stream().filter(f -> f.name().equals("words")).findFirst().orElseThrow();
    assertEquals(Duration.ofSeconds(3), options.timeout());
    assertEquals(7, options.reservedConcurrency());

    var gone = "{\"functionName\": \"words\"}";
    assertEquals(202, system("DELETE", "functions", gone).statusCode());
    assertEquals(404, system("DELETE", "functions", gone).statusCode());
    assertEquals(404, system("GET", "function/words", "").statusCode());
    assertEquals(404, caller.post(region.address("words"), "a").statusCode());
    for (var wrong :
        new String[] {
          "",
          "[]",
          "{\"service\": \"a\"}",
          "{\"service\": \"a\", \"image\": \"nginx\"}",
          "{\"service\": \"a\", \"image\": \"samples/alu\", \"limits\": {\"memory\": \"much\"}}",
          "{\"service\": \"a b\", \"image\": \"samples/alu\"}"
        }) {
      assertEquals(400, system("POST", "functions", wrong).statusCode(), wrong);
    }
  }

  @Test
  void scalingEndsAndBeginsInstances() throws Exception {
    stop();
    emulator =
        CloudEmulator.start(
            EmulatorOptions.of(
                RegionOptions.instant(ID)
                    .withColdStart(new RegionOptions.ColdStart(20, 0, Duration.ofDays(1)))));
    region = emulator.region(ID);
    region.deploy("echo", 512, SampleFunction.ECHO);
    try (var other = new Caller()) {
      scale(other, 1);
      other.post(region.address("echo"), "x");
      assertFalse(entry(region, 1).cold());
      scale(other, 0);
      other.post(region.address("echo"), "x");
      assertTrue(entry(region, 2).cold());
    }
  }

  private void scale(Caller by, int replicas) throws Exception {
    var answer =
        by.post(
            region.endpoint() + "/system/scale-function/echo",
            "{\"serviceName\": \"echo\", \"replicas\": " + replicas + "}",
            "Authorization",
            region.callers(OpenFaasLogin.class).authorization());
    assertEquals(202, answer.statusCode());
  }

  private String receiver(String path) {
    return "http://127.0.0.1:" + receiver.getAddress().getPort() + path;
  }

  private HttpResponse<byte[]> async(String function, String body, String... headers)
      throws Exception {
    return caller.post(region.endpoint() + "/async-function/" + function, body, headers);
  }

  private HttpResponse<byte[]> system(String method, String path, String body, String... headers)
      throws Exception {
    var given =
        headers.length > 0
            ? headers
            : new String[] {"Authorization", region.callers(OpenFaasLogin.class).authorization()};
    return caller.send(
        method,
        region.endpoint() + "/system/" + path,
        body.getBytes(StandardCharsets.UTF_8),
        given);
  }
}
