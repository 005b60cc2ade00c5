package dev.skyvane.router.provider.web;

import dev.skyvane.provider.FunctionCall;
import dev.skyvane.router.provider.net.Connections;
import dev.skyvane.router.provider.net.HeaderText;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;

/**
 * A call as an HTTP request.
 *
 * @param head all but the body
 * @param body the body
 */
record WebRequest(RequestOptions head, Buffer body) {

  private static final String BINARY = "application/octet-stream";

  /**
   * The request of a call.
   *
   * @throws IllegalArgumentException if it can't be written
   */
  static WebRequest of(FunctionCall call, WebAddress address) {
    var shape = call.target().shape();
    var head =
        new RequestOptions()
            .setMethod(HttpMethod.valueOf(shape.method()))
            .setSsl(address.tls())
            .setHost(address.host())
            .setPort(address.port())
            .setURI(address.uri())
            .setFollowRedirects(false)
            // Takes an abandoned call out of the queue for connections.
            .setConnectTimeout(Math.max(1, call.timeout().toMillis()));
    call.attributes()
        .forEach(
            (name, value) -> {
              if (address.emulated() || !name.equalsIgnoreCase(FunctionCall.VANTAGE)) {
                head.putHeader(name, HeaderText.of(value));
              }
            });
    HeaderTemplates.fill(shape.headers(), call).forEach(head::putHeader);
    head.putHeader(FunctionCall.INVOCATION_ID, HeaderText.of(call.invocationId()))
        .putHeader(FunctionCall.ATTEMPT_ID, HeaderText.of(call.attemptId()))
        .putHeader(FunctionCall.ATTEMPT, Integer.toString(call.attempt()));
    String contentType = call.contentType() == null ? BINARY : call.contentType();
    return switch (shape.format()) {
      case PLAIN -> new WebRequest(typed(head, contentType), Connections.copy(call.payload()));
      case CLOUDEVENT_BINARY -> {
        CloudEvent.headers(call).forEach(head::putHeader);
        yield new WebRequest(typed(head, contentType), Connections.copy(call.payload()));
      }
      case CLOUDEVENT_STRUCTURED ->
          new WebRequest(
              typed(head, CloudEvent.STRUCTURED), CloudEvent.structured(call, contentType));
    };
  }

  private static RequestOptions typed(RequestOptions head, String contentType) {
    return head.putHeader("content-type", HeaderText.of(contentType));
  }
}
