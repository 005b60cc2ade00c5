package dev.skyvane.emulator;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import org.jspecify.annotations.Nullable;

/**
 * The port of one region, on one event loop. All state of the region is touched by that loop alone,
 * but for what says otherwise.
 */
final class RegionServer extends VerticleBase {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int BACKLOG = 4_096;
  private static final int MAX_HEADER_BYTES = 32 * 1024;

  /** Hedged calls are reset by the dozen; the default of 200 in 30 s would close connections. */
  private static final int MAX_RESETS = 20_000;

  private final String region;
  private final Handler<HttpServerRequest> handler;
  private volatile int port;
  private @Nullable HttpServer server;

  RegionServer(String region, int port, Handler<HttpServerRequest> handler) {
    this.region = region;
    this.port = port;
    this.handler = handler;
  }

  /** Whether the region was started. */
  boolean deployed() {
    return context != null;
  }

  /** The context of the region's event loop. */
  Context context() {
    return context;
  }

  /** The port; after the start never 0. */
  int port() {
    return port;
  }

  @Override
  public Future<?> start() {
    return open();
  }

  /** Opens or closes the port; the result completes when that is done. Any thread. */
  Future<Void> listening(boolean wanted) {
    var done = Promise.<Void>promise();
    context.runOnContext(_ -> (wanted ? open() : shut()).onComplete(done));
    return done.future();
  }

  private Future<Void> open() {
    if (server != null) {
      return Future.succeededFuture();
    }
    var options =
        new HttpServerOptions()
            .setHost(LOOPBACK)
            .setPort(port)
            .setAcceptBacklog(BACKLOG)
            .setHandle100ContinueAutomatically(true)
            .setMaxHeaderSize(MAX_HEADER_BYTES)
            .setHttp2RstFloodMaxRstFramePerWindow(MAX_RESETS);
    return vertx
        .createHttpServer(options)
        .requestHandler(handler)
        .listen()
        .recover(
            e ->
                Future.failedFuture(
                    new IllegalStateException(
                        "Region %s can't listen on %s:%d (%s); end what uses the port or choose another first port."
                            .formatted(region, LOOPBACK, port, e.getMessage()),
                        e)))
        .map(
            opened -> {
              server = opened;
              port = opened.actualPort();
              return null;
            });
  }

  private Future<Void> shut() {
    var open = server;
    server = null;
    return open == null ? Future.succeededFuture() : open.close();
  }
}
