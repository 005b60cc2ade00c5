package dev.skyvane.bench.rig;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.LongAdder;

/** A provider that gives each payload back at once, and knows how long it took for that. */
final class StubProvider implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final LongAdder calls = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  StubProvider() {
    server =
        vertx
            .createHttpServer(new HttpServerOptions().setTcpNoDelay(true))
            .requestHandler(this::answer)
            .listen(0, "127.0.0.1")
            .await();
  }

  private void answer(HttpServerRequest request) {
    long began = System.nanoTime();
    request
        .body()
        .onSuccess(
            body -> {
              request.response().putHeader("content-type", "application/octet-stream").end(body);
              calls.increment();
              nanos.add(System.nanoTime() - began);
            });
  }

  String url() {
    return "http://127.0.0.1:" + server.actualPort() + "/echo";
  }

  /** Calls answered so far. */
  long calls() {
    return calls.sum();
  }

  /** Time that they took, from head read to answer written, in ns. */
  long nanos() {
    return nanos.sum();
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
