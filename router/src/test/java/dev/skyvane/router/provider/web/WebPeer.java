package dev.skyvane.router.provider.web;

import dev.skyvane.router.provider.net.WirePeer;
import dev.skyvane.schemas.Topic;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** Functions behind HTTP; a protocol says what differs. */
public abstract class WebPeer extends WirePeer {

  protected WebPeer(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected String function(HttpServerRequest request) {
    return request.path().substring(1);
  }

  @Override
  protected Seen seen(HttpServerRequest request) {
    return new Seen(
        request.getHeader("skyvane-invocation-id"),
        request.getHeader("skyvane-attempt-id"),
        request.getHeader("skyvane-attempt"),
        request.getHeader("traceparent"));
  }

  @Override
  protected void echo(HttpServerRequest request, Buffer body) {
    request.response().putHeader("content-type", request.getHeader("content-type")).end(body);
  }

  @Override
  protected void fail(HttpServerResponse response) {
    response.setStatusCode(500).end("boom");
  }

  @Override
  protected void throttle(HttpServerResponse response) {
    response.setStatusCode(429).putHeader("retry-after", "7").end();
  }

  @Override
  protected void forbid(HttpServerResponse response) {
    response.setStatusCode(403).end();
  }

  @Override
  protected void breakDown(HttpServerResponse response) {
    response.setStatusCode(503).end();
  }

  @Override
  protected void unknown(HttpServerResponse response) {
    response.setStatusCode(404).end();
  }

  @Override
  protected void largeResult(HttpServerResponse response) {
    response.setChunked(true).end(Buffer.buffer(new byte[Topic.MAX_PAYLOAD_BYTES + 1]));
  }
}
