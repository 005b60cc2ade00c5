package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.router.balance.Picker;
import dev.skyvane.router.dispatch.Attempts.Next;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.schedule.Vantage;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.schemas.record.Order;
import java.nio.ByteBuffer;
import java.util.Optional;
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
 *   DROPPED ◄─ retired, unless CALLING or ANSWERING                ▼
 *                                        DONE ◄─ acknowledged ─ ANSWERING
 * </pre>
 *
 * <p>A dropped invocation is run again by the partition's next owner. Where the deadline passes in
 * WAITING_TURN or WAITING_ROOM, it ends there, whoever is before it.
 */
public final class InvocationRun {
  /** How long a function may be unknown: its spec may still be on its way to this router. */
  private static final long UNKNOWN_GRACE_MS = 1_000;

  private static final long UNKNOWN_LOOK_AGAIN_MS = 25;

  /** Longest step of the watch over a deadline, so that what has ended soon leaves the timers. */
  private static final long WATCH_MS = 1_000;

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
  private final Ending ending;
  private final Account account;
  private final Attempts attempts;
  private final long firstSeenNanos = System.nanoTime();
  private State state = State.ARRIVED;
  private boolean retired;
  private Loop.@Nullable Timer timer;
  private boolean watched;
  private KeyLanes.@Nullable Key key;

  InvocationRun(Request request, Surroundings around, Loop loop, Turns turns, Ending ending) {
    this.request = request;
    this.around = around;
    this.loop = loop;
    this.turns = turns;
    this.ending = ending;
    this.attempts = new Attempts(around);
    this.account = new Account(request, around.routerId(), around.energy());
  }

  void markRetired() {
    retired = true;
  }

  void giveUp() {
    if (state != State.CALLING && state != State.ANSWERING && !over()) {
      drop();
    }
  }

  /** Whether nothing more will happen. */
  public boolean over() {
    return state == State.DONE || state == State.DROPPED;
  }

  /** Whether an attempt is in flight. */
  public boolean calling() {
    return state == State.CALLING;
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
      var lane = new KeyLanes.Key(request.function(), request.orderingKey());
      loop.keyLanes().enter(lane, () -> turn(lane));
      watchDeadline();
    } else {
      ready();
    }
  }

  private void turn(KeyLanes.Key lane) {
    key = lane;
    if (state == State.WAITING_TURN) {
      ready();
    } else {
      leaveLane();
    }
  }

  private void ready() {
    if (retired) {
      drop();
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
      deadlinePassed();
      return;
    }
    Optional<Vantage> vantage;
    try {
      vantage = around.vantages().of(request.origin(), world);
    } catch (IllegalArgumentException e) {
      fail(Code.BAD_ORIGIN, "origin " + e.getMessage());
      return;
    }
    var plan = around.plans().plan(function, vantage.orElse(null), world);
    if (plan.size() == 0) {
      fail(Code.NOT_ROUTABLE, plan.explainEmpty());
      return;
    }
    int rank = Picker.pick(plan, attempts.tried(), turns.next(function.name()));
    if (rank == Picker.NONE) {
      waitForRoom();
      return;
    }
    call(new Attempt(AttemptIds.next(), attempts.counted() + 1, plan, plan.candidate(rank)), left);
  }

  private void waitForRoom() {
    if (state != State.WAITING_ROOM) {
      state = State.WAITING_ROOM;
      around.meters().waiting().incrementAndGet();
      loop.waitingRoom().enter(request.function(), this);
      watchDeadline();
    }
  }

  private void watchDeadline() {
    if (!watched && (state == State.WAITING_TURN || state == State.WAITING_ROOM)) {
      watched = true;
      var function = around.world().get().function(request.function());
      long left = function.map(f -> deadline(f) - System.currentTimeMillis()).orElse(WATCH_MS);
      loop.after(Math.clamp(left, 0, WATCH_MS), () -> lookAtDeadline(left <= WATCH_MS));
    }
  }

  private void lookAtDeadline(boolean passed) {
    watched = false;
    boolean inRoom = state == State.WAITING_ROOM;
    if (passed
        && around.world().get().function(request.function()).isPresent()
        && (inRoom || state == State.WAITING_TURN)) {
      deadlinePassed();
      if (inRoom) {
        around.meters().waiting().decrementAndGet();
      }
    } else {
      watchDeadline();
    }
  }

  private void deadlinePassed() {
    fail(
        Code.DEADLINE_EXCEEDED,
        "the deadline passed after %d attempts; allow more time".formatted(attempts.counted()));
  }

  private void call(Attempt attempt, long leftMs) {
    state = State.CALLING;
    if (attempts.noneFailed()) {
      around.retryBudgets().of(request.function()).first();
    }
    attempts.begun(attempt);
    long timeoutMs = Math.min(attempt.plan.function().spec().getTimeoutMs(), leftMs);
    attempt.call(request, around, loop, timeoutMs, result -> ended(attempt, result));
  }

  private void ended(Attempt attempt, CallResult result) {
    long now = System.nanoTime();
    var outcome = account.book(attempt, result, now);
    around.outcomes().accept(outcome);
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
    if (result instanceof CallResult.Success success) {
      succeeded(success);
      return;
    }
    attempts.failed(attempt, result);
    if (retired && attempts.allowed(attempt, result)) {
      drop();
      return;
    }
    var next = attempts.next(attempt, result, deadline(attempt.plan.function()));
    if (next instanceof Next.After after) {
      state = State.BACKING_OFF;
      timer = loop.after(after.delayMs(), this::ready);
      return;
    }
    switch (result) {
      case CallResult.FunctionError error ->
          fromFunction(error.payload(), error.contentType(), error.message());
      case CallResult.Rejected rejected -> fail(code(rejected), rejected.message());
      default -> exhausted(next);
    }
  }

  private void succeeded(CallResult.Success success) {
    if (success.payload().remaining() > around.replyMaxBytes()) {
      fail(
          Code.RESULT_TOO_LARGE,
          "the result has %,d bytes, the limit is %,d; return a reference to the data instead"
              .formatted(success.payload().remaining(), around.replyMaxBytes()));
    } else {
      fromFunction(success.payload(), success.contentType(), null);
    }
  }

  private static Code code(CallResult.Rejected rejected) {
    return switch (rejected.code()) {
      case "payload-too-large" -> Code.PAYLOAD_TOO_LARGE;
      case "result-too-large" -> Code.RESULT_TOO_LARGE;
      default -> Code.REJECTED;
    };
  }

  private void exhausted(Next why) {
    var all = account.attempts();
    var last = all.getLast();
    fail(
        why instanceof Next.TooLate ? Code.DEADLINE_EXCEEDED : Code.ATTEMPTS_EXHAUSTED,
        "%s%d attempts failed, the last at %s: %s (%s)"
            .formatted(
                switch (why) {
                  case Next.TooLate _ -> "the deadline leaves no time for another attempt; ";
                  case Next.BudgetSpent _ -> "the function's retry budget is spent; ";
                  case Next.NotAllowed _, Next.After _ -> "";
                },
                all.size(),
                last.getDeployment(),
                last.getStatus(),
                last.getMessage()));
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
    ending.answered();
  }

  private void drop() {
    boolean waited = state == State.WAITING_ROOM;
    state = State.DROPPED;
    if (timer != null) {
      timer.cancel();
    }
    if (waited) {
      around.meters().waiting().decrementAndGet();
    }
    leaveLane();
    ending.dropped();
  }

  private void leaveLane() {
    if (key != null) {
      var left = key;
      key = null;
      loop.keyLanes().leave(left);
    }
  }
}
