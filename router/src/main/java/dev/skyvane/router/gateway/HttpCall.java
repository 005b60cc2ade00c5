package dev.skyvane.router.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.skyvane.router.gateway.access.Caller;
import dev.skyvane.router.reply.Draft;
import dev.skyvane.router.reply.Release;
import dev.skyvane.schemas.record.Invocation;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/**
 * One call of a function over HTTP, from its headers to its answer. Used by its connection's event
 * loop, but for {@link #endedAnywhere} and {@link #written}.
 *
 * <pre>
 *   begin ─► known? ─► body read ─► written ─┬─► (sync) reply ─► answered
 *      │       │           │           │     └─► (async) 202
 *      └───────┴───────────┴───────────┴──────── refused, 503, 504, or its caller left
 * </pre>
 */
final class HttpCall {
  static final String CALLBACK_URL = "x-callback-url";

  /** How long a function may be unknown: its spec may still be on its way to this router. */
  private static final long UNKNOWN_GRACE_MS = 1_000;

  private static final long UNKNOWN_LOOK_AGAIN_MS = 50;

  private final CallMeans means;
  private final HttpServerRequest request;
  private final FunctionPath path;
  private final boolean async;
  private final boolean batch;
  private final String correlation;
  private final Context context;
  private final Upload upload;
  private final Instant startedAt = Instant.now();
  private final long startedNanos = System.nanoTime();
  private String id = "";

  /** What the invocation may take, and what its caller waits: for an answer, or for Kafka. */
  private long timeoutMs;

  private long waitMs;
  private @Nullable Invocation invocation;
  private long timer = -1;
  private boolean over;

  private boolean handedOver;
  private boolean direct;

  /** Gives up what runs without Kafka between. */
  private Runnable giveUp = () -> {};

  /** Ids of a batch's invocations, as JSON. */
  private Buffer ids = Buffer.buffer();

  /**
   * A call that has not begun; its request is paused.
   *
   * @param async whether it is answered as soon as Kafka has it, as a batch of events always is
   */
  HttpCall(
      CallMeans means,
      Context context,
      HttpServerRequest request,
      FunctionPath path,
      boolean async) {
    this.means = means;
    this.context = context;
    this.request = request;
    this.path = path;
    this.batch = CloudEvents.batch(request.headers());
    this.async = async || batch;
    this.correlation = means.newCorrelation();
    this.upload = new Upload(means, refusal -> end(new End.Refused(refusal)));
  }

  /** Begins. */
  void begin(Caller caller) {
    try {
      id = CallHeaders.id(request.headers());
      timeoutMs = CallHeaders.timeoutMs(request.headers(), means.config());
      invocation = CallHeaders.invocation(request, path, id, caller, means.config());
    } catch (IllegalArgumentException e) {
      refuse(Refusal.badRequest(String.valueOf(e.getMessage())));
      return;
    }
    if (!means.pending().begin(correlation, this::endedAnywhere)) {
      refuse(Refusal.overloaded("too many calls wait for their answers; come again later"));
      return;
    }
    waitMs = async ? means.config().getLong(GatewayConfig.TIMEOUT_MS) : timeoutMs;
    timer = means.vertx().setTimer(waitMs, _ -> end(new End.TimedOut()));
    request.response().closeHandler(_ -> end(new End.CallerLeft()));
    request.exceptionHandler(_ -> end(new End.CallerLeft()));
    look(startedNanos + UNKNOWN_GRACE_MS * 1_000_000);
  }

  private void look(long untilNanos) {
    if (over) {
      return;
    }
    if (means.world().get().function(path.function()).isPresent()) {
      upload.read(request, payload -> guarded(() -> publish(payload)));
    } else if (System.nanoTime() - untilNanos < 0) {
      means.vertx().setTimer(UNKNOWN_LOOK_AGAIN_MS, _ -> look(untilNanos));
    } else {
      end(new End.Refused(Refusal.unknownFunction(path.function())));
    }
  }

  /** What goes wrong here must not leave the caller without an answer. */
  private void guarded(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      means.log("gateway-call-failed", e);
      end(new End.Refused(Refusal.of(500, "internal", "the gateway failed")));
    }
  }

  private void publish(byte[] payload) {
    var ready = invocation;
    if (over || ready == null) {
      return;
    }
    invocation = null;
    List<Invocation> all;
    try {
      all =
          CloudEvents.invocations(
              ready, CallHeaders.saysId(request.headers()), request.headers(), payload);
    } catch (IllegalArgumentException e) {
      end(new End.Refused(Refusal.badRequest(String.valueOf(e.getMessage()))));
      return;
    }
    if (!batch) {
      id = all.getFirst().getId();
    }
    if (async) {
      all.forEach(this::asynchronous);
      ids = batch ? new JsonArray(all.stream().map(Invocation::getId).toList()).toBuffer() : ids;
      write(all);
    } else if (runsDirectly(ready)) {
      direct = true;
      giveUp = means.direct().orElseThrow().run(ready, timeoutMs, this::end);
    } else {
      ready.setReplyTo(means.replyTo().topic());
      ready.setReplyPartition(means.replyTo().partition());
      ready.setCorrelationId(correlation);
      ready.setTimeoutMs(timeoutMs);
      write(all);
    }
  }

  private void asynchronous(Invocation each) {
    if (CallHeaders.saysTimeout(request.headers())) {
      each.setTimeoutMs(timeoutMs);
    }
    var callback = request.getHeader(CALLBACK_URL);
    if (callback != null && means.config().callbacks().isPresent()) {
      each.setReplyTo(means.callbackTopic());
      each.setCorrelationId(callback);
    }
  }

  private boolean runsDirectly(Invocation ready) {
    return means.direct().isPresent()
        && means
            .world()
            .get()
            .function(ready.getFunction())
            .map(DirectPath::wantedBy)
            .orElse(false);
  }

  private void write(List<Invocation> all) {
    handedOver = true;
    var left = new AtomicInteger(all.size());
    for (var each : all) {
      means
          .outbox()
          .put(new Draft(() -> record(each), Release.NOTHING, failure -> written(failure, left)));
    }
  }

  private ProducerRecord<byte[], byte[]> record(Invocation ready) {
    var key = ready.getOrderingKey() == null ? ready.getId() : ready.getOrderingKey();
    return new ProducerRecord<>(
        means.topic(), key.getBytes(UTF_8), means.serializer().serialize(means.topic(), ready));
  }

  /** On the writer's thread. */
  private void written(@Nullable Exception failure, AtomicInteger left) {
    boolean last = left.decrementAndGet() == 0;
    if (last) {
      upload.letGo();
    }
    if (failure != null) {
      end(
          failure instanceof RecordTooLargeException
              ? new End.Refused(Upload.tooLarge(means.maxPayloadBytes()))
              : new End.NotWritten(failure));
    } else if (async && last) {
      end(new End.Durable());
    }
  }

  private void end(End end) {
    means.pending().end(correlation, end);
  }

  /** On the thread of whoever ends it. */
  private void endedAnywhere(End end) {
    context.runOnContext(_ -> ended(end));
  }

  private void ended(End end) {
    over = true;
    means.vertx().cancelTimer(timer);
    invocation = null;
    upload.giveUp();
    if (!handedOver) {
      upload.letGo();
    }
    giveUp.run();
    switch (end) {
      case End.CallerLeft _ -> {}
      case End.Replied(var reply) -> {
        headers();
        answered(HttpAnswers.reply(request, reply, means.details()));
      }
      case End.Durable _ -> {
        headers();
        answered(
            HttpAnswers.end(
                request, 202, batch ? "application/json" : "text/plain; charset=utf-8", ids));
      }
      case End.Refused(var refusal) -> refuse(refusal);
      case End.NotWritten(var failure) -> {
        means.log("gateway-not-written", failure);
        refuse(
            Refusal.overloaded(
                "the call could not be written to Kafka, as far as can be told; come again later"
                    + " with the same X-Call-Id"));
      }
      case End.Unreadable _ ->
          refuse(Refusal.of(502, "reply-unreadable", "the reply came and can't be read"));
      case End.TimedOut _ ->
          refuse(
              Refusal.of(
                  504,
                  "deadline-exceeded",
                  async
                      ? "Kafka did not confirm the call within " + waitMs + " ms; it may run"
                      : "no answer within "
                          + waitMs
                          + " ms; set skyvane-timeout-ms to wait longer"));
      case End.Stopping _ ->
          refuse(Refusal.overloaded("this gateway stops; another one may serve you"));
    }
  }

  private void refuse(Refusal refusal) {
    headers();
    answered(HttpAnswers.refuse(request, refusal));
  }

  /** Those of OpenFaaS. */
  private void headers() {
    var response = request.response();
    if (!response.headWritten()) {
      response.putHeader("X-Call-Id", id);
      response.putHeader("X-Start-Time", CallHeaders.nanos(startedAt));
      response.putHeader(
          "X-Duration-Seconds",
          String.format(Locale.ROOT, "%.6f", (System.nanoTime() - startedNanos) / 1e9));
    }
  }

  private void answered(int status) {
    means
        .meters()
        .answeredOverHttp(
            direct ? "direct" : async ? "async" : "sync", status, System.nanoTime() - startedNanos);
  }
}
