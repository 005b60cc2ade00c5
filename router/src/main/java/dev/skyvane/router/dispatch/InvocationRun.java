package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.router.balance.Picker;
import dev.skyvane.router.balance.Tried;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.schedule.Plan;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.schemas.record.Order;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One invocation on its way. Used by one loop.
 *
 * <pre>
 *              function not known yet
 *            .--------------------------.
 *            v                          |
 *  start ─► ARRIVED ─► WAITING_TURN ─► READY ◄──────────────── BACKING_OFF
 *                       (ordered key)  │  ▲                        ▲
 *                          no place at │  │ place free             │ retried
 *                          any limit   ▼  │                        │
 *                              WAITING_ROOM ─► CALLING ─► (result) ┤
 *                                                                  │ ended
 *   DROPPED ◄─ retire(), unless CALLING or ANSWERING               ▼
 *                                        DONE ◄─ acknowledged ─ ANSWERING
 * </pre>
 *
 * <p>A dropped invocation is run again by the partition's next owner.
 */
public final class InvocationRun {
  /** How long a function may be unknown: its spec may still be on its way to this router. */
  private static final long UNKNOWN_GRACE_MS = 1_000;

  private static final long UNKNOWN_LOOK_AGAIN_MS = 25;

  /** What an adapter may take over the timeout before it is no longer waited for, in ms. */
  private static final long GUARD_MS = 1_500;

  private enum State {
    ARRIVED,
    WAITING_TURN,
    READY,
    WAITING_ROOM,
    CALLING,
    BACKING_OFF,
    ANSWERING,
    DONE,
    DROPPED
  }

  private final Request request;
  private final Surroundings around;
  private final Loop loop;
  private final Turns turns;
  private final Runnable done;
  private final Account account;
  private final Tried tried = new Tried();
  private final long firstSeenNanos = System.nanoTime();
  private State state = State.ARRIVED;
  private boolean retired;
  private int attempts;
  private int failures;
  private Loop.@Nullable Timer timer;
  private KeyLanes.@Nullable Key key;

  InvocationRun(Request request, Surroundings around, Loop loop, Turns turns, Runnable done) {
    this.request = request;
    this.around = around;
    this.loop = loop;
    this.turns = turns;
    this.done = done;
    this.account = new Account(request, around.routerId(), around.energy());
  }

  /**
   * Begins nothing more: an attempt in flight may end and be answered, everything else is dropped.
   */
  public void retire() {
    retired = true;
    if (state != State.CALLING && state != State.ANSWERING && state != State.DONE) {
      drop();
    }
  }

  /** Whether nothing more will happen. */
  public boolean over() {
    return state == State.DONE || state == State.DROPPED;
  }

  void start() {
    var refused = around.replyTopics().refused(request.reply().topic());
    if (request.reply().named() && refused.isPresent()) {
      fail(Code.REPLY_TOPIC_FORBIDDEN, refused.get());
      return;
    }
    arrive();
  }

  private void arrive() {
    if (state == State.DROPPED) {
      return;
    }
    var function = around.world().get().function(request.function());
    if (function.isEmpty()) {
      if (System.nanoTime() - firstSeenNanos < UNKNOWN_GRACE_MS * 1_000_000) {
        timer = loop.after(UNKNOWN_LOOK_AGAIN_MS, this::arrive);
      } else {
        fail(
            Code.UNKNOWN_FUNCTION,
            "no function '"
                + request.function()
                + "' is registered; apply its spec, or correct the name");
      }
      return;
    }
    if (function.get().spec().getOrder() == Order.KEY && request.orderingKey() != null) {
      state = State.WAITING_TURN;
      key = new KeyLanes.Key(request.function(), request.orderingKey());
      loop.keyLanes().enter(key, this::ready);
    } else {
      ready();
    }
  }

  private void ready() {
    if (state == State.DROPPED) {
      leaveLane();
      return;
    }
    state = State.READY;
    if (loop.waitingRoom().occupied(request.function())) {
      waitForRoom();
    } else {
      attempt();
    }
  }

  /** From the waiting room: goes on if it can, and says whether it has left. */
  boolean leaveRoom() {
    if (state != State.WAITING_ROOM) {
      return true;
    }
    attempt();
    if (state == State.WAITING_ROOM) {
      return false;
    }
    around.meters().waiting().decrementAndGet();
    return true;
  }

  private void attempt() {
    var world = around.world().get();
    var function = world.function(request.function()).orElse(null);
    if (function == null) {
      fail(
          Code.UNKNOWN_FUNCTION,
          "function '" + request.function() + "' was deleted while the invocation waited");
      return;
    }
    long left = deadline(function) - System.currentTimeMillis();
    if (left <= 0) {
      fail(
          Code.DEADLINE_EXCEEDED,
          "the deadline passed after %d attempts; allow more time".formatted(attempts));
      return;
    }
    Plan plan;
    try {
      plan =
          around
              .plans()
              .plan(function, around.vantages().of(request.origin(), world).orElse(null), world);
    } catch (IllegalArgumentException e) {
      fail(Code.BAD_ORIGIN, "origin " + e.getMessage());
      return;
    }
    if (plan.size() == 0) {
      fail(Code.NOT_ROUTABLE, plan.explainEmpty());
      return;
    }
    int rank = Picker.pick(plan, tried, turns.next(function.name()));
    if (rank == Picker.NONE) {
      waitForRoom();
      return;
    }
    call(new Attempt(AttemptIds.next(), attempts + 1, plan, plan.candidate(rank)), left);
  }

  private void waitForRoom() {
    if (state != State.WAITING_ROOM) {
      state = State.WAITING_ROOM;
      around.meters().waiting().incrementAndGet();
      loop.waitingRoom().enter(request.function(), this);
    }
  }

  private void call(Attempt attempt, long leftMs) {
    state = State.CALLING;
    attempts = attempt.number;
    var deployment = attempt.candidate.deployment();
    tried.add(deployment.id());
    long timeoutMs = Math.min(attempt.plan.function().spec().getTimeoutMs(), leftMs);
    var attributes = new HashMap<>(request.attributes());
    if (attempt.plan.vantage() != null) {
      var place = attempt.plan.vantage().location();
      attributes.put(FunctionCall.VANTAGE, place.latitude() + "," + place.longitude());
    }
    var call =
        new FunctionCall(
            deployment.target(),
            request.function(),
            request.id(),
            attempt.id,
            attempt.number,
            request.payload(),
            request.contentType(),
            Duration.ofMillis(timeoutMs),
            attributes);
    attempt.guard = loop.after(timeoutMs + GUARD_MS, () -> overdue(attempt, timeoutMs));
    CompletableFuture<CallResult> future;
    try {
      future = around.providers().apply(deployment.region().provider()).orElseThrow().call(call);
    } catch (RuntimeException e) {
      future = CompletableFuture.failedFuture(e);
    }
    attempt.future = future;
    future.whenComplete((result, failure) -> loop.execute(() -> ended(attempt, result, failure)));
  }

  private void overdue(Attempt attempt, long timeoutMs) {
    if (!attempt.ended) {
      var future = attempt.future;
      end(attempt, new CallResult.TimedOut("no answer within " + timeoutMs + " ms"));
      if (future != null) {
        future.cancel(true);
      }
    }
  }

  private void ended(Attempt attempt, @Nullable CallResult result, @Nullable Throwable failure) {
    if (attempt.ended) {
      around.meters().lateAnswer();
      return;
    }
    end(
        attempt,
        result != null
            ? result
            : new CallResult.Unavailable("the adapter failed: " + failure, null));
  }

  private void end(Attempt attempt, CallResult result) {
    attempt.ended = true;
    attempt.slot.close();
    if (attempt.guard != null) {
      attempt.guard.cancel();
    }
    long now = System.nanoTime();
    var outcome = account.book(attempt, result, now);
    around.outcomes().write(outcome);
    around
        .meters()
        .attempted(
            attempt.candidate.deployment().region().provider(),
            outcome.getStatus().name(),
            outcome.getQueueMs(),
            now - attempt.startedNanos);
    conclude(attempt, result);
    loop.waitingRoom().look();
  }

  private void conclude(Attempt attempt, CallResult result) {
    switch (result) {
      case CallResult.Success success -> {
        if (success.payload().remaining() > around.replyMaxBytes()) {
          fail(
              Code.RESULT_TOO_LARGE,
              "the result has %,d bytes, the limit is %,d; return a reference to the data instead"
                  .formatted(success.payload().remaining(), around.replyMaxBytes()));
        } else {
          fromFunction(success.payload(), success.contentType(), null);
        }
      }
      case CallResult.FunctionError error -> {
        if (!again(attempt, result)) {
          fromFunction(error.payload(), error.contentType(), error.message());
        }
      }
      case CallResult.Rejected rejected -> {
        if (!again(attempt, result)) {
          fail(
              switch (rejected.code()) {
                case "payload-too-large" -> Code.PAYLOAD_TOO_LARGE;
                case "result-too-large" -> Code.RESULT_TOO_LARGE;
                default -> Code.REJECTED;
              },
              rejected.message());
        }
      }
      case CallResult.Throttled _, CallResult.TimedOut _, CallResult.Unavailable _ -> {
        if (!again(attempt, result)) {
          exhausted();
        }
      }
    }
  }

  /** Goes on to a further attempt if the rules allow one. */
  private boolean again(Attempt attempt, CallResult result) {
    var function = attempt.plan.function();
    failures++;
    // A throttle ran nothing, so it is not counted (DELIVERY 19); the deadline bounds it.
    if (result instanceof CallResult.Throttled) {
      attempts--;
    }
    if (attempts >= function.spec().getRetry().getMaxAttempts()
        || !RetryRules.retried(function, result, untriedLeft(attempt.plan))) {
      return false;
    }
    if (retired) {
      drop();
      return true;
    }
    long delay = RetryRules.backoffMs(function, result, failures, ThreadLocalRandom.current());
    if (System.currentTimeMillis() + delay >= deadline(function)) {
      return false;
    }
    state = State.BACKING_OFF;
    timer = loop.after(delay, this::ready);
    return true;
  }

  private boolean untriedLeft(Plan plan) {
    for (int rank = 0; rank < plan.size(); rank++) {
      if (!tried.contains(plan.candidate(rank).deployment().id())) {
        return true;
      }
    }
    return false;
  }

  private void exhausted() {
    var all = account.attempts();
    var last = all.getLast();
    fail(
        Code.ATTEMPTS_EXHAUSTED,
        "%d attempts failed, the last at %s: %s (%s)"
            .formatted(all.size(), last.getDeployment(), last.getStatus(), last.getMessage()));
  }

  private long deadline(FunctionView function) {
    var asked = request.deadline();
    return asked != null ? asked : request.appendedAt() + function.spec().getDeadlineMs();
  }

  private void fromFunction(
      ByteBuffer payload, @Nullable String contentType, @Nullable String functionError) {
    answer(
        new Answer.FromFunction(
            payload, contentType, functionError, account.receipt(), account.attempts()));
  }

  /** Ends without a result. */
  void fail(Code code, String message) {
    answer(new Answer.Failed(new Problem(code, message), account.receipt(), account.attempts()));
  }

  private void answer(Answer answer) {
    state = State.ANSWERING;
    around.terminal().answer(request, answer, () -> loop.execute(this::acknowledged));
  }

  private void acknowledged() {
    state = State.DONE;
    leaveLane();
    done.run();
  }

  private void drop() {
    boolean waited = state == State.WAITING_ROOM;
    boolean queued = state == State.WAITING_TURN;
    state = State.DROPPED;
    if (timer != null) {
      timer.cancel();
    }
    if (waited) {
      around.meters().waiting().decrementAndGet();
    }
    if (!queued) {
      leaveLane();
    }
  }

  private void leaveLane() {
    if (key != null) {
      var left = key;
      key = null;
      loop.keyLanes().leave(left);
    }
  }
}
