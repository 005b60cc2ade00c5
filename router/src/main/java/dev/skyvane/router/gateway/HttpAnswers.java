package dev.skyvane.router.gateway;

import dev.skyvane.router.provider.net.HeaderText;
import dev.skyvane.router.reply.ReceiptFacts;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.record.Reply;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Writes answers; each on its call's event loop. */
final class HttpAnswers {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String BYTES = "application/octet-stream";

  /** Seconds after which a call that was not taken may come again. */
  private static final String AGAIN_S = "1";

  /** What is read of a body that nobody wants before its connection is closed, in bytes. */
  private static final int MOST_DISCARDED = 1024 * 1024;

  private HttpAnswers() {}

  /** A refusal; says its status. */
  static int refuse(HttpServerRequest request, Refusal refusal) {
    var response = request.response();
    if (refusal.again()) {
      response.putHeader("retry-after", AGAIN_S);
    }
    response.putHeader(Wire.ERROR_CODE, refusal.code());
    if (refusal.status() == 401) {
      response.putHeader("www-authenticate", "Basic realm=\"skyvane\", Bearer realm=\"skyvane\"");
    }
    return end(
        request,
        refusal.status(),
        TEXT,
        Buffer.buffer(refusal.code() + ": " + refusal.message() + "\n"));
  }

  /**
   * The answer of a function, or why there is none.
   *
   * @param details whether errors may name deployments and say what providers said
   * @return its status
   */
  static int reply(HttpServerRequest request, Reply reply, boolean details) {
    var response = request.response();
    if (reply.getReceipt() != null) {
      ReceiptFacts.each(
          reply.getReceipt(), (name, value) -> response.putHeader(name, HeaderText.of(value)));
    }
    var type = reply.getContentType() == null ? BYTES : HeaderText.of(reply.getContentType());
    var body = Buffer.buffer(bytes(reply));
    return switch (reply.getStatus()) {
      case OK -> {
        response.putHeader(Wire.STATUS, "ok");
        yield end(request, 200, type, body);
      }
      case FUNCTION_ERROR -> {
        response.putHeader(Wire.STATUS, "function-error");
        response.putHeader(Wire.ERROR_CODE, "function-error");
        yield end(request, 500, type, body);
      }
      case FAILED, UNKNOWN -> {
        response.putHeader(Wire.STATUS, "failed");
        yield refuse(request, refusal(reply.getErrorCode(), reply.getErrorMessage(), details));
      }
    };
  }

  private static byte[] bytes(Reply reply) {
    var payload = reply.getPayload().duplicate();
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return bytes;
  }

  /** What a failed invocation is over HTTP; the table is in docs/gateway.md. */
  static Refusal refusal(@Nullable String text, @Nullable String message, boolean details) {
    var code = code(text);
    if (code.isEmpty()) {
      return Refusal.of(502, Objects.requireNonNullElse(text, "unknown"), "the call failed");
    }
    int status =
        switch (code.get()) {
          case BAD_REQUEST, BAD_ORIGIN -> 400;
          case UNKNOWN_FUNCTION -> 404;
          case PAYLOAD_TOO_LARGE -> 413;
          case DEADLINE_EXCEEDED -> 504;
          case NOT_ROUTABLE -> 503;
          case RESULT_TOO_LARGE, ATTEMPTS_EXHAUSTED, CRASH_CAP, PAYLOAD_LOST, REJECTED -> 502;
          case UNDECODABLE, UNKNOWN_SCHEMA, REPLY_TOPIC_FORBIDDEN, REPLY_UNDELIVERABLE -> 500;
        };
    // What is wrong with the call itself is the caller's to know.
    boolean tell = details || status == 400 || status == 404 || status == 413;
    return Refusal.of(
        status, code.get().text(), tell && message != null ? message : code.get().meaning());
  }

  private static Optional<Code> code(@Nullable String text) {
    return Arrays.stream(Code.values()).filter(each -> each.text().equals(text)).findFirst();
  }

  /** Ends a response, without a body where the method has none; says its status. */
  static int end(HttpServerRequest request, int status, String type, Buffer body) {
    var response = request.response();
    if (response.ended() || response.closed()) {
      return status;
    }
    response.setStatusCode(status).putHeader(HttpHeaders.CONTENT_TYPE, type);
    // Over HTTP/2 Vert.x would send the body of an answer to HEAD.
    var unused = request.method() == HttpMethod.HEAD ? response.end() : response.end(body);
    discard(request);
    return status;
  }

  /** Reads on for a while, so that whoever still sends sees the answer before the end. */
  private static void discard(HttpServerRequest request) {
    if (request.isEnded()) {
      return;
    }
    var left = new AtomicInteger(MOST_DISCARDED);
    request.handler(
        chunk -> {
          if (left.addAndGet(-chunk.length()) < 0) {
            var unused = request.connection().close();
          }
        });
    request.endHandler(_ -> {});
    request.resume();
  }
}
