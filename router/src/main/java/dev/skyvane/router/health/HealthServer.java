package dev.skyvane.router.health;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers over HTTP how a router does: {@code /livez} while its process lives, {@code /readyz}
 * whether it does its work and why not, {@code /metrics} for Prometheus.
 */
public final class HealthServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthServer.class);
  private static final String TEXT = "text/plain; charset=utf-8";

  /** The media type of Prometheus' text format. */
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final Vertx vertx;
  private final String host;
  private final Answers answers;
  private final HttpServer server;

  /**
   * What it answers with.
   *
   * @param router id of the router
   * @param readiness must not block
   * @param metrics meters in Prometheus' text format; may block. Empty where the registry of the
   *     meters is another kind
   */
  public record Answers(
      String router, Supplier<Readiness.Report> readiness, Optional<Supplier<String>> metrics) {}

  private HealthServer(Vertx vertx, String host, int port, Answers answers) {
    this.vertx = vertx;
    this.host = host;
    this.answers = answers;
    this.server = vertx.createHttpServer().requestHandler(this::answer);
    listen(port);
  }

  /**
   * Starts to listen.
   *
   * @param host name or address to listen on
   * @param port 0 for a free one
   * @throws IllegalStateException if it can't, as where the port is taken
   */
  public static HealthServer start(Vertx vertx, String host, int port, Answers answers) {
    var started = new HealthServer(vertx, host, port, answers);
    log.info("event=health-listening url={}", started.url());
    return started;
  }

  private void listen(int port) {
    try {
      server.listen(port, host).toCompletionStage().toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening the health endpoint", e);
    } catch (ExecutionException | CompletionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          ("the health endpoint can't listen on %s:%d (health.host, health.port): %s; end what"
                  + " listens there, or set another port (0 takes a free one)")
              .formatted(host, port, cause.getMessage()),
          cause);
    }
  }

  /** Where it listens. */
  public URI url() {
    var shown = host.contains(":") ? "[" + host + "]" : host;
    return URI.create("http://" + shown + ":" + server.actualPort());
  }

  private void answer(HttpServerRequest request) {
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      end(request, 405, TEXT, "only GET and HEAD are known here\n");
      return;
    }
    switch (request.path()) {
      case "/livez" -> end(request, 200, TEXT, "ok\n");
      case "/readyz" -> ready(request);
      case "/metrics" -> metrics(request);
      default -> end(request, 404, TEXT, "here are /livez, /readyz and /metrics\n");
    }
  }

  private void ready(HttpServerRequest request) {
    var report = answers.readiness().get();
    var body =
        new JsonObject()
            .put("ready", report.ready())
            .put("router", answers.router())
            .put("reasons", new JsonArray(report.reasons()))
            .put("notices", new JsonArray(report.notices()));
    end(request, report.ready() ? 200 : 503, "application/json", body.encodePrettily() + "\n");
  }

  private void metrics(HttpServerRequest request) {
    if (answers.metrics().isEmpty()) {
      end(request, 404, TEXT, "this router's meters are in a registry of whoever started it\n");
      return;
    }
    // Thousands of meters take milliseconds to write, which partitions of this loop would wait for.
    vertx
        .executeBlocking(answers.metrics().get()::get, false)
        .onSuccess(text -> end(request, 200, METRICS, text))
        .onFailure(
            e -> {
              log.error("event=metrics-failed", e);
              end(request, 500, TEXT, "the meters can't be written: " + e + "\n");
            });
  }

  private static void end(HttpServerRequest request, int status, String type, String body) {
    var response = request.response();
    if (response.closed()) {
      return;
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, type);
    // Over HTTP/2 Vert.x would send the body of an answer to HEAD.
    var unused = request.method() == HttpMethod.HEAD ? response.end() : response.end(body);
  }

  @Override
  public void close() {
    server.close().await();
  }
}
