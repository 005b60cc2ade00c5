package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.router.balance.Picker;
import dev.skyvane.router.dispatch.Attempts.Next;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.Reason;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import dev.skyvane.router.schedule.Data;
import dev.skyvane.router.schedule.Vantage;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.schemas.record.Order;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One invocation on its way, from the window or from the parked. Used by one loop.
 *
 * <pre>
 *              function not known yet
 *            .--------------------------.
 *            v                          |
 *  start ─► ARRIVED ─► WAITING_TURN ─► READY ◄──────────────── BACKING_OFF
 *                       (ordered key)  │  ▲                        ▲
 *                          no place at │  │ place free             │ retried
 *                          any limit   ▼  │                        │
 *                              WAITING_ROOM ─► MARKING ─► CALLING ─┤ (result)
 *                                              (or none)           │ ended
 *   DROPPED ◄─ retired, unless CALLING, MARKING or ANSWERING       ▼
 *                                        DONE ◄─ acknowledged ─ ANSWERING
 *
 *   PARKED ◄─ WAITING_TURN, WAITING_ROOM, BACKING_OFF: where they would hold their window back
 * </pre>
 *
 * <p>A dropped invocation is run again by the partition's next owner; a parked one by another run.
 * Where the deadline passes in WAITING_TURN or WAITING_ROOM, it ends there, whoever is before it.
 * An attempt is marked, that is written as begun before the provider is called, where a crash must
 * not make anybody forget it (DELIVERY 12).
 */
public final class InvocationRun {
  /** Losses of a router that an invocation survives (DELIVERY 12). */
  static final int MOST_CRASHES = 3;

  /** How long a function may be unknown: its spec may still be on its way to this router. */
  private static final long UNKNOWN_GRACE_MS = 1_000;

  private static final long UNKNOWN_LOOK_AGAIN_MS = 25;

  /** Longest step of the watch over a deadline, so that what has ended soon leaves the timers. */
  private static final long WATCH_MS = 1_000;

  private enum State {
    ARRIVED("waits for its function to be known"),
    WAITING_TURN("waits for its turn among those of its key"),
    READY("is about to be called"),
    WAITING_ROOM("waits for a place at a deployment"),
    MARKING("waits until its attempt is written to Kafka"),
    CALLING("is being called"),
    BACKING_OFF("backs off before its next attempt"),
    ANSWERING("waits until its terminal record is written to Kafka"),
    PARKED("is parked"),
    DONE("is done"),
    DROPPED("is dropped");

    final String words;

    State(String words) {
      this.words = words;
    }
  }

  private final Request request;
  private final Surroundings around;
  private final Loop loop;
  private final Turns turns;
  private final Custody custody;
  private final Account account;
  private final Attempts attempts;
  private final int crashes;
  private final boolean resumed;
  private final long firstSeenNanos = System.nanoTime();
  private State state = State.ARRIVED;
  private boolean retired;
  private Loop.@Nullable Timer timer;
  private long backoffDueAt;
  private boolean watched;
  private KeyLanes.@Nullable Ticket ticket;
  private @Nullable Attempt current;
  private long timeoutMs;
  private long calledNanos;

  /** When the attempt that runs has ended in any case, ms since 1970-01-01 UTC. */
  private long endsAt;

  InvocationRun(Request request, Surroundings around, Loop loop, Turns turns, Custody custody) {
    this.request = request;
    this.around = around;
    this.loop = loop;
    this.turns = turns;
    this.custody = custody;
    this.attempts = new Attempts(around);
    this.account = new Account(request, around.routerId(), around.energy());
    this.crashes = custody.suspect() ? 1 : 0;
    this.resumed = false;
  }

  InvocationRun(
      Request request,
      Parked parked,
      Kept kept,
      Surroundings around,
      Loop loop,
      Turns turns,
      Custody custody) {
    this.request = request;
    this.around = around;
    this.loop = loop;
    this.turns = turns;
    this.custody = custody;
    this.attempts = new Attempts(around, parked);
    int earlier = parked.failures() + parked.crashes();
    this.account =
        new Account(
            request,
            around.routerId(),
            around.energy(),
            parked.spent(),
            kept.attempts(),
            Math.max(0, earlier - kept.attempts().size()));
    this.crashes = parked.crashes();
    this.resumed = true;
    this.ticket = kept.ticket();
  }

  void markRetired() {
    retired = true;
  }

  void giveUp() {
    if (state == State.BACKING_OFF) {
      park(Reason.RETRY, backoffDueAt);
    } else if (state != State.CALLING
        && state != State.MARKING
        && state != State.ANSWERING
        && !over()) {
      drop();
    }
  }

  /** Whether nothing more will happen here. */
  public boolean over() {
    return state == State.DONE || state == State.DROPPED || state == State.PARKED;
  }

  /** Whether an attempt is in flight. */
  public boolean calling() {
    return state == State.CALLING;
  }

  /** Whether it waits for a record to be written. */
  public boolean waitsForKafka() {
    return state == State.MARKING || state == State.ANSWERING;
  }

  /** What it does, in words for whoever asks why it takes so long. */
  public String doing() {
    return "invocation "
        + request.id()
        + " of function "
        + request.function()
        + " "
        + state.words
        + (state == State.CALLING && current != null
            ? " at %s since %d s"
                .formatted(
                    current.candidate.deployment().id(),
                    (System.nanoTime() - calledNanos) / 1_000_000_000)
            : "");
  }

  /** Begins. */
  public void start() {
    var refused = around.replyTopics().refused(request.reply().topic());
    if (request.reply().named() && refused.isPresent()) {
      fail(Code.REPLY_TOPIC_FORBIDDEN, refused.get());
      return;
    }
    arrive();
  }

  /**
   * Goes on after it was parked.
   *
   * @param expired whether its deadline has passed
   */
  public void resume(boolean expired) {
    if (expired) {
      deadlinePassed();
    } else if (crashes > MOST_CRASHES) {
      fail(
          Code.CRASH_CAP,
          "%d routers were lost while they ran it, and %d are allowed; find out whether it is what ends them, then replay it"
              .formatted(crashes, MOST_CRASHES));
    } else {
      ready();
    }
  }

  private void arrive() {
    var function = around.world().get().function(request.function());
    var key = request.orderingKey();
    if (function.isEmpty()) {
      if (key != null && ticket == null) {
        // Should it turn out to be ordered, it must not be overtaken meanwhile.
        ticket = loop.keyLanes().enter(request.function(), KeyLanes.hash(key));
      }
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
    if (function.get().spec().getOrder() == Order.KEY && key != null) {
      takeTurn(
          ticket != null ? ticket : loop.keyLanes().enter(request.function(), KeyLanes.hash(key)));
    } else {
      leaveLane();
      if (custody.crowded(request.function())) {
        park(Reason.WAITING_FOR_CAPACITY, deadline(function.get()));
      } else {
        ready();
      }
    }
  }

  private void takeTurn(KeyLanes.Ticket mine) {
    ticket = mine;
    if (mine.first()) {
      ready();
      return;
    }
    state = State.WAITING_TURN;
    mine.onTurn(
        () -> {
          if (state == State.WAITING_TURN) {
            ready();
          }
        });
    if (custody.crowded(request.function())) {
      park(Reason.ORDERED, 0);
    } else {
      watchDeadline();
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
    return state != State.WAITING_ROOM;
  }

  /**
   * Leaves its partition's window, which it holds back: what waits is parked, what is called is
   * marked and stays.
   *
   * @param shortestCallMs calls that are younger are left alone, in ms
   */
  public void makeWay(long shortestCallMs) {
    switch (state) {
      case WAITING_TURN -> park(Reason.ORDERED, 0);
      case WAITING_ROOM -> park(Reason.WAITING_FOR_CAPACITY, 0);
      case BACKING_OFF -> park(Reason.RETRY, backoffDueAt);
      case CALLING -> {
        if (System.nanoTime() - calledNanos >= shortestCallMs * 1_000_000) {
          custody.mark(state(Reason.LONG_CALL, endsAt), () -> {});
        }
      }
      case ARRIVED, READY, MARKING, ANSWERING, PARKED, DONE, DROPPED -> {}
    }
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
    if (function.paused()) {
      park(Reason.PAUSED, 0);
      return;
    }
    Optional<Vantage> vantage;
    Data data;
    try {
      vantage = around.vantages().of(request.origin(), world);
      data = Data.of(function, request.attributes(), request.payload().remaining(), world);
    } catch (IllegalArgumentException e) {
      fail(Code.BAD_ORIGIN, "origin " + e.getMessage());
      return;
    }
    var plan = around.plans().plan(function, vantage.orElse(null), data, world);
    if (plan.size() == 0) {
      fail(Code.NOT_ROUTABLE, plan.explainEmpty());
      return;
    }
    int rank = Picker.pick(plan, attempts.tried(), turns.next(function.name()));
    if (rank == Picker.NONE) {
      waitForRoom();
      return;
    }
    begin(new Attempt(AttemptIds.next(), attempts.counted() + 1, plan, plan.candidate(rank)), left);
  }

  private void begin(Attempt attempt, long leftMs) {
    leaveWaitingRoom();
    current = attempt;
    timeoutMs = Math.min(attempt.plan.function().spec().getTimeoutMs(), leftMs);
    endsAt = System.currentTimeMillis() + timeoutMs + Attempt.GUARD_MS;
    if (attempts.noneFailed()) {
      around.retryBudgets().of(request.function()).first();
    }
    attempts.begun(attempt);
    if (attempt.number > 1 || ticket != null || resumed || crashes > 0) {
      state = State.MARKING;
      calledNanos = System.nanoTime();
      custody.mark(state(Reason.STARTED, endsAt), () -> marked(attempt));
    } else {
      call(attempt);
    }
  }

  private void marked(Attempt attempt) {
    if (state != State.MARKING) {
      return;
    }
    if (retired) {
      // It was not called: the next owner must neither count it nor wait for it.
      attempt.abandon();
      attempts.notBegun(attempt);
      park(Reason.RETRY, 0);
    } else {
      call(attempt);
    }
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
    if (passed
        && around.world().get().function(request.function()).isPresent()
        && (state == State.WAITING_ROOM || state == State.WAITING_TURN)) {
      deadlinePassed();
    } else {
      watchDeadline();
    }
  }

  private void deadlinePassed() {
    fail(
        Code.DEADLINE_EXCEEDED,
        "the deadline passed after %d attempts; allow more time".formatted(attempts.counted()));
  }

  private void call(Attempt attempt) {
    state = State.CALLING;
    calledNanos = System.nanoTime();
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
            now - attempt.startedNanos());
    conclude(attempt, result);
    loop.waitingRoom().look();
  }

  private void conclude(Attempt attempt, CallResult result) {
    if (result instanceof CallResult.Success success) {
      succeeded(success);
      return;
    }
    attempts.failed(attempt, result);
    var next = attempts.next(attempt, result, deadline(attempt.plan.function()));
    if (next instanceof Next.After after) {
      backOff(after.delayMs());
      return;
    }
    switch (result) {
      case CallResult.FunctionError error ->
          fromFunction(error.payload(), error.contentType(), error.message());
      case CallResult.Rejected rejected -> fail(code(rejected), rejected.message());
      default -> exhausted(next);
    }
  }

  private void backOff(long delayMs) {
    state = State.BACKING_OFF;
    backoffDueAt = System.currentTimeMillis() + delayMs;
    if (retired || delayMs > around.limits().backoffMs()) {
      park(Reason.RETRY, backoffDueAt);
    } else {
      timer = loop.after(delayMs, this::ready);
    }
  }

  private void succeeded(CallResult.Success success) {
    if (success.payload().remaining() > around.limits().replyBytes()) {
      fail(
          Code.RESULT_TOO_LARGE,
          "the result has %,d bytes, the limit is %,d; return a reference to the data instead"
              .formatted(success.payload().remaining(), around.limits().replyBytes()));
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
  public void fail(Code code, String message) {
    answer(new Answer.Failed(new Problem(code, message), account.receipt(), account.attempts()));
  }

  private void answer(Answer answer) {
    leaveWaitingRoom();
    state = State.ANSWERING;
    custody.answer(request, answer, this::acknowledged);
  }

  private void acknowledged() {
    if (state == State.ANSWERING) {
      state = State.DONE;
      leaveLane();
      custody.answered();
    }
  }

  private void park(Reason reason, long dueAt) {
    leaveWaitingRoom();
    var parked = state(reason, dueAt);
    state = State.PARKED;
    stopTimer();
    custody.park(parked, new Kept(ticket, account.attempts()));
  }

  private Parked state(Reason reason, long dueAt) {
    var function = around.world().get().function(request.function());
    return new Parked(
        reason,
        dueAt,
        function.map(this::deadline).orElseGet(request::appendedAt),
        attempts.counted(),
        attempts.failures(),
        crashes,
        reason.running() ? timeoutMs : 0,
        request.function(),
        ticket == null || request.orderingKey() == null
            ? null
            : KeyLanes.hash(request.orderingKey()),
        attempts.tried().ids(),
        attempts.tried().refusals(),
        account.spent());
  }

  private void drop() {
    leaveWaitingRoom();
    state = State.DROPPED;
    stopTimer();
    leaveLane();
    custody.dropped();
  }

  private void leaveWaitingRoom() {
    if (state == State.WAITING_ROOM) {
      state = State.READY;
      around.meters().waiting().decrementAndGet();
    }
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void leaveLane() {
    if (ticket != null) {
      var left = ticket;
      ticket = null;
      loop.keyLanes().leave(left);
    }
  }
}
