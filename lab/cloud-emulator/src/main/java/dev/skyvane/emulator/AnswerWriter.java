package dev.skyvane.emulator;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** Writes answers, whole or trickling. On the response's event loop. */
final class AnswerWriter {

  private static final int PIECES = 8;

  private AnswerWriter() {}

  /** Completes when the whole answer was handed to the connection. */
  static Future<Void> write(HttpServerResponse response, WireProtocol.Answer answer) {
    head(response, answer);
    return response.end(Buffer.buffer(answer.body()));
  }

  /** The same, with the body in pieces over a time in ms. */
  static Future<Void> trickle(
      Vertx vertx, HttpServerResponse response, WireProtocol.Answer answer, double ms) {
    head(response, answer);
    if (answer.status() != 204) {
      response.putHeader("Content-Length", Integer.toString(answer.body().length));
    }
    var done = Promise.<Void>promise();
    piece(vertx, response, answer.body(), 0, Math.max(1, Math.round(ms / PIECES)), done);
    return done.future();
  }

  private static void piece(
      Vertx vertx, HttpServerResponse response, byte[] body, int n, long ms, Promise<Void> done) {
    if (response.closed()) {
      done.fail("The caller went away");
      return;
    }
    var from = (int) ((long) body.length * n / PIECES);
    var to = (int) ((long) body.length * (n + 1) / PIECES);
    var bytes = Buffer.buffer(to - from).appendBytes(body, from, to - from);
    if (n == PIECES - 1) {
      response.end(bytes).onComplete(done);
      return;
    }
    response.write(bytes);
    vertx.setTimer(ms, _ -> piece(vertx, response, body, n + 1, ms, done));
  }

  private static void head(HttpServerResponse response, WireProtocol.Answer answer) {
    response.setStatusCode(answer.status());
    answer.headers().forEach(response::putHeader);
  }
}
