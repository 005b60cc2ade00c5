package dev.skyvane.router.gateway;

import dev.skyvane.router.observe.RouterMeters;
import dev.skyvane.router.provider.net.Connections;
import dev.skyvane.router.provider.net.HeaderText;
import dev.skyvane.schemas.record.Reply;
import dev.skyvane.schemas.record.ReplyStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts replies to the URLs that their callers named, as OpenFaaS does: the body is the function's,
 * {@code X-Call-Id}, {@code X-Function-Name} and {@code X-Function-Status} say whose. Answers other
 * than 2xx are tried again after exponential backoff, but for 4xx, which would come again (408, 425
 * and 429 apart). Thread-safe.
 */
final class CallbackSender {
  private static final Logger log = LoggerFactory.getLogger(CallbackSender.class);
  private static final long FIRST_BACKOFF_MS = 200;
  private static final long LONGEST_BACKOFF_MS = 30_000;
  private static final long TIMEOUT_MS = 10_000;
  private static final int MOST_ANSWER_BYTES = 64 * 1024;

  private final Vertx vertx;
  private final Connections connections;
  private final CallbackRules rules;
  private final Duration patience;
  private final boolean details;
  private final RouterMeters meters;
  private volatile boolean closing;

  /**
   * A sender.
   *
   * @param connections owned by others
   * @param patience from a reply's append until nothing more is tried
   * @param details whether errors may name deployments and say what providers said
   */
  CallbackSender(
      Vertx vertx,
      Connections connections,
      CallbackRules rules,
      Duration patience,
      boolean details,
      RouterMeters meters) {
    this.vertx = vertx;
    this.connections = connections;
    this.rules = rules;
    this.patience = patience;
    this.details = details;
    this.meters = meters;
  }

  /** Begins nothing more; what is under way is not done. */
  void close() {
    closing = true;
  }

  /**
   * Posts a reply.
   *
   * @param appendedAt when the reply was written, ms since 1970-01-01 UTC
   * @return completes when it was delivered or given up; never, where this is closed before
   */
  CompletableFuture<Void> send(String url, Reply reply, long appendedAt) {
    var done = new CompletableFuture<Void>();
    var refused = rules.refused(url);
    if (refused.isPresent()) {
      giveUp(reply, refused.get(), done);
    } else {
      attempt(URI.create(url), reply, appendedAt + patience.toMillis(), FIRST_BACKOFF_MS, done);
    }
    return done;
  }

  private void attempt(
      URI url, Reply reply, long until, long backoffMs, CompletableFuture<Void> done) {
    if (closing) {
      return;
    }
    post(url, reply)
        .onComplete(
            answered -> {
              int status = answered.succeeded() ? answered.result() : 0;
              if (status >= 200 && status < 300) {
                meters.calledBack("delivered");
                done.complete(null);
              } else if (status >= 400 && status < 500 && !passing(status)) {
                giveUp(reply, "it answered " + status, done);
              } else if (System.currentTimeMillis() + backoffMs > until) {
                giveUp(
                    reply, status == 0 ? "it does not answer" : "it still answers " + status, done);
              } else {
                vertx.setTimer(
                    backoffMs,
                    _ ->
                        attempt(
                            url, reply, until, Math.min(2 * backoffMs, LONGEST_BACKOFF_MS), done));
              }
            });
  }

  private static boolean passing(int status) {
    return status == 408 || status == 425 || status == 429;
  }

  private Future<Integer> post(URI url, Reply reply) {
    boolean tls = url.getScheme().equalsIgnoreCase("https");
    var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    var type = reply.getContentType();
    int status =
        switch (reply.getStatus()) {
          case OK -> 200;
          case FUNCTION_ERROR -> 500;
          case FAILED, UNKNOWN -> refusal(reply).status();
        };
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setSsl(tls)
            .setHost(url.getHost())
            .setPort(url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80)
            .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery())
            .setFollowRedirects(false)
            .putHeader(
                "content-type", type == null ? "application/octet-stream" : HeaderText.of(type))
            .putHeader("x-call-id", HeaderText.of(reply.getInvocationId()))
            .putHeader("x-function-name", HeaderText.of(reply.getFunction()))
            .putHeader("x-function-status", Integer.toString(status));
    return connections
        .request(options)
        .compose(
            request -> {
              // The answer is read on the request's loop, from its first part on.
              request.idleTimeout(TIMEOUT_MS);
              return request
                  .send(body(reply))
                  .compose(
                      response ->
                          Connections.body(response, MOST_ANSWER_BYTES)
                              .map(_ -> response.statusCode()));
            });
  }

  private Refusal refusal(Reply reply) {
    return HttpAnswers.refusal(reply.getErrorCode(), reply.getErrorMessage(), details);
  }

  private Buffer body(Reply reply) {
    return reply.getStatus() == ReplyStatus.OK || reply.getStatus() == ReplyStatus.FUNCTION_ERROR
        ? Connections.copy(reply.getPayload())
        : Buffer.buffer(refusal(reply).code() + ": " + refusal(reply).message() + "\n");
  }

  private void giveUp(Reply reply, String why, CompletableFuture<Void> done) {
    // The URL may hold a secret.
    log.warn(
        "event=callback-given-up invocation={} function={} reason=\"{}\"",
        reply.getInvocationId(),
        reply.getFunction(),
        why);
    meters.calledBack("given-up");
    done.complete(null);
  }
}
