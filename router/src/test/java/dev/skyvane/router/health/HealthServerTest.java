package dev.skyvane.router.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.router.health.HealthServer.Answers;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthServerTest {
  private static final String HOST = "127.0.0.1";

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client = HttpClient.newHttpClient();
  private final AtomicReference<Readiness.Report> report =
      new AtomicReference<>(new Readiness.Report(true, List.of(), List.of("a function is slow")));

  @AfterEach
  void close() {
    client.close();
    vertx.close().await();
  }

  private HealthServer server(Optional<Supplier<String>> metrics) {
    return HealthServer.start(vertx, HOST, 0, new Answers("r7", report::get, metrics));
  }

  private HttpResponse<String> ask(HealthServer server, String method, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private static String type(HttpResponse<?> answer) {
    return answer.headers().firstValue("content-type").orElse("");
  }

  @Test
  void saysWhetherTheRouterIsReadyAndWhyNot() throws Exception {
    var server = server(Optional.empty());
    var ready = ask(server, "GET", "/readyz");
    assertEquals(200, ready.statusCode());
    assertEquals("application/json", type(ready));
    assertEquals(
        new JsonObject()
            .put("ready", true)
            .put("router", "r7")
            .put("reasons", new JsonArray())
            .put("notices", JsonArray.of("a function is slow")),
        new JsonObject(ready.body()));

    report.set(new Readiness.Report(false, List.of("no \"tables\" yet", "stalled"), List.of()));
    var not = ask(server, "GET", "/readyz?verbose");
    assertEquals(503, not.statusCode());
    var body = new JsonObject(not.body());
    assertEquals(false, body.getBoolean("ready"));
    assertEquals(JsonArray.of("no \"tables\" yet", "stalled"), body.getJsonArray("reasons"));
    assertTrue(
        not.body()
            .lines()
            .anyMatch(line -> line.strip().equals("\"stalled\"") || line.contains("\"stalled\" ]")),
        not.body());
    assertEquals(200, ask(server, "GET", "/livez").statusCode(), "it lives all the same");
    server.close();
  }

  @Test
  void showsMeters() throws Exception {
    var server = server(Optional.of(() -> "up 1\n"));
    var metrics = ask(server, "GET", "/metrics");
    assertEquals(200, metrics.statusCode());
    assertEquals("text/plain; version=0.0.4; charset=utf-8", type(metrics));
    assertEquals("up 1\n", metrics.body());
  }

  @Test
  void saysThatTheMetersAreElsewhereOrFail() throws Exception {
    var without = ask(server(Optional.empty()), "GET", "/metrics");
    assertEquals(404, without.statusCode());
    assertTrue(without.body().contains("registry"), without.body());
    var failing =
        ask(
            server(
                Optional.of(
                    () -> {
                      throw new IllegalStateException("no meters");
                    })),
            "GET",
            "/metrics");
    assertEquals(500, failing.statusCode());
    assertTrue(failing.body().contains("no meters"), failing.body());
  }

  @Test
  void knowsNothingElse() throws Exception {
    var server = server(Optional.empty());
    var elsewhere = ask(server, "GET", "/");
    assertEquals(404, elsewhere.statusCode());
    assertTrue(elsewhere.body().contains("/readyz"), elsewhere.body());
    var written = ask(server, "POST", "/readyz");
    assertEquals(405, written.statusCode());
    assertEquals("GET, HEAD", written.headers().firstValue("allow").orElse(""));
    var head = ask(server, "HEAD", "/readyz");
    assertEquals(200, head.statusCode());
    assertEquals("", head.body());
  }

  @Test
  void namesAPortThatIsTaken() throws IOException {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
      var port = taken.getLocalPort();
      var answers = new Answers("r7", report::get, Optional.empty());
      var failure =
          assertThrows(
              IllegalStateException.class, () -> HealthServer.start(vertx, HOST, port, answers));
      var message = failure.getMessage();
      assertTrue(message.contains(HOST + ":" + port), message);
      assertTrue(message.contains("health.port"), message);
      assertTrue(message.contains("already in use"), message);
      assertTrue(message.contains("0 takes a free one"), message);
    }
  }

  @Test
  void namesAHostThatIsNotHere() {
    var answers = new Answers("r7", report::get, Optional.empty());
    var failure =
        assertThrows(
            IllegalStateException.class,
            () -> HealthServer.start(vertx, "nowhere.invalid", 0, answers));
    assertTrue(failure.getMessage().contains("nowhere.invalid"), failure.getMessage());
    assertTrue(failure.getMessage().contains("health.host"), failure.getMessage());
  }
}
