package dev.skyvane.router.provider.net;

import dev.skyvane.provider.ContractPeer;
import dev.skyvane.provider.Target;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** A peer on a raw HTTP server; a protocol says how it is spoken. */
public abstract class WirePeer implements ContractPeer {

  protected final Vertx vertx;
  private final HttpServer server;
  private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();

  protected WirePeer(Vertx vertx) {
    this.vertx = vertx;
    var options =
        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setMaxHeaderSize(64 * 1024);
    try {
      server =
          vertx
              .createHttpServer(options)
              .requestHandler(request -> request.body().onSuccess(body -> serve(request, body)))
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .get(5, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new AssertionError("The peer does not start", e);
    }
  }

  private void serve(HttpServerRequest request, Buffer body) {
    seen.add(seen(request));
    String function = function(request);
    for (Behaviour behaviour : Behaviour.values()) {
      if (behaviour.name().equalsIgnoreCase(function)) {
        behave(behaviour, request, body);
        return;
      }
    }
    unknown(request.response());
  }

  private void behave(Behaviour behaviour, HttpServerRequest request, Buffer body) {
    var response = request.response();
    switch (behaviour) {
      case ECHO -> echo(request, body);
      case SLEEP -> vertx.setTimer(200, _ -> echo(request, body));
      case FAIL -> fail(response);
      case THROTTLE -> throttle(response);
      case FORBID -> forbid(response);
      case BREAK_DOWN -> breakDown(response);
      case HANG -> {}
      case HANG_UP -> request.connection().close();
      case HALF_ANSWER -> {
        response.putHeader("content-length", "100");
        response.write("x".repeat(50)).onComplete(_ -> request.connection().close());
      }
      case SLOW_BODY -> {
        response.putHeader("content-type", "application/json").setChunked(true);
        response.write(body.slice(0, body.length() / 2));
        vertx.setTimer(
            600,
            _ -> {
              // The caller may have gone meanwhile.
              if (!response.closed()) {
                response.end(body.slice(body.length() / 2, body.length()));
              }
            });
      }
      case LARGE_RESULT -> largeResult(response);
    }
  }

  protected abstract String function(HttpServerRequest request);

  protected abstract Seen seen(HttpServerRequest request);

  protected abstract void echo(HttpServerRequest request, Buffer body);

  protected abstract void fail(HttpServerResponse response);

  protected abstract void throttle(HttpServerResponse response);

  protected abstract void forbid(HttpServerResponse response);

  protected abstract void breakDown(HttpServerResponse response);

  protected abstract void unknown(HttpServerResponse response);

  protected abstract void largeResult(HttpServerResponse response);

  /** A target of the peer's protocol. */
  protected abstract Target target(String function, String endpoint);

  /** Where the peer listens. */
  public String endpoint() {
    return "http://127.0.0.1:" + server.actualPort();
  }

  @Override
  public Target deploy(Behaviour behaviour) {
    return target(behaviour.name().toLowerCase(java.util.Locale.ROOT), endpoint());
  }

  @Override
  public Target unknown() {
    return target("nowhere", endpoint());
  }

  @Override
  public Target nobody() {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return target("echo", "http://127.0.0.1:" + taken.getLocalPort());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public List<Seen> seen() {
    return List.copyOf(seen);
  }

  @Override
  public void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }
}
