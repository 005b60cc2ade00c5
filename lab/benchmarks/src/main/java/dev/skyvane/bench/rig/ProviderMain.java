package dev.skyvane.bench.rig;

import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.internal.ContextInternal;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A provider in a JVM of its own, so that its processor time is nobody else's. It does what each
 * payload asks of it. It says {@code ready} with its URL and answers {@code counters}; it ends at
 * the end of its input.
 */
public final class ProviderMain {
  private static final int UNAVAILABLE = 503;

  private final EventLoop loop;
  private final ContextInternal context;
  private final KeyOrder order = new KeyOrder();
  private long calls;

  private ProviderMain(Vertx vertx) {
    this.context = (ContextInternal) vertx.getOrCreateContext();
    this.loop = context.nettyEventLoop();
  }

  /** Runs until its input ends; see the class. */
  public static void main(String[] arguments) throws Exception {
    var vertx = Vertx.vertx();
    new ProviderMain(vertx).serve(vertx);
    System.exit(0);
  }

  private void serve(Vertx vertx) throws Exception {
    var listening = new CompletableFuture<Integer>();
    context.runOnContext(
        _ ->
            vertx
                .createHttpServer(
                    new HttpServerOptions().setTcpNoDelay(true).setAcceptBacklog(4_096))
                .requestHandler(this::begin)
                .listen(0, "127.0.0.1")
                .onComplete(
                    server -> listening.complete(server.actualPort()),
                    listening::completeExceptionally));
    answer(ContenderMain.READY + " http://127.0.0.1:" + listening.get() + "/scripted");
    var input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (var line = input.readLine(); line != null; line = input.readLine()) {
      if (!line.equals(ContenderMain.COUNTERS)) {
        throw new IllegalArgumentException("unknown request '" + line + "'");
      }
      var counted = new CompletableFuture<String>();
      context.runOnContext(
          _ -> counted.complete("calls=%d broken=%d".formatted(calls, order.broken())));
      answer(counted.get());
    }
  }

  private static void answer(String line) {
    System.out.println(ContenderMain.ANSWER + line);
  }

  private void begin(HttpServerRequest request) {
    request.body().onSuccess(body -> call(request, body));
  }

  private void call(HttpServerRequest request, Buffer body) {
    var script = Script.read(body.getBytes(0, Ask.HEAD));
    calls++;
    if (script.key() != Ask.NO_KEY) {
      order.begins(script.run(), script.index(), script.key());
    }
    if (script.delayMicros() == 0) {
      end(request, body, script);
    } else {
      // Vert.x's own timers know whole ms only.
      var _ =
          loop.schedule(
              () -> end(request, body, script), script.delayMicros(), TimeUnit.MICROSECONDS);
    }
  }

  private void end(HttpServerRequest request, Buffer body, Script script) {
    if (script.key() != Ask.NO_KEY) {
      order.ends(script.run(), script.index(), script.key());
    }
    var response = request.response();
    if (response.closed()) {
      return;
    }
    switch (script.ending()) {
      case ANSWER -> response.putHeader("content-type", "application/octet-stream").end(body);
      case FAIL -> response.setStatusCode(UNAVAILABLE).end();
    }
  }
}
