package dev.skyvane.stream.query;

import dev.skyvane.stream.query.Route.Source;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers a service's routes, and {@code /livez}, {@code /readyz}, {@code /metrics} and {@code
 * /openapi.json}.
 */
public final class QueryServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(QueryServer.class);
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  /** The media type of Prometheus' text format. */
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  /** Most queries at one time: what is more is refused at once rather than late. */
  private static final int MOST_QUERIES = 128;

  private final HttpServer server;
  private final String host;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Semaphore room = new Semaphore(MOST_QUERIES);
  private volatile @Nullable Serving serving;

  /**
   * What it answers with once the service is made.
   *
   * @param instance id of this instance
   * @param ready reasons why it is not; none: it is. Must not block
   * @param waits what it waits for while it answers, in sentences. Must not block
   * @param metrics meters in Prometheus' text format
   * @param hopTime how long an instance is waited for while another may be asked
   * @param lastTime how long the last one is waited for
   * @param counted told of each query: its route's path and status
   */
  public record Means(
      String service,
      String version,
      String instance,
      List<Route> routes,
      Stores stores,
      Supplier<List<String>> ready,
      Supplier<List<String>> waits,
      Supplier<String> metrics,
      Duration hopTime,
      Duration lastTime,
      Counting counted) {}

  /** Told of queries. */
  @FunctionalInterface
  public interface Counting {
    /** A query ended. */
    void answered(String path, int status, long nanos);
  }

  private record Serving(
      Means means, RouteTable table, Gathering gathering, Hops hops, JsonObject description) {}

  private QueryServer(Vertx vertx, String host) {
    this.host = host;
    this.server = vertx.createHttpServer().requestHandler(this::handle);
  }

  /**
   * Starts to listen; until {@link #serve} every query is answered with 503.
   *
   * @param port 0 for a free one
   * @throws IllegalStateException if it can't, as where the port is taken
   */
  public static QueryServer listen(Vertx vertx, String host, int port) {
    var made = new QueryServer(vertx, host);
    try {
      made.server.listen(port, host).toCompletionStage().toCompletableFuture().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while opening the port for queries", e);
    } catch (ExecutionException | CompletionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalStateException(
          ("queries can't be answered on %s:%d (query.host, query.port): %s; end what listens"
                  + " there, or set another port (0 takes a free one)")
              .formatted(host, port, cause.getMessage()),
          cause);
    }
    return made;
  }

  /** Where it listens, as {@code host:port}. */
  public String address() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + server.actualPort();
  }

  /** Begins to answer. */
  public void serve(Vertx vertx, Means means) {
    var hops = new Hops(vertx);
    serving =
        new Serving(
            means,
            new RouteTable(means.routes()),
            new Gathering(
                means.stores(), hops, means.instance(), means.hopTime(), means.lastTime()),
            hops,
            OpenApi.describe(means.service(), means.version(), means.routes()));
  }

  private void handle(HttpServerRequest request) {
    var now = serving;
    if (request.method() != HttpMethod.GET && request.method() != HttpMethod.HEAD) {
      request.response().putHeader(HttpHeaders.ALLOW, "GET, HEAD");
      fail(request, 405, "method-not-allowed", "only GET and HEAD are known here");
      return;
    }
    if (request.path().equals("/livez")) {
      end(request, 200, TEXT, "ok\n");
    } else if (now == null) {
      fail(request, 503, "unavailable", "this instance is starting; ask again shortly");
    } else {
      dispatch(request, now);
    }
  }

  private void dispatch(HttpServerRequest request, Serving now) {
    switch (request.path()) {
      case "/readyz" -> ready(request, now.means());
      case "/openapi.json" -> end(request, 200, JSON, now.description().encodePrettily() + "\n");
      case "/metrics" ->
          run(request, () -> end(request, 200, METRICS, now.means().metrics().get()));
      default -> {
        if (room.tryAcquire()) {
          run(
              request,
              () -> {
                try {
                  query(request, now);
                } finally {
                  room.release();
                }
              });
        } else {
          fail(request, 503, "busy", MOST_QUERIES + " queries run already; ask again shortly");
        }
      }
    }
  }

  private void run(HttpServerRequest request, Runnable work) {
    try {
      threads.execute(work);
    } catch (RejectedExecutionException e) {
      fail(request, 503, "unavailable", "this instance is stopping; ask another");
    }
  }

  private static void ready(HttpServerRequest request, Means means) {
    var reasons = means.ready().get();
    var body =
        new JsonObject()
            .put("ready", reasons.isEmpty())
            .put("service", means.service())
            .put("instance", means.instance())
            .put("reasons", new JsonArray(reasons))
            .put("waits", new JsonArray(means.waits().get()));
    end(request, reasons.isEmpty() ? 200 : 503, JSON, body.encodePrettily() + "\n");
  }

  private static void query(HttpServerRequest request, Serving now) {
    long start = System.nanoTime();
    var path = "unknown";
    int status = 200;
    try {
      var match =
          now.table()
              .find(request.path())
              .orElseThrow(
                  () ->
                      QueryException.notFound(
                          "there is no " + request.path() + "; /openapi.json describes what is"));
      path = match.route().path();
      end(request, 200, JSON, answer(request, match, now).encode() + "\n");
    } catch (QueryException e) {
      status = e.status();
      fail(request, status, e.code(), String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      status = 500;
      log.error("event=query-failed path={}", path, e);
      fail(request, status, "failed", "the query failed: " + e);
    }
    now.means().counted().answered(path, status, System.nanoTime() - start);
  }

  private static JsonObject answer(HttpServerRequest request, RouteTable.Match match, Serving now) {
    var values = new HashMap<>(match.values());
    for (Map.Entry<String, String> entry : request.params()) {
      values.put(entry.getKey(), entry.getValue());
    }
    var asked = new Request(match.route(), values);
    return switch (match.route().source()) {
      case Source.Here(var data) ->
          new JsonObject()
              .put("data", data.apply(asked))
              .put(
                  "meta",
                  new JsonObject()
                      .put("instance", now.means().instance())
                      .put("sources", new JsonArray()));
      case Source.Stored stored -> {
        var partitions = request.getHeader(Hops.HEADER);
        yield partitions == null
            ? now.gathering().answer(request.uri(), asked, stored)
            : now.gathering()
                .partial(
                    asked, stored, partitions(partitions), request.getHeader(Hops.SOUND) != null);
      }
    };
  }

  private static List<Integer> partitions(String header) {
    try {
      return new JsonArray(header).stream().map(each -> ((Number) each).intValue()).toList();
    } catch (DecodeException | ClassCastException e) {
      throw QueryException.bad(Hops.HEADER + " must be a list of numbers, as in [0,3]");
    }
  }

  private static void fail(HttpServerRequest request, int status, String code, String message) {
    if (status == 503) {
      request.response().putHeader("retry-after", "1");
    }
    var body = new JsonObject().put("code", code).put("message", message);
    end(request, status, JSON, body.encode() + "\n");
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

  /** Ends after the queries that run, at most after some seconds. */
  @Override
  public void close() {
    threads.shutdown();
    server.close().await();
    threads.close();
    var last = serving;
    if (last != null) {
      last.hops().close();
    }
  }
}
