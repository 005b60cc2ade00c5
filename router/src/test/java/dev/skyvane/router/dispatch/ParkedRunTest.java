package dev.skyvane.router.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallResult;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.limit.RetryBudget;
import dev.skyvane.router.parking.Parked;
import dev.skyvane.router.parking.Reason;
import dev.skyvane.router.parking.Spent;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Order;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Invocations that leave their window and come back, and attempts that are written before. */
@Timeout(60)
class ParkedRunTest {
  private static final long MOST_BACKOFF_MS = 50;

  private final Stage stage = new Stage(new Loads(), RetryBudget.Size.UNLIMITED, MOST_BACKOFF_MS);

  @AfterEach
  void everyPlaceIsGivenBack() {
    assertEquals(0, stage.loads.inFlight());
    assertEquals(0, stage.meters.waiting().get());
    stage.close();
  }

  private void register(FunctionSpec.Builder spec, int... limits) {
    stage.register(spec.build(), Stage.places(limits));
  }

  @Test
  void whatWasMarkedIsNotCalledWhileThePartitionMayBeSomebodyElses() {
    register(Stage.spec(1).setOrder(Order.KEY), 1);
    stage.holdMarks = true;
    var request = stage.request(r -> r.key("k"));
    stage.dispatch(request);
    Stage.until("mark", () -> stage.marks.size() == 1);
    stage.doubtful = true;
    stage.acknowledge();
    assertEquals(0, parked(request).state().attempts());
    assertEquals(List.of(), stage.calls);
  }

  private static FunctionSpec.Builder patient() {
    var spec = Stage.spec(3).setTimeoutMs(60_000);
    // The first backoff is drawn from 0 to this: practically never below what is waited for here.
    spec.getRetryBuilder().setBackoffMinMs(1L << 40).setBackoffMaxMs(1L << 40);
    return spec.setDeadlineMs(1L << 45);
  }

  private Stage.Left parked(Request request) {
    Stage.until("parked", () -> stage.parked.containsKey(request.coordinate().offset()));
    return Objects.requireNonNull(stage.parked.remove(request.coordinate().offset()));
  }

  private Answer answer(Request request) {
    long key = request.coordinate().offset();
    Stage.until("answer", () -> stage.answered.containsKey(key));
    return stage.answers.getLast().answer();
  }

  private Code code(Request request) {
    return assertInstanceOf(Answer.Failed.class, answer(request)).problem().code();
  }

  private static Parked state(Reason reason, int attempts, int crashes) {
    return new Parked(
        reason,
        0,
        Long.MAX_VALUE,
        attempts,
        attempts,
        crashes,
        0,
        "resize",
        null,
        List.of(),
        List.of(),
        Spent.NOTHING);
  }

  @Test
  void nothingBeginsWhileThePartitionMayBeSomebodyElses() {
    register(Stage.spec(1), 1);
    stage.doubtful = true;
    stage.script = _ -> Stage.now(Stage.success("mine"));
    var request = stage.request();
    stage.dispatch(request);
    Stage.until("waiting", () -> stage.meters.waiting().get() == 1);
    assertEquals(List.of(), stage.calls);

    stage.doubtful = false;
    assertInstanceOf(Answer.FromFunction.class, answer(request));
  }

  @Test
  void aLongBackoffIsParkedAndTheNextAttemptCountsOn() {
    register(patient(), 1, 1);
    stage.script = _ -> Stage.now(Stage.unavailable());
    var request = stage.request();
    stage.dispatch(request);
    var left = parked(request);
    assertEquals(Reason.RETRY, left.state().reason());
    assertEquals(1, left.state().attempts());
    assertEquals(1, left.state().failures());
    assertEquals(List.of("d0"), left.state().tried());
    assertEquals(List.of(), stage.marks, "nobody forgets a first attempt that no one was lost in");
    stage.script = _ -> Stage.now(Stage.success("second"));
    stage.resume(request, left);
    var answer = answer(request);
    assertEquals(List.of("d0", "d1"), stage.deploymentsCalled());
    assertEquals(2, stage.calls.getLast().attempt());
    assertEquals(2, answer.receipt().getAttempts());
    assertEquals(2, answer.attempts().size());
    assertEquals(2, stage.marks.getFirst().attempts());
    assertEquals(Reason.STARTED, stage.marks.getFirst().reason());
  }

  @Test
  void attemptsThatOnlyTheirSumIsKnownOfCountToo() {
    register(Stage.spec(3), 1);
    stage.script = _ -> Stage.now(Stage.unavailable());
    var request = stage.request();
    stage.resume(request, new Stage.Left(state(Reason.RETRY, 2, 0), Kept.NOTHING));
    assertEquals(Code.ATTEMPTS_EXHAUSTED, code(request));
    assertEquals(3, stage.answers.getLast().answer().receipt().getAttempts());
    assertEquals(1, stage.answers.getLast().answer().attempts().size());
    assertEquals(1, stage.calls.size());
  }

  @Test
  void anOrderedAttemptIsWrittenBeforeItsCall() {
    register(Stage.spec(1).setOrder(Order.KEY), 1);
    stage.holdMarks = true;
    var request = stage.request(r -> r.key("k"));
    stage.dispatch(request);
    Stage.until("mark", () -> stage.marks.size() == 1);
    assertEquals(List.of(), stage.calls);
    assertEquals(KeyLanes.hash("k"), stage.marks.getFirst().keyHash());
    assertTrue(stage.marks.getFirst().dueAt() > System.currentTimeMillis());
    stage.acknowledge();
    answer(request);
    assertEquals(1, stage.calls.size());
  }

  @Test
  void whatAFormerOwnerMayHaveBegunIsWrittenAsACrash() {
    register(Stage.spec(1), 1);
    stage.suspect = true;
    var request = stage.request();
    stage.dispatch(request);
    answer(request);
    assertEquals(1, stage.marks.getFirst().crashes());
    assertEquals(1, stage.calls.size());
  }

  @Test
  void theFourthLossOfARouterEndsIt() {
    register(Stage.spec(1), 1);
    var survives = stage.request();
    stage.resume(survives, new Stage.Left(state(Reason.RETRY, 0, 3), Kept.NOTHING));
    assertInstanceOf(Answer.FromFunction.class, answer(survives));
    var ends = stage.request();
    stage.resume(ends, new Stage.Left(state(Reason.RETRY, 0, 4), Kept.NOTHING));
    assertEquals(Code.CRASH_CAP, code(ends));
    assertEquals(1, stage.calls.size());
  }

  @Test
  void aPausedFunctionIsNotCalledUntilItIsResumed() {
    register(Stage.spec(1).setPaused(true), 1);
    var request = stage.request();
    stage.dispatch(request);
    var left = parked(request);
    assertEquals(Reason.PAUSED, left.state().reason());
    assertEquals(List.of(), stage.calls);
    register(Stage.spec(1), 1);
    stage.resume(request, left);
    answer(request);
    assertEquals(1, stage.calls.size());
  }

  @Test
  void whoComesToACrowdWaitsOutside() {
    register(Stage.spec(1), 9);
    stage.crowded = true;
    var request = stage.request();
    stage.dispatch(request);
    assertEquals(Reason.WAITING_FOR_CAPACITY, parked(request).state().reason());
    assertEquals(List.of(), stage.calls);
  }

  @Test
  void aFollowerIsParkedWithItsPlaceAndGoesOnAtItsTurn() {
    register(Stage.spec(1).setOrder(Order.KEY).setTimeoutMs(60_000), 9);
    var first = new CompletableFuture<CallResult>();
    stage.script = _ -> first;
    stage.dispatch(stage.request(r -> r.key("k")));
    Stage.until("call", () -> stage.calls.size() == 1);
    var follower = stage.request(r -> r.key("k"));
    var run = stage.dispatch(follower);
    stage.on(
        () -> {
          run.makeWay(0);
          return true;
        });
    var left = parked(follower);
    assertEquals(Reason.ORDERED, left.state().reason());
    var ticket = Objects.requireNonNull(left.kept().ticket());
    assertTrue(!stage.on(ticket::first));
    first.complete(Stage.success("first"));
    stage.untilAnswered(1);
    assertTrue(stage.on(ticket::first));
    stage.script = _ -> Stage.now(Stage.success("second"));
    stage.resume(follower, left);
    stage.untilAnswered(2);
  }

  @Test
  void aLongCallMakesWayAndIsAnswered() {
    register(Stage.spec(1).setTimeoutMs(60_000), 1);
    var result = new CompletableFuture<CallResult>();
    stage.script = _ -> result;
    var request = stage.request();
    var run = stage.dispatch(request);
    stage.on(
        () -> {
          run.makeWay(0);
          return true;
        });
    Stage.until("mark", () -> stage.marks.size() == 1);
    assertEquals(Reason.LONG_CALL, stage.marks.getFirst().reason());
    assertEquals(60_000, stage.marks.getFirst().timeoutMs());
    result.complete(Stage.success("at last"));
    assertInstanceOf(Answer.FromFunction.class, answer(request));
    assertEquals(1, stage.calls.size());
  }

  @Test
  void aYoungCallStays() {
    register(Stage.spec(1).setTimeoutMs(60_000), 1);
    var result = new CompletableFuture<CallResult>();
    stage.script = _ -> result;
    var request = stage.request();
    var run = stage.dispatch(request);
    stage.on(
        () -> {
          run.makeWay(60_000);
          return true;
        });
    result.complete(Stage.success("soon"));
    answer(request);
    assertEquals(List.of(), stage.marks);
  }

  @Test
  void retiredBeforeItsCallItIsParkedAsNotBegun() {
    register(Stage.spec(3).setOrder(Order.KEY), 1);
    stage.holdMarks = true;
    var request = stage.request(r -> r.key("k"));
    var run = stage.dispatch(request);
    Stage.until("mark", () -> stage.marks.size() == 1);
    stage.retire(run);
    assertTrue(!stage.on(run::over), "the mark is on its way, and has to be taken back");
    stage.acknowledge();
    var left = parked(request);
    assertEquals(Reason.RETRY, left.state().reason());
    assertEquals(0, left.state().attempts());
    assertEquals(List.of(), left.state().tried());
    assertEquals(List.of(), stage.calls);
  }

  @Test
  void whoseDeadlinePassedWhileItWasParkedEnds() {
    register(Stage.spec(3), 1);
    var request = stage.request();
    stage.on(
        () -> {
          stage
              .dispatcher
              .run(
                  request,
                  state(Reason.ORDERED, 0, 0),
                  Kept.NOTHING,
                  stage.loop,
                  stage.custody(request))
              .resume(true);
          return true;
        });
    assertEquals(Code.DEADLINE_EXCEEDED, code(request));
    assertEquals(List.of(), stage.calls);
  }
}
