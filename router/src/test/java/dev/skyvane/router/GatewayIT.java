package dev.skyvane.router;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.router.gateway.GatewayConfig;
import dev.skyvane.router.observe.Meter;
import dev.skyvane.schemas.Topic;
import dev.skyvane.schemas.TopicNames;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Invocation;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.ReplyStatus;
import dev.skyvane.testkit.ChildJvm;
import dev.skyvane.testkit.KafkaCluster;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Calls over HTTP through Kafka, against a real broker, registry, router and emulated clouds. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GatewayIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MANY = 10_000;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Site site;
  private URI url;

  @BeforeAll
  void start() {
    site = new Site(KafkaCluster.inThisJvm(1), Map.of());
    site.deploy("echo", SampleFunction.ECHO, spec -> spec);
    site.deploy("sleepy", SampleFunction.SLEEPY, spec -> spec);
    site.deploy("fail", SampleFunction.FAIL, spec -> spec);
    site.deploy("direct", SampleFunction.ECHO, GatewayIT::direct);
    site.deploy("direct-sleepy", SampleFunction.SLEEPY, GatewayIT::direct);
    site.deploy("direct-paused", SampleFunction.ECHO, spec -> direct(spec).setPaused(true));
    site.deploy("paused", SampleFunction.ECHO, spec -> spec.setPaused(true));
    url =
        site.router(
                Map.of(
                    GatewayConfig.ENABLED,
                    "true",
                    GatewayConfig.PORT,
                    "0",
                    GatewayConfig.PATH,
                    "direct",
                    GatewayConfig.CALLBACKS_ALLOW,
                    "http://127\\.0\\.0\\.1:[0-9]+/.*",
                    GatewayConfig.MAX_PENDING,
                    Integer.toString(MANY),
                    RouterConfig.ROUTER_ID,
                    "first",
                    "kafka.session.timeout.ms",
                    "6000"),
                meters)
            .gatewayUrl()
            .orElseThrow();
  }

  private static FunctionSpec.Builder direct(FunctionSpec.Builder spec) {
    return spec.setLabels(Map.of("skyvane.gateway", "direct"));
  }

  @AfterAll
  void stop() {
    client.close();
    site.close();
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(LIMIT);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpRequest.Builder post(String path, String body, String... headers) {
    var request =
        to(path)
            .POST(BodyPublishers.ofString(body))
            .header("content-type", "application/json")
            .header("skyvane-origin", "aws:eu-north-1");
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("(no " + name + ")");
  }

  private int pending() {
    return (int) meters.get(Meter.GATEWAY_PENDING.id()).gauge().value();
  }

  private List<Invocation> invocations() {
    var topic = TopicNames.DEFAULT.of(Topic.INVOCATIONS);
    return site.readCommitted(topic).stream()
        .map(
            record ->
                site.serdes.of(Invocation.class).deserializer().deserialize(topic, record.value()))
        .toList();
  }

  private Invocation invocation(String id) {
    return invocations().stream().filter(each -> each.getId().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void aCallIsAnsweredWithItsResultAndReceipt() throws Exception {
    byte[] bytes = new byte[100_000];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) i;
    }
    var answer =
        client.send(
            to("/function/echo")
                .POST(BodyPublishers.ofByteArray(bytes))
                .header("content-type", "image/x-raw")
                .header("skyvane-origin", "aws:eu-north-1")
                .build(),
            BodyHandlers.ofByteArray());
    assertEquals(200, answer.statusCode(), new String(answer.body(), UTF_8));
    assertArrayEquals(bytes, answer.body());
    assertEquals("image/x-raw", header(answer, "content-type"));
    assertEquals("aws:eu-north-1", header(answer, "skyvane-region"));
    assertEquals("1", header(answer, "skyvane-attempts"));
    assertTrue(header(answer, "skyvane-cost-usd").startsWith("0.0000"), answer.toString());
    assertFalse(header(answer, "x-call-id").startsWith("("));
    assertTrue(Double.parseDouble(header(answer, "x-duration-seconds")) > 0);
    assertTrue(Long.parseLong(header(answer, "x-start-time")) > 1_700_000_000_000_000_000L);
  }

  @Test
  void whatTheCallerSaysStandsInTheInvocation() throws Exception {
    var trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    var answer =
        send(
            post(
                    "/function/echo/a%20b/c?x=1&y=%2F",
                    "{}",
                    "x-call-id",
                    "mine-1",
                    "skyvane-timeout-ms",
                    "20000",
                    "skyvane-ordering-key",
                    "k",
                    "skyvane-min-memory",
                    "1GB",
                    "traceparent",
                    trace,
                    "user-agent",
                    "test/1",
                    "authorization",
                    "Bearer secret-1",
                    "cookie",
                    "session=secret-2",
                    "x-forwarded-for",
                    "1.2.3.4",
                    "x-own",
                    "kept-back")
                .method("PUT", BodyPublishers.ofString("{}")));
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("mine-1", header(answer, "x-call-id"));
    var written = invocation("mine-1");
    assertEquals("echo", written.getFunction());
    assertEquals("k", written.getOrderingKey());
    assertEquals("aws:eu-north-1", written.getOrigin());
    assertEquals(20_000, written.getTimeoutMs());
    assertEquals(1024, written.getMinMemoryMb());
    assertEquals(
        Map.of(
            "http_method", "PUT",
            "http_path", "/a%20b/c",
            "http_query", "x=1&y=%2F",
            "traceparent", trace,
            "user-agent", "test/1"),
        written.getAttributes());
    assertFalse(written.toString().contains("secret"), written.toString());
  }

  @Test
  void aTraceThatIsNotValidBeginsAnew() throws Exception {
    send(post("/function/echo", "{}", "x-call-id", "trace-1", "traceparent", "00-zz-zz-01"));
    var made = invocation("trace-1").getAttributes().get("traceparent");
    assertTrue(made.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01"), made);
  }

  @Test
  void aCallWithoutBodyIsACall() throws Exception {
    var answer = send(to("/function/echo").GET());
    assertEquals(200, answer.statusCode(), answer.body());
    var head = send(to("/function/echo").method("HEAD", BodyPublishers.noBody()));
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
  }

  @Test
  void whatFailsSaysHow() throws Exception {
    var unknown = send(post("/function/nobody", "{}"));
    assertEquals(404, unknown.statusCode());
    assertTrue(unknown.body().startsWith("unknown-function: "), unknown.body());
    assertEquals("unknown-function", header(unknown, "skyvane-error-code"));
    assertEquals(404, send(post("/function/No%20Name", "{}")).statusCode());
    assertEquals(404, send(post("/elsewhere", "{}")).statusCode());

    var failed = send(post("/function/fail", "{}"));
    assertEquals(500, failed.statusCode());
    assertEquals("function-error", header(failed, "skyvane-status"));
    assertEquals("1", header(failed, "skyvane-attempts"));

    var origin = send(post("/function/echo", "{}").setHeader("skyvane-origin", "atlantis"));
    assertEquals(400, origin.statusCode());
    assertTrue(origin.body().startsWith("bad-origin: origin 'atlantis'"), origin.body());

    for (var wrong :
        List.of(
            List.of("skyvane-timeout-ms", "soon"),
            List.of("skyvane-timeout-ms", "-1"),
            List.of("skyvane-min-memory", "512"),
            List.of("x-call-id", "a b"))) {
      var answer = send(post("/function/echo", "{}", wrong.toArray(String[]::new)));
      assertEquals(400, answer.statusCode(), answer.body());
      assertTrue(answer.body().contains(wrong.getFirst()), answer.body());
    }

    // Why each deployment is left out stays inside.
    var unroutable = send(post("/function/echo", "{}", "skyvane-min-memory", "100GB"));
    assertEquals(503, unroutable.statusCode());
    assertFalse(unroutable.body().contains("~"), unroutable.body());
  }

  @Test
  void aPayloadOverTheLimitIsRefused() throws Exception {
    var answer =
        send(
            to("/function/echo")
                .POST(BodyPublishers.ofByteArray(new byte[Topic.MAX_PAYLOAD_BYTES + 1])));
    assertEquals(413, answer.statusCode());
    assertTrue(answer.body().startsWith("payload-too-large: "), answer.body());
  }

  @Test
  void anAsynchronousCallIsAnsweredWhenItIsDurable() throws Exception {
    var answer = send(post("/async-function/sleepy", "{\"sleepMs\":700}", "x-call-id", "later-1"));
    assertEquals(202, answer.statusCode());
    assertEquals("later-1", header(answer, "x-call-id"));
    assertEquals("", answer.body());
    assertEquals("sleepy", invocation("later-1").getFunction());
    var topic = TopicNames.DEFAULT.of(Topic.REPLIES);
    Awaitility.await()
        .atMost(LIMIT)
        .until(
            () ->
                site.readCommitted(topic).stream()
                    .map(
                        r ->
                            site.serdes
                                .of(Reply.class)
                                .deserializer()
                                .deserialize(topic, r.value()))
                    .anyMatch(
                        reply ->
                            reply.getInvocationId().equals("later-1")
                                && reply.getStatus() == ReplyStatus.OK));
  }

  private record CalledBack(String path, String id, String function, String status, String body) {}

  @Test
  void aResultIsCalledBackUntilItIsTaken() throws Exception {
    var taken = new ConcurrentHashMap<String, CalledBack>();
    var busy = new AtomicInteger(2);
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var headers = exchange.getRequestHeaders();
          var back =
              new CalledBack(
                  exchange.getRequestURI().toString(),
                  headers.getFirst("x-call-id"),
                  headers.getFirst("x-function-name"),
                  headers.getFirst("x-function-status"),
                  new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          int status = back.path().equals("/gone") ? 410 : busy.getAndDecrement() > 0 ? 503 : 202;
          if (status == 202) {
            taken.put(back.id(), back);
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
        });
    server.start();
    try {
      var base = "http://127.0.0.1:" + server.getAddress().getPort();
      callBack("echo", "back-1", base + "/done?x=1");
      callBack("fail", "back-2", base + "/failed");
      callBack("echo", "back-3", base + "/gone");
      Awaitility.await().atMost(LIMIT).until(() -> taken.size() == 2);
      assertEquals(
          new CalledBack("/done?x=1", "back-1", "echo", "200", "{\"n\":7}"), taken.get("back-1"));
      assertEquals("/failed", taken.get("back-2").path());
      assertEquals("500", taken.get("back-2").status());
      Awaitility.await()
          .atMost(LIMIT)
          .until(
              () ->
                  meters.find(Meter.GATEWAY_CALLBACKS.id()).tag("result", "given-up").counter()
                          instanceof Counter counter
                      && counter.count() == 1);
    } finally {
      server.stop(0);
    }
    for (var refused :
        List.of(
            "http://localhost:1/", "ftp://127.0.0.1:1/", "nonsense", "http://169.254.169.254/")) {
      var answer = send(post("/async-function/echo", "{}", "x-callback-url", refused));
      assertEquals(400, answer.statusCode(), refused);
    }
  }

  private void callBack(String function, String id, String callback) throws Exception {
    var answer =
        send(
            post(
                "/async-function/" + function,
                "{\"n\":7}",
                "x-call-id",
                id,
                "x-callback-url",
                callback));
    assertEquals(202, answer.statusCode(), answer.body());
  }

  @Test
  void anotherSitesPageMayNotCall() throws Exception {
    assertEquals(
        403, send(post("/function/echo", "{}", "sec-fetch-site", "cross-site")).statusCode());
    assertEquals(
        200, send(post("/function/echo", "{}", "sec-fetch-site", "same-origin")).statusCode());
  }

  @Test
  void theSystemTellsOfFunctions() throws Exception {
    assertEquals("OK", send(to("/healthz").GET()).body());
    var all = new JsonArray(send(to("/system/functions").GET()).body());
    var names = all.stream().map(each -> ((JsonObject) each).getString("name")).toList();
    assertEquals(
        List.of("direct", "direct-paused", "direct-sleepy", "echo", "fail", "paused", "sleepy"),
        names);
    var one = new JsonObject(send(to("/system/function/echo").GET()).body());
    assertEquals("echo", one.getString("name"));
    assertEquals(4, one.getInteger("replicas"));
    assertEquals(4, one.getInteger("availableReplicas"));
    assertEquals(404, send(to("/system/function/nobody").GET()).statusCode());
    assertEquals("[]", send(to("/system/namespaces").GET()).body());
    var info = new JsonObject(send(to("/system/info").GET()).body());
    assertEquals("skyvane", info.getJsonObject("provider").getString("provider"));
    assertEquals(501, send(post("/system/functions", "{}")).statusCode());
    assertEquals(501, send(post("/system/scale-function/echo", "{}")).statusCode());
    assertEquals(404, send(to("/system/secrets").GET()).statusCode());
  }

  @Test
  void aFunctionMayAskToBeCalledWithoutKafkaBetween() throws Exception {
    var answer = send(post("/function/direct", "{\"a\":1}", "x-call-id", "direct-1"));
    assertEquals(200, answer.statusCode(), answer.body());
    assertEquals("{\"a\":1}", answer.body());
    assertEquals("aws:eu-north-1", header(answer, "skyvane-region"));
    Awaitility.await()
        .atMost(LIMIT)
        .until(
            () ->
                site.outcomes(1).stream()
                    .anyMatch(each -> each.getInvocationId().equals("direct-1")));
    var paused = send(post("/function/direct-paused", "{}"));
    assertEquals(503, paused.statusCode(), paused.body());
    assertEquals("1", header(paused, "retry-after"));
    var late =
        send(post("/function/direct-sleepy", "{\"sleepMs\":2000}", "skyvane-timeout-ms", "300"));
    assertEquals(504, late.statusCode(), late.body());
    // What is asked for to be durable is, whatever the function's label.
    assertEquals(
        202, send(post("/async-function/direct", "{}", "x-call-id", "direct-2")).statusCode());
    var written = invocations().stream().map(Invocation::getId).toList();
    assertTrue(written.contains("direct-2"), written.toString());
    assertFalse(written.contains("direct-1"), written.toString());
  }

  @Test
  void cloudEventsAreInvocations() throws Exception {
    var binary =
        send(
            post(
                "/function/echo",
                "{\"x\":1}",
                "x-call-id",
                "event-1",
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-source",
                "/test",
                "ce-type",
                "made",
                "ce-subject",
                "Gr%C3%BC%C3%9Fe 100%25"));
    assertEquals(200, binary.statusCode(), binary.body());
    assertEquals("{\"x\":1}", binary.body());
    var attributes = invocation("event-1").getAttributes();
    assertEquals("made", attributes.get("ce-type"));
    assertEquals("Grüße 100%", attributes.get("ce-subject"));

    var event =
        "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/test\",\"type\":\"made\","
            + "\"data\":{\"x\":2}}";
    var structured =
        send(
            post("/function/echo", event.formatted("2"))
                .setHeader("content-type", "application/cloudevents+json"));
    assertEquals(200, structured.statusCode(), structured.body());
    assertEquals("{\"x\":2}", structured.body());
    var again =
        send(
            post("/async-function/echo", event.formatted("2"))
                .setHeader("content-type", "application/cloudevents+json"));
    assertEquals(202, again.statusCode());
    assertEquals(header(structured, "x-call-id"), header(again, "x-call-id"));
    assertEquals("2", invocation(header(again, "x-call-id")).getAttributes().get("ce-id"));

    var batch =
        send(
            post("/function/echo", "[" + event.formatted("3") + "," + event.formatted("4") + "]")
                .setHeader("content-type", "application/cloudevents-batch+json"));
    assertEquals(202, batch.statusCode(), batch.body());
    var ids = new JsonArray(batch.body());
    assertEquals(2, ids.size());
    assertEquals("3", invocation(ids.getString(0)).getAttributes().get("ce-id"));
    assertEquals("4", invocation(ids.getString(1)).getAttributes().get("ce-id"));

    var lacking =
        send(post("/function/echo", "{}", "ce-specversion", "1.0", "ce-id", "1", "ce-type", "t"));
    assertEquals(400, lacking.statusCode(), lacking.body());
    for (var wrong : List.of("{}", "[]", "[{}]", "nonsense")) {
      var answer =
          send(
              post("/function/echo", wrong)
                  .setHeader("content-type", "application/cloudevents-batch+json"));
      assertEquals(400, answer.statusCode(), wrong + " " + answer.body());
    }
  }

  @Test
  void aCallEndsAtItsDeadline() throws Exception {
    var medians = new ArrayList<Double>();
    // A machine that stands still shifts a whole round: one of three has to be right.
    while (medians.size() < 3 && medians.stream().noneMatch(median -> median <= 0.65)) {
      var seconds = deadlines();
      System.out.println("504 after " + seconds.getFirst() + " to " + seconds.getLast() + " s");
      assertTrue(seconds.getFirst() >= 0.595, "too early: " + seconds);
      medians.add(seconds.get(seconds.size() / 2));
    }
    assertEquals(0.6, medians.getLast(), 0.05, medians.toString());
  }

  /** After how many seconds calls of three seconds were given up, whose callers wait for 0.6. */
  private List<Double> deadlines() throws Exception {
    var calls = new ArrayList<CompletableFuture<HttpResponse<String>>>();
    for (int i = 0; i < 21; i++) {
      calls.add(
          client.sendAsync(
              post("/function/sleepy", "{\"sleepMs\":3000}", "skyvane-timeout-ms", "600").build(),
              BodyHandlers.ofString()));
    }
    var seconds = new ArrayList<Double>();
    for (var call : calls) {
      var answer = call.get();
      assertEquals(504, answer.statusCode(), answer.body());
      assertEquals("deadline-exceeded", header(answer, "skyvane-error-code"));
      seconds.add(Double.valueOf(header(answer, "x-duration-seconds")));
    }
    seconds.sort(null);
    return seconds;
  }

  @Test
  void aCallerThatLeavesIsNotWaitedFor() throws Exception {
    Awaitility.await().atMost(LIMIT).until(() -> pending() == 0);
    try (var socket = new Socket(url.getHost(), url.getPort())) {
      var body = "{\"sleepMs\":5000}";
      socket
          .getOutputStream()
          .write(
              ("POST /function/sleepy HTTP/1.1\r\nhost: x\r\nx-call-id: left\r\n"
                      + "content-type: application/json\r\ncontent-length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(UTF_8));
      socket.getOutputStream().flush();
      Awaitility.await().atMost(LIMIT).until(() -> pending() == 1);
    }
    Awaitility.await().atMost(Duration.ofMillis(4_500)).until(() -> pending() == 0);
    // The invocation goes on: its reply comes, and nobody waits for it.
    var topic = TopicNames.DEFAULT.of(Topic.GATEWAY_REPLIES);
    Awaitility.await()
        .atMost(LIMIT)
        .until(
            () ->
                site.readCommitted(topic).stream()
                    .anyMatch(record -> new String(record.key(), UTF_8).equals("left")));
    Awaitility.await()
        .atMost(LIMIT)
        .until(() -> meters.get(Meter.GATEWAY_LATE.id()).counter().count() > 0);
  }

  @Test
  void tenThousandCallsWaitAndOneMoreIsToldToComeAgain() throws Exception {
    Awaitility.await().atMost(LIMIT).until(() -> pending() == 0);
    var vertx = Vertx.vertx();
    try {
      var many =
          vertx.createHttpClient(
              new HttpClientOptions()
                  .setProtocolVersion(HttpVersion.HTTP_2)
                  .setHttp2ClearTextUpgrade(false)
                  .setHttp2MultiplexingLimit(1_000),
              new PoolOptions().setHttp2MaxSize(16));
      var right = new AtomicInteger();
      var answers = new ArrayList<CompletableFuture<Integer>>(MANY);
      for (int i = 0; i < MANY; i++) {
        var body = Buffer.buffer("{\"n\":" + i + "}");
        answers.add(
            many.request(
                    new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setHost(url.getHost())
                        .setPort(url.getPort())
                        .setURI("/function/paused")
                        .putHeader("content-type", "application/json")
                        .putHeader("skyvane-timeout-ms", "600000"))
                .compose(
                    request ->
                        request
                            .send(body)
                            .compose(
                                answer ->
                                    answer
                                        .body()
                                        .map(
                                            said -> {
                                              if (said.equals(body)) {
                                                right.incrementAndGet();
                                              }
                                              return answer.statusCode();
                                            })))
                .toCompletionStage()
                .toCompletableFuture());
      }
      Awaitility.await().atMost(LIMIT).until(() -> pending() == MANY);
      long begun = System.nanoTime();
      var refused = send(post("/function/echo", "{}"));
      long millis = (System.nanoTime() - begun) / 1_000_000;
      assertEquals(503, refused.statusCode());
      assertEquals("1", header(refused, "retry-after"));
      // At once is milliseconds; this machine has ten thousand calls to look after meanwhile.
      assertTrue(millis < 10_000, "the refusal took " + millis + " ms");
      site.deploy("paused", SampleFunction.ECHO, spec -> spec.setVersion(2));
      for (var answer : answers) {
        assertEquals(200, answer.get());
      }
      assertEquals(MANY, right.get());
      assertEquals(0, pending());
      assertEquals(0, meters.get(Meter.GATEWAY_HELD_BYTES.id()).gauge().value());
    } finally {
      vertx.close().await();
      site.deploy("paused", SampleFunction.ECHO, spec -> spec.setVersion(3).setPaused(true));
    }
  }

  @Test
  void anotherGatewaysEndTouchesNoCallOfThisOne(@TempDir Path folder) throws Exception {
    var file =
        Files.writeString(
            folder.resolve("router.properties"),
            """
            bootstrap.servers=%s
            schema.registry.url=%s
            router.vantage=origin
            router.id=second
            gateway.enabled=true
            gateway.port=0
            kafka.session.timeout.ms=6000
            """
                .formatted(site.cluster.bootstrapServers(), site.registry.url()));
    try (var other =
        ChildJvm.start(
            RouterMain.class,
            List.of("-Xmx200m", "-Dlogback.configurationFile=child-logback.xml"),
            List.of(file.toString()))) {
      var theirs = URI.create(other.awaitLine("event=gateway-listening url=", LIMIT).split(" ")[0]);
      assertNotEquals(url, theirs);
      other.awaitLine("event=router-ready", LIMIT);
      var atTheOther =
          client.send(
              HttpRequest.newBuilder(URI.create(theirs + "/function/echo"))
                  .POST(BodyPublishers.ofString("{}"))
                  .build(),
              BodyHandlers.ofString());
      assertEquals(200, atTheOther.statusCode(), atTheOther.body());
      var calls = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      for (int i = 0; i < 40; i++) {
        calls.add(
            client.sendAsync(
                post("/function/sleepy", "{\"sleepMs\":2000}").build(), BodyHandlers.ofString()));
      }
      Awaitility.await().atMost(LIMIT).until(() -> pending() == 40);
      ProcessHandle.of(other.pid()).orElseThrow().destroyForcibly();
      for (var call : calls) {
        var answer = call.get();
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals("{\"sleptMs\":2000}", answer.body());
      }
    }
  }
}
