package dev.skyvane.bench.rig;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * A provider that gives each payload back at once, and knows how long it took for that; or that
 * stalls, and does so when it is told to go on.
 */
final class StubProvider implements AutoCloseable {
  private final Vertx vertx = Vertx.vertx();
  private final HttpServer server;
  private final LongAdder calls = new LongAdder();
  private final LongAdder nanos = new LongAdder();

  private final Consumer<Buffer> arrivals;
  private final Deque<Runnable> held = new ArrayDeque<>();
  private boolean stalls;

  StubProvider() {
    this(_ -> {});
  }

  /**
   * A provider that tells of each call.
   *
   * @param arrivals told of the payloads, on the server's thread
   */
  StubProvider(Consumer<Buffer> arrivals) {
    this.arrivals = arrivals;
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
              arrivals.accept(body);
              orHold(
                  () -> {
                    if (!request.response().closed()) {
                      request
                          .response()
                          .putHeader("content-type", "application/octet-stream")
                          .end(body);
                    }
                    calls.increment();
                    nanos.add(System.nanoTime() - began);
                  });
            });
  }

  private void orHold(Runnable answer) {
    synchronized (held) {
      if (stalls) {
        // Later on the same thread: a response belongs to its connection's.
        var context = vertx.getOrCreateContext();
        held.add(() -> context.runOnContext(_ -> answer.run()));
        return;
      }
    }
    answer.run();
  }

  /** Answers nobody from now on. */
  void stall() {
    synchronized (held) {
      stalls = true;
    }
  }

  /** Answers those who wait, and everybody from now on. */
  void goOn() {
    synchronized (held) {
      stalls = false;
      held.forEach(Runnable::run);
      held.clear();
    }
  }

  /** Calls that wait for their answer. */
  int held() {
    synchronized (held) {
      return held.size();
    }
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
