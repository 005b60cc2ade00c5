package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.router.dispatch.Attempts.Next;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.Reason;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import dev.skyvane.schemas.record.Order;
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
 *   PARKED ◄─ CALLING: where it failed, and its function's retry budget is spent
 * </pre>
 *
 * <p>Nobody leaves the waiting room while it is in doubt whether the partition is still ours.
 *
 * <p>A dropped invocation is run again by the partition's next owner; a parked one by another run.
 * Where the deadline passes in WAITING_TURN or WAITING_ROOM, it ends there, whoever is before it.
 * An attempt is marked, that is written as begun before the provider is called, where a crash must
 * not make anybody forget it (DELIVERY 12).
 */
public final class InvocationRun {
  /** How long a function may be unknown: its spec may still be on its way to this router. */
  private static final long UNKNOWN_GRACE_MS = 1_000;

  private static final long UNKNOWN_LOOK_AGAIN_MS = 25;

  private final Request request;
  private final Surroundings around;
  private final Chooser chooser;
  private final Loop loop;
  private final Custody custody;
  private final Attempts attempts;
  private final Account account;
  private final long firstSeenNanos = System.nanoTime();
  private Phase phase = Phase.ARRIVED;
  private boolean retired;
  private Loop.@Nullable Timer timer;
  private long backoffDueAt;
  private @Nullable Deadline deadline;
  private KeyLanes.@Nullable Ticket ticket;
  private @Nullable Attempt current;

  /**
   * A run that has not begun.
   *
   * @param attempts made so far
   * @param account of those attempts
   * @param ticket for its ordering key, if it has one already
   */
  InvocationRun(
      Request request,
      Surroundings around,
      Chooser chooser,
      Loop loop,
      Custody custody,
      Attempts attempts,
      Account account,
      KeyLanes.@Nullable Ticket ticket) {
    this.request = request;
    this.around = around;
    this.chooser = chooser;
    this.loop = loop;
    this.custody = custody;
    this.attempts = attempts;
    this.account = account;
    this.ticket = ticket;
  }

  void markRetired() {
    retired = true;
  }

  void giveUp() {
    if (phase == Phase.BACKING_OFF) {
      park(Reason.RETRY, backoffDueAt);
    } else if (!phase.inFlight() && !phase.over()) {
      drop();
    }
  }

  /** Whether nothing more will happen here. */
  public boolean over() {
    return phase.over();
  }

  /** Whether an attempt is in flight. */
  public boolean calling() {
    return phase == Phase.CALLING;
  }

  /** Whether it waits for others: for its turn, or for a place. */
  boolean waiting() {
    return phase.waiting();
  }

  /** Whether it waits for a record to be written. */
  public boolean waitsForKafka() {
    return phase == Phase.MARKING || phase == Phase.ANSWERING;
  }

  /** What it does, in words for whoever asks why it takes so long. */
  public String doing() {
    return "invocation "
        + request.id()
        + " of function "
        + request.function()
        + " "
        + phase.words
        + (phase == Phase.CALLING && current != null
            ? " at %s since %d s"
                .formatted(
                    current.candidate.deployment().id(),
                    (System.nanoTime() - current.startedNanos()) / 1_000_000_000)
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
    var cutOff = attempts.cutOffTooOften();
    if (expired) {
      expire();
    } else if (cutOff.isPresent()) {
      fail(cutOff.get().code(), cutOff.get().message());
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
        park(Reason.WAITING_FOR_CAPACITY, request.endsBy(function.get().spec().getDeadlineMs()));
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
    phase = Phase.WAITING_TURN;
    mine.onTurn(
        () -> {
          if (phase == Phase.WAITING_TURN) {
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
    phase = Phase.READY;
    if (loop.waitingRoom().occupied(request.function())) {
      waitForRoom();
    } else {
      attempt();
    }
  }

  /** From the waiting room: goes on if it can, and says whether it has left. */
  boolean leaveRoom() {
    if (phase != Phase.WAITING_ROOM) {
      return true;
    }
    attempt();
    return phase != Phase.WAITING_ROOM;
  }

  /**
   * Leaves its partition's window, which it holds back: what waits is parked, what is called is
   * marked and stays.
   *
   * @param shortestCallMs calls that are younger are left alone, in ms
   */
  public void makeWay(long shortestCallMs) {
    switch (phase) {
      case WAITING_TURN -> park(Reason.ORDERED, 0);
      case WAITING_ROOM -> park(Reason.WAITING_FOR_CAPACITY, 0);
      case BACKING_OFF -> park(Reason.RETRY, backoffDueAt);
      case CALLING -> {
        if (current != null
            && System.nanoTime() - current.startedNanos() >= shortestCallMs * 1_000_000) {
          custody.mark(state(Reason.LONG_CALL, current.endsAt, current), () -> {});
        }
      }
      case ARRIVED, READY, MARKING, ANSWERING, PARKED, DONE, DROPPED -> {}
    }
  }

  private void attempt() {
    if (!custody.sure()) {
      waitForRoom();
      return;
    }
    switch (chooser.choose(request, attempts)) {
      case Attempt attempt -> begin(attempt);
      case Choice.Instead.WAIT -> waitForRoom();
      case Choice.Instead.PARK -> park(Reason.PAUSED, 0);
      case Choice.Instead.EXPIRE -> expire();
      case Choice.Refused refused -> fail(refused.problem().code(), refused.problem().message());
    }
  }

  private void begin(Attempt attempt) {
    leaveWaitingRoom();
    current = attempt;
    if (attempts.noneFailed()) {
      around.retryBudgets().of(request.function()).first();
    }
    attempts.begun(attempt);
    if (attempts.marked(attempt, ticket != null)) {
      phase = Phase.MARKING;
      custody.mark(state(Reason.STARTED, attempt.endsAt, attempt), () -> marked(attempt));
    } else {
      call(attempt);
    }
  }

  private void marked(Attempt attempt) {
    if (phase != Phase.MARKING) {
      return;
    }
    if (retired || !custody.sure()) {
      // It was not called: whoever goes on must neither count it nor wait for it.
      attempt.abandon();
      attempts.notBegun(attempt);
      park(Reason.RETRY, 0);
    } else {
      call(attempt);
    }
  }

  private void waitForRoom() {
    if (phase != Phase.WAITING_ROOM) {
      phase = Phase.WAITING_ROOM;
      around.meters().waiting().incrementAndGet();
      loop.waitingRoom().enter(request.function(), this);
      watchDeadline();
    }
  }

  private void watchDeadline() {
    if (deadline == null) {
      deadline = new Deadline(request, around, loop, this);
    }
    deadline.watch();
  }

  /** Its deadline has passed. */
  void expire() {
    fail(Code.DEADLINE_EXCEEDED, attempts.expired());
  }

  private void call(Attempt attempt) {
    phase = Phase.CALLING;
    attempt.call(request, around, loop, result -> ended(attempt, result));
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
      answer(Answers.result(success, account, around.limits().replyBytes()));
      return;
    }
    switch (attempts.afterFailed(attempt, result, request)) {
      case Next.After after -> backOff(after.delayMs());
      case Next.WithinBudget later ->
          park(Reason.WAITING_TO_RETRY, System.currentTimeMillis() + later.delayMs());
      case Next.Nothing nothing -> answer(Answers.failed(result, nothing.tooLate(), account));
    }
  }

  private void backOff(long delayMs) {
    phase = Phase.BACKING_OFF;
    backoffDueAt = System.currentTimeMillis() + delayMs;
    if (retired || delayMs > around.limits().backoffMs()) {
      park(Reason.RETRY, backoffDueAt);
    } else {
      timer = loop.after(delayMs, this::ready);
    }
  }

  /** Ends without a result. */
  public void fail(Code code, String message) {
    answer(Answers.failed(code, message, account));
  }

  private void answer(Answer answer) {
    leaveWaitingRoom();
    phase = Phase.ANSWERING;
    custody.answer(request, answer, this::acknowledged);
  }

  private void acknowledged() {
    if (phase == Phase.ANSWERING) {
      phase = Phase.DONE;
      leaveLane();
      custody.answered();
    }
  }

  private void park(Reason reason, long dueAt) {
    leaveWaitingRoom();
    var parked = state(reason, dueAt, null);
    phase = Phase.PARKED;
    stopTimer();
    custody.park(parked, new Kept(ticket, account.attempts()));
  }

  private Parked state(Reason reason, long dueAt, @Nullable Attempt running) {
    var key = ticket == null ? null : request.orderingKey();
    return attempts.parked(
        reason, dueAt, request, running, key == null ? null : KeyLanes.hash(key), account.spent());
  }

  private void drop() {
    leaveWaitingRoom();
    phase = Phase.DROPPED;
    stopTimer();
    leaveLane();
    custody.dropped();
  }

  private void leaveWaitingRoom() {
    if (phase == Phase.WAITING_ROOM) {
      phase = Phase.READY;
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
