package dev.skyvane.router.provider.aws;

import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Target;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls of nobody, at a loopback port of this process that stays open as long: they have the SDK's
 * classes loaded, some 2,000 of them and up to a second on a busy machine, which else the first
 * real calls would do on event loops.
 */
final class Rehearsal {
  private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String HOST = "127.0.0.1";
  private static final int REFUSED = 404;

  private Rehearsal() {}

  /** Calls a function that answers, and one that is not there; not on an event loop. */
  static void hold(Vertx vertx, FunctionProvider provider) {
    HttpServer server = null;
    try {
      server =
          vertx
              .createHttpServer(new HttpServerOptions().setHost(HOST).setPort(0))
              .requestHandler(Rehearsal::answer)
              .listen()
              .toCompletionStage()
              .toCompletableFuture()
              .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      for (var function : new String[] {"answers", "missing"}) {
        provider
            .call(call(function, "http://" + HOST + ":" + server.actualPort()))
            .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // The first real calls are slow then, and nothing else.
      log.warn("event=rehearsal-failed provider={} reason={}", provider.name(), e.toString());
    } finally {
      if (server != null) {
        var _ = server.close();
      }
    }
  }

  private static void answer(HttpServerRequest request) {
    var response = request.response().putHeader("Content-Type", "application/json");
    if (request.path().contains("missing")) {
      response
          .setStatusCode(REFUSED)
          .putHeader("X-Amzn-ErrorType", "ResourceNotFoundException")
          .end("{\"Type\":\"User\",\"Message\":\"rehearsed\"}");
    } else {
      response.putHeader("X-Amz-Executed-Version", "1").end("{}");
    }
  }

  private static FunctionCall call(String function, String endpoint) {
    return new FunctionCall(
        new Target(function, "aws:us-east-1", function, 128, endpoint, null, null),
        function,
        function,
        function,
        1,
        ByteBuffer.wrap(new byte[] {'{', '}'}),
        "application/json",
        LIMIT,
        Map.of());
  }
}
