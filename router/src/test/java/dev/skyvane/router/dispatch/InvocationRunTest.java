package dev.skyvane.router.dispatch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.Metering;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Slot;
import dev.skyvane.router.parking.Reason;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.router.request.Request;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.DataSource;
import dev.skyvane.schemas.record.Order;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class InvocationRunTest {
  private final Stage stage = new Stage();

  @AfterEach
  void everyPlaceIsGivenBackAndNobodyIsAnsweredTwice() {
    Stage.until("places", () -> stage.loads.inFlight() == 0);
    assertEquals(0, stage.meters.waiting().get(), "waiting");
    var seen = new HashSet<String>();
    stage.answers.forEach(said -> assertTrue(seen.add(said.request().id()), said.toString()));
    stage.answered.forEach((offset, times) -> assertEquals(1, times.get(), "offset " + offset));
    stage.dropped.forEach((offset, times) -> assertEquals(1, times.get(), "offset " + offset));
    stage.close();
  }

  private static String text(Answer answer) {
    return UTF_8
        .decode(assertInstanceOf(Answer.FromFunction.class, answer).payload().duplicate())
        .toString();
  }

  @Test
  void aResultIsTheAnswer() {
    stage.register(Stage.spec(3).build(), Stage.places(1));
    var request = stage.request();
    var answer = stage.answerTo(request);
    assertEquals("ok", text(answer));
    assertEquals(1, answer.receipt().getAttempts());
    assertEquals("d0", answer.receipt().getDeployment());
    var call = stage.calls.getFirst();
    assertEquals(request.id(), call.invocationId());
    assertEquals(1, call.attempt());
    assertEquals(Duration.ofMillis(20), call.timeout());
    assertEquals(AttemptStatus.SUCCESS, stage.outcomes.getFirst().getStatus());
    assertEquals(call.attemptId(), stage.outcomes.getFirst().getAttemptId());
  }

  @Test
  void anErrorOfTheFunctionIsAnAnswerToo() {
    stage.register(Stage.spec(3).build(), Stage.places(1, 1));
    stage.script =
        _ ->
            Stage.now(
                new CallResult.FunctionError(
                    ByteBuffer.wrap("trace".getBytes(UTF_8)), null, "boom", Metering.NONE));
    var answer = assertInstanceOf(Answer.FromFunction.class, stage.answerTo(stage.request()));
    assertEquals("boom", answer.functionError());
    assertEquals(1, stage.calls.size(), "not retried unless asked for");
  }

  /** Every way in which an adapter can break its promise ends the attempt as unavailable. */
  @Test
  void aBrokenAdapterIsAnUnavailableOne() {
    List<Function<FunctionCall, CompletableFuture<CallResult>>> broken =
        List.of(
            _ -> {
              throw new IllegalStateException("broken");
            },
            _ -> nothing(),
            _ -> CompletableFuture.failedFuture(new IllegalStateException("broken")),
            _ -> Stage.now(nothing()));
    stage.register(Stage.spec(2).build(), Stage.places(9, 9));
    for (var way : broken) {
      stage.calls.clear();
      stage.outcomes.clear();
      stage.script =
          call ->
              call.target().deployment().equals("d0")
                  ? way.apply(call)
                  : Stage.now(Stage.success("d1"));
      assertEquals("d1", text(stage.answerTo(stage.request())));
      assertEquals(List.of("d0", "d1"), stage.deploymentsCalled());
      assertEquals(AttemptStatus.UNAVAILABLE, stage.outcomes.getFirst().getStatus());
      assertTrue(stage.outcomes.getFirst().getMessage().contains("adapter failed"));
    }
  }

  @SuppressWarnings("NullAway")
  private static <T> T nothing() {
    return null;
  }

  @Test
  void anAdapterThatTellsTwiceIsHeardOnce() {
    stage.register(Stage.spec(1).build(), Stage.places(1));
    stage.script =
        _ ->
            new CompletableFuture<CallResult>() {
              @Override
              public CompletableFuture<CallResult> whenComplete(
                  BiConsumer<? super CallResult, ? super Throwable> action) {
                action.accept(Stage.success("first"), null);
                action.accept(Stage.success("second"), null);
                return this;
              }
            };
    assertEquals("first", text(stage.answerTo(stage.request())));
    assertEquals(1, stage.outcomes.size());
    assertEquals(1, stage.lateAnswers());
  }

  @Test
  void anAdapterThatNeverTellsIsGivenUpAndItsCallCancelled() {
    stage.register(Stage.spec(1).build(), Stage.places(1));
    var silent = new CompletableFuture<CallResult>();
    stage.script = _ -> silent;
    var problem = stage.problemOf(stage.request());
    assertEquals(Code.ATTEMPTS_EXHAUSTED, problem.code());
    assertTrue(problem.message().contains("no answer within 20 ms"), problem.message());
    assertEquals(AttemptStatus.TIMEOUT, stage.outcomes.getFirst().getStatus());
    assertTrue(silent.isCancelled());
    assertEquals(0, stage.lateAnswers(), "giving up is no answer");
  }

  @Test
  void anAnswerAfterTheGuardIsCountedAndChangesNothing() {
    stage.register(Stage.spec(1).build(), Stage.places(1));
    var stubborn =
        new CompletableFuture<CallResult>() {
          @Override
          public boolean cancel(boolean mayInterrupt) {
            return false;
          }
        };
    stage.script = _ -> stubborn;
    assertEquals(Code.ATTEMPTS_EXHAUSTED, stage.problemOf(stage.request()).code());
    stubborn.complete(Stage.success("late"));
    Stage.until("late answer", () -> stage.lateAnswers() == 1);
    assertEquals(1, stage.outcomes.size());
  }

  @Test
  void meteringBeyondReasonDoesNotKeepTheAnswerBack() {
    stage.register(
        Stage.spec(1).build(),
        List.of(Sketch.of("d0").usd(1).price(AccountTest.price(true)).grid(100, 0.5)));
    stage.script =
        _ ->
            Stage.now(
                new CallResult.Success(
                    ByteBuffer.allocate(1),
                    null,
                    new Metering(
                        Metering.Source.HEADER,
                        1e300,
                        Long.MAX_VALUE,
                        Integer.MAX_VALUE,
                        null,
                        Double.NaN)));
    var receipt = stage.answerTo(stage.request()).receipt();
    assertNull(receipt.getExecutionMs());
    assertNull(receipt.getBilledMs());
  }

  @Test
  void attemptsStopAtTheMaximum() {
    stage.register(Stage.spec(3).build(), Stage.places(9, 9));
    stage.script = _ -> Stage.now(Stage.unavailable());
    var problem = stage.problemOf(stage.request());
    assertEquals(Code.ATTEMPTS_EXHAUSTED, problem.code());
    assertEquals(List.of(1, 2, 3), stage.calls.stream().map(FunctionCall::attempt).toList());
    assertEquals("d0", stage.deploymentsCalled().get(0));
    assertEquals("d1", stage.deploymentsCalled().get(1), "the untried one first");
    assertEquals(1, stage.calls.stream().map(FunctionCall::invocationId).distinct().count());
    assertEquals(3, stage.calls.stream().map(FunctionCall::attemptId).distinct().count());
  }

  @Test
  void aThrottleIsNoAttempt() {
    stage.register(Stage.spec(1).build(), Stage.places(9, 9));
    stage.script =
        _ ->
            Stage.now(
                stage.calls.size() < 6
                    ? new CallResult.Throttled("slow down", null)
                    : Stage.success("at last"));
    var answer = stage.answerTo(stage.request());
    assertEquals("at last", text(answer));
    assertEquals(6, stage.calls.size());
    assertEquals(6, answer.attempts().size(), "each is told");
  }

  @Test
  void constraintsHoldInFailoverToo() {
    stage.register(
        Stage.spec(5)
            .setConstraints(Constraints.newBuilder().setCountries(List.of("SE")).build())
            .build(),
        List.of(
            Sketch.of("se1").usd(1).country("SE"),
            Sketch.of("us").usd(2).country("US"),
            Sketch.of("se2").usd(3).country("SE")));
    stage.script = _ -> Stage.now(Stage.unavailable());
    assertEquals(Code.ATTEMPTS_EXHAUSTED, stage.problemOf(stage.request()).code());
    assertEquals(5, stage.calls.size());
    assertTrue(!stage.deploymentsCalled().contains("us"), stage.deploymentsCalled().toString());
  }

  @Test
  void whatIsRejectedGoesElsewhereWhileThereIsSomewhere() {
    stage.register(Stage.spec(5).build(), Stage.places(9, 9));
    stage.script = _ -> Stage.now(new Rejected(Rejected.UNKNOWN_FUNCTION, "gone"));
    assertEquals(Code.REJECTED, stage.problemOf(stage.request()).code());
    assertEquals(List.of("d0", "d1"), stage.deploymentsCalled());
  }

  @Test
  void whatIsTooLargeHereIsTooLargeAnywhere() {
    stage.register(Stage.spec(5).build(), Stage.places(9, 9));
    stage.script = _ -> Stage.now(new Rejected(Rejected.PAYLOAD_TOO_LARGE, "large"));
    assertEquals(Code.PAYLOAD_TOO_LARGE, stage.problemOf(stage.request()).code());
    stage.script = _ -> Stage.now(new Rejected(Rejected.RESULT_TOO_LARGE, "large"));
    assertEquals(Code.RESULT_TOO_LARGE, stage.problemOf(stage.request()).code());
    stage.script = _ -> Stage.now(Stage.success("x".repeat(Stage.REPLY_LIMIT + 1)));
    assertEquals(Code.RESULT_TOO_LARGE, stage.problemOf(stage.request()).code());
    assertEquals(3, stage.calls.size());
    stage.script = _ -> Stage.now(Stage.success("x".repeat(Stage.REPLY_LIMIT)));
    assertEquals(Stage.REPLY_LIMIT, text(stage.answerTo(stage.request())).length());
  }

  // What ends without a call.

  @Test
  void badInputGetsItsCode() {
    stage.register(
        Stage.spec(1)
            .setConstraints(Constraints.newBuilder().setProviders(List.of("gcp")).build())
            .build(),
        Stage.places(1));
    assertEquals(
        Code.REPLY_TOPIC_FORBIDDEN,
        stage.problemOf(stage.request(r -> r.replyTo("skyvane.functions"))).code());
    assertEquals(
        Code.REPLY_TOPIC_FORBIDDEN,
        stage.problemOf(stage.request(r -> r.replyTo("secret"))).code());
    assertEquals(Code.BAD_ORIGIN, stage.problemOf(stage.request(r -> r.origin("atlantis"))).code());
    var empty = stage.problemOf(stage.request());
    assertEquals(Code.NOT_ROUTABLE, empty.code());
    assertTrue(empty.message().contains("providers [gcp] excludes d0"), empty.message());
    assertEquals(
        Code.DEADLINE_EXCEEDED, stage.problemOf(stage.request(r -> r.deadlineIn(-1))).code());
    assertEquals(List.of(), stage.calls);
  }

  @Test
  void dataInARegionThatNobodyKnowsAreSaid() {
    stage.register(
        Stage.spec(1).setData(new DataSource("aws:atlantis", 1L)).build(), Stage.places(1));
    var problem = stage.problemOf(stage.request());
    assertEquals(Code.BAD_ORIGIN, problem.code());
    assertTrue(
        problem.message().contains("origin of the data: 'aws:atlantis' is not a known region"),
        problem.message());
  }

  @Test
  void aSizeThatIsAskedForHoldsInEveryAttempt() {
    var places = Stage.places(9, 9, 9);
    places.get(1).memory(2048).vcpu(2);
    places.get(2).memory(2048).vcpu(2);
    stage.register(Stage.spec(3).build(), places);
    stage.script = _ -> Stage.now(new CallResult.Unavailable("down", null));
    stage.problemOf(stage.request(r -> r.need(1024, 1.5)));
    assertEquals(Set.of("d1", "d2"), Set.copyOf(stage.deploymentsCalled()));
    assertEquals(3, stage.calls.size());
    stage.calls.clear();
    var none = stage.problemOf(stage.request(r -> r.need(4096, 1.5)));
    assertEquals(Code.NOT_ROUTABLE, none.code());
    assertEquals(
        "no deployment of 'resize' can be used: skyvane-min-memory excludes d0, d1, d2 (the invocation"
            + " asks for 4096MB and 1.5 vCPU)",
        none.message());
    assertEquals(List.of(), stage.calls);
  }

  @Test
  void aCeilingThatIsNoNumberIsNotTheCallersFault() {
    stage.register(
        Stage.spec(1)
            .setConstraints(Constraints.newBuilder().setMaxUsdPerMillion("two").build())
            .build(),
        Stage.places(1));
    var problem = stage.problemOf(stage.request());
    assertEquals(Code.NOT_ROUTABLE, problem.code());
    assertTrue(problem.message().contains("'two'"), problem.message());
  }

  @Test
  void aFunctionMayComeALittleLate() {
    var request = stage.request();
    stage.dispatch(request);
    stage.register(Stage.spec(1).build(), Stage.places(1));
    stage.untilAnswered(1);
    assertEquals(1, stage.calls.size());
  }

  @Test
  void aFunctionThatNobodyRegistersIsUnknown() {
    var problem = stage.problemOf(stage.request());
    assertEquals(Code.UNKNOWN_FUNCTION, problem.code());
    assertTrue(problem.message().contains("'resize'"));
  }

  @Test
  void whatIsRefusedIsAnswered() {
    var request = stage.request();
    var run =
        stage.on(
            () -> {
              var refused = stage.dispatcher.run(request, stage.loop, stage.custody(request));
              refused.fail(Code.BAD_REQUEST, "no");
              return refused;
            });
    stage.untilAnswered(1);
    assertTrue(stage.on(run::over));
    assertEquals(List.of(), stage.calls);
  }

  // The waiting room.

  @Test
  void theRoomIsFirstInFirstOutPerFunction() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(1));
    stage.register(Stage.spec(1).setName("other").build(), List.of(Sketch.of("o").usd(1)));
    var futures = hold();
    for (int i = 0; i < 10; i++) {
      stage.dispatch(stage.request());
    }
    assertEquals(1, stage.calls.size());
    assertEquals(9, stage.meters.waiting().get());
    stage.dispatch(stage.request(r -> r.function("other")));
    assertEquals(2, stage.calls.size(), "another function does not wait");
    futures.get(1).complete(Stage.success("other"));
    stage.untilAnswered(1);
    futures.get(0).complete(Stage.success("first"));
    for (int next = 2; next < 11; next++) {
      int number = next;
      Stage.until("call " + next, () -> stage.calls.size() > number);
      assertEquals(1, stage.loads.inFlight());
      futures.get(next).complete(Stage.success("next"));
    }
    stage.untilAnswered(11);
    var order =
        stage.calls.stream()
            .filter(c -> c.function().equals("resize"))
            .map(FunctionCall::invocationId)
            .toList();
    assertEquals(List.of("i0", "i1", "i2", "i3", "i4", "i5", "i6", "i7", "i8", "i9"), order);
  }

  /** Each call waits until the test completes its future. */
  private List<CompletableFuture<CallResult>> hold() {
    var futures = new CopyOnWriteArrayList<CompletableFuture<CallResult>>();
    stage.script =
        _ -> {
          var future = new CompletableFuture<CallResult>();
          futures.add(future);
          return future;
        };
    return futures;
  }

  @Test
  void nobodyIsLostInTheRoomByAdaptersThatAnswerAtOnce() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(1));
    var first = new CompletableFuture<CallResult>();
    stage.script =
        _ -> {
          int number = stage.calls.size();
          if (number == 1) {
            return first;
          }
          return number % 2 == 0
              ? Stage.now(Stage.success("at once"))
              : CompletableFuture.supplyAsync(() -> Stage.success("in a moment"));
        };
    for (int i = 0; i < 200; i++) {
      stage.dispatch(stage.request());
    }
    assertEquals(199, stage.meters.waiting().get());
    first.complete(Stage.success("first"));
    stage.untilAnswered(200);
    assertEquals(200, stage.calls.size());
    assertEquals(
        stage.calls.stream().map(FunctionCall::invocationId).toList(),
        java.util.stream.IntStream.range(0, 200).mapToObj(i -> "i" + i).toList());
  }

  @Test
  void whoComesWhileOthersWaitDoesNotOvertakeThem() {
    stage.register(Stage.spec(1).build(), Stage.places(1));
    var load = stage.loads.of("d0", "aws:d0", 1);
    assertTrue(load.tryAcquire());
    var first = stage.request();
    var second = stage.request();
    stage.dispatch(first);
    stage.on(
        () -> {
          new Slot(load).close();
          return stage.dispatchHere(second);
        });
    stage.untilAnswered(2);
    assertEquals(
        List.of(first.id(), second.id()),
        stage.calls.stream().map(FunctionCall::invocationId).toList());
  }

  @Test
  void aDeadlineHoldsInTheRoomForWhoIsNotTheFirstToo() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(1));
    var futures = hold();
    stage.dispatch(stage.request());
    stage.dispatch(stage.request());
    var third = stage.request(r -> r.deadlineIn(60));
    assertEquals(Code.DEADLINE_EXCEEDED, stage.problemOf(third).code());
    assertEquals(1, stage.meters.waiting().get());
    var fourth = stage.request(r -> r.deadlineIn(60_000));
    stage.dispatch(fourth);
    futures.get(0).complete(Stage.success("first"));
    Stage.until("second", () -> futures.size() == 2);
    futures.get(1).complete(Stage.success("second"));
    Stage.until("fourth", () -> futures.size() == 3);
    futures.get(2).complete(Stage.success("fourth"));
    stage.untilAnswered(4);
  }

  @Test
  void aFunctionDeletedWhileOneWaitsIsUnknown() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(1));
    var futures = hold();
    stage.dispatch(stage.request());
    var second = stage.request();
    stage.dispatch(second);
    stage.forget("resize");
    stage.untilAnswered(1);
    assertEquals(second.id(), stage.answers.getFirst().request().id());
    futures.getFirst().complete(Stage.success("first"));
    stage.untilAnswered(2);
  }

  // Backoff.

  @Test
  void aBackoffBeyondTheDeadlineEndsAtOnce() {
    stage.register(Stage.spec(9).build(), Stage.places(9));
    stage.script = _ -> Stage.now(new CallResult.Unavailable("down", Duration.ofSeconds(3_600)));
    var problem = stage.problemOf(stage.request(r -> r.deadlineIn(30_000)));
    assertEquals(Code.DEADLINE_EXCEEDED, problem.code());
    assertEquals(1, stage.calls.size());
  }

  @Test
  void anotherDeploymentNeedNotWaitForTheOneThatAsksTo() {
    stage.register(Stage.spec(1).build(), Stage.places(9, 9));
    stage.script =
        call ->
            Stage.now(
                call.target().deployment().equals("d0")
                    ? new CallResult.Throttled("slow down", Duration.ofHours(1))
                    : Stage.success("d1"));
    assertEquals("d1", text(stage.answerTo(stage.request())));
  }

  @Test
  void theDeadlineBoundsThrottles() {
    stage.register(Stage.spec(1).build(), Stage.places(9));
    stage.script = _ -> Stage.now(new CallResult.Throttled("slow down", null));
    var request = stage.request(r -> r.deadlineIn(100));
    var code = stage.problemOf(request).code();
    assertTrue(code == Code.DEADLINE_EXCEEDED || code == Code.ATTEMPTS_EXHAUSTED, code.toString());
    assertTrue(System.currentTimeMillis() >= request.deadline() - 50);
  }

  // Ordering.

  @Test
  void oneOfAKeyRunsAtATimeThroughRetriesAndOtherKeysRunOn() {
    stage.register(
        Stage.spec(3).setOrder(Order.KEY).setTimeoutMs(60_000).build(), Stage.places(100));
    var inFlight = new java.util.concurrent.ConcurrentHashMap<String, AtomicInteger>();
    var overlaps = new AtomicInteger();
    stage.script =
        call -> {
          var count = inFlight.computeIfAbsent(keyOf(call), _ -> new AtomicInteger());
          if (count.incrementAndGet() > 1) {
            overlaps.incrementAndGet();
          }
          return CompletableFuture.supplyAsync(
              () -> {
                count.decrementAndGet();
                return call.attempt() < 3 ? Stage.unavailable() : Stage.success("done");
              });
        };
    for (int i = 0; i < 40; i++) {
      int number = i;
      stage.dispatch(stage.request(r -> r.key("k" + number % 4)));
    }
    stage.untilAnswered(40);
    assertEquals(120, stage.calls.size());
    assertEquals(0, overlaps.get());
    for (int key = 0; key < 4; key++) {
      int mine = key;
      var order =
          stage.calls.stream()
              .map(call -> Integer.parseInt(call.invocationId().substring(1)))
              .filter(number -> number % 4 == mine)
              .distinct()
              .toList();
      assertEquals(order.stream().sorted().toList(), order, "key " + key);
    }
  }

  private static String keyOf(FunctionCall call) {
    return "k" + Integer.parseInt(call.invocationId().substring(1)) % 4;
  }

  @Test
  void aKeyIsFreeOnlyWhenTheAnswerIsAcknowledged() {
    stage.register(Stage.spec(1).setOrder(Order.KEY).build(), Stage.places(9));
    stage.holdAcknowledgements = true;
    stage.dispatch(stage.request(r -> r.key("k")));
    stage.dispatch(stage.request(r -> r.key("k")));
    stage.dispatch(stage.request(r -> r.key("other")));
    Stage.until("two calls", () -> stage.calls.size() == 2);
    Stage.until("two answers", () -> stage.answers.size() == 2);
    stage.holdAcknowledgements = false;
    stage.acknowledge();
    stage.untilAnswered(3);
    assertEquals("i1", stage.calls.getLast().invocationId());
  }

  @Test
  void aDeadlineHoldsInALaneAndTheLaneGoesOn() {
    stage.register(Stage.spec(1).setOrder(Order.KEY).setTimeoutMs(60_000).build(), Stage.places(9));
    var futures = hold();
    stage.dispatch(stage.request(r -> r.key("k")));
    var second = stage.request(r -> r.key("k").deadlineIn(60));
    var third = stage.request(r -> r.key("k"));
    stage.dispatch(second);
    stage.dispatch(third);
    stage.untilAnswered(1);
    assertEquals(second.id(), stage.answers.getFirst().request().id());
    assertEquals(1, futures.size(), "who gave up lets nobody overtake");
    futures.getFirst().complete(Stage.success("first"));
    Stage.until("third", () -> futures.size() == 2);
    assertEquals(third.id(), stage.calls.getLast().invocationId());
    futures.get(1).complete(Stage.success("third"));
    stage.untilAnswered(3);
  }

  @Test
  void withoutAKeyNothingIsOrdered() {
    stage.register(Stage.spec(1).setOrder(Order.KEY).setTimeoutMs(60_000).build(), Stage.places(9));
    var futures = hold();
    stage.dispatch(stage.request());
    stage.dispatch(stage.request());
    assertEquals(2, futures.size());
    futures.forEach(future -> future.complete(Stage.success("ok")));
    stage.untilAnswered(2);
  }

  // Retiring, in every state.

  private void dropped(InvocationRun run) {
    stage.retire(run);
    assertTrue(stage.on(run::over));
    assertEquals(1, stage.dropped.size());
    stage.retire(run);
    assertEquals(List.of(), stage.answers);
  }

  @Test
  void retiredBeforeItsFunctionIsKnown() {
    dropped(stage.dispatch(stage.request()));
    stage.register(Stage.spec(1).build(), Stage.places(1));
    assertEquals("next", text(nextResult()), "the loop goes on");
    assertEquals(1, stage.calls.size());
  }

  private Answer nextResult() {
    stage.script = _ -> Stage.now(Stage.success("next"));
    return stage.answerTo(stage.request());
  }

  @Test
  void retiredInTheRoom() {
    stage.register(Stage.spec(1).setTimeoutMs(60_000).build(), Stage.places(1));
    var futures = hold();
    stage.dispatch(stage.request());
    dropped(stage.dispatch(stage.request()));
    futures.getFirst().complete(Stage.success("first"));
    stage.untilAnswered(1);
    assertEquals("next", text(nextResult()));
    assertEquals(2, stage.calls.size());
  }

  @Test
  void retiredInBackoff() {
    var spec = Stage.spec(3);
    spec.getRetryBuilder().setBackoffMinMs(10_000);
    stage.register(spec.build(), Stage.places(1));
    stage.script = _ -> Stage.now(new CallResult.Unavailable("down", Duration.ofSeconds(10)));
    var request = stage.request();
    var run = stage.dispatch(request);
    stage.retire(run);
    assertTrue(stage.on(run::over));
    var state = parked(request).state();
    assertEquals(Reason.RETRY, state.reason());
    assertEquals(1, state.attempts());
    assertTrue(state.dueAt() > System.currentTimeMillis());
    assertEquals(1, stage.calls.size());
  }

  private Stage.Left parked(Request request) {
    return Objects.requireNonNull(stage.parked.get(request.coordinate().offset()));
  }

  @Test
  void retiredWhileCallingItMayEndAndIsAnswered() {
    stage.register(Stage.spec(3).setTimeoutMs(60_000).build(), Stage.places(1));
    var futures = hold();
    var run = stage.dispatch(stage.request());
    stage.retire(run);
    assertTrue(!stage.on(run::over));
    futures.getFirst().complete(Stage.success("ok"));
    stage.untilAnswered(1);
    assertTrue(stage.on(run::over));
    assertEquals(0, stage.dropped.size());
  }

  @Test
  void retiredWhileCallingItIsNotTriedAgain() {
    stage.register(Stage.spec(3).setTimeoutMs(60_000).build(), Stage.places(1));
    var futures = hold();
    var request = stage.request();
    var run = stage.dispatch(request);
    stage.retire(run);
    // Whoever drains does not wait for a backoff either.
    futures.getFirst().complete(new CallResult.Unavailable("down", Duration.ofMinutes(1)));
    Stage.until("parked", () -> stage.parked.size() == 1);
    assertTrue(stage.on(run::over));
    assertEquals(1, parked(request).state().attempts());
    assertEquals(1, stage.calls.size());
    assertEquals(List.of(), stage.answers);
  }

  @Test
  void retiredWhileAnsweringItIsAnswered() {
    stage.register(Stage.spec(3).build(), Stage.places(1));
    stage.holdAcknowledgements = true;
    var run = stage.dispatch(stage.request());
    stage.retire(run);
    assertTrue(!stage.on(run::over));
    stage.acknowledge();
    stage.untilAnswered(1);
    stage.retire(run);
    assertEquals(0, stage.dropped.size());
  }

  @Test
  void retiredFollowersOfAKeyNeverOvertakeTheirHead() {
    var spec = Stage.spec(3).setOrder(Order.KEY);
    spec.getRetryBuilder().setBackoffMinMs(10_000);
    stage.register(spec.build(), Stage.places(9));
    stage.script = _ -> Stage.now(new CallResult.Unavailable("down", Duration.ofSeconds(10)));
    var runs = new ArrayList<InvocationRun>();
    for (int i = 0; i < 3; i++) {
      runs.add(stage.dispatch(stage.request(r -> r.key("k"))));
    }
    Stage.until("the head backs off", () -> stage.outcomes.size() == 1);
    assertEquals(1, stage.calls.size(), "the others wait for their turn");
    stage.retire(runs.toArray(new InvocationRun[0]));
    assertEquals(2, stage.dropped.size());
    assertEquals(1, stage.calls.size(), "none of them began");
    stage.on(
        () -> {
          stage.loop.keyLanes().leave(stage.parked.values().iterator().next().kept().ticket());
          return true;
        });
    stage.script = _ -> Stage.now(Stage.success("again"));
    assertEquals("again", text(stage.answerTo(stage.request(r -> r.key("k")))), "the key is free");
  }

  @Test
  void aHeadThatEndsLetsItsRetiredFollowersGo() {
    stage.register(Stage.spec(1).setOrder(Order.KEY).setTimeoutMs(60_000).build(), Stage.places(9));
    var futures = hold();
    var head = stage.dispatch(stage.request(r -> r.key("k")));
    var follower = stage.dispatch(stage.request(r -> r.key("k")));
    Stage.until("the head is called", () -> futures.size() == 1);
    stage.retire(head, follower);
    assertEquals(1, stage.dropped.size());
    futures.getFirst().complete(Stage.success("head"));
    stage.untilAnswered(1);
    stage.script = _ -> Stage.now(Stage.success("next"));
    assertEquals("next", text(stage.answerTo(stage.request(r -> r.key("k")))));
  }

  @Test
  void thousandsLeaveALaneWithoutOverflowingTheStack() {
    stage.register(Stage.spec(1).setOrder(Order.KEY).setTimeoutMs(60_000).build(), Stage.places(9));
    var futures = hold();
    int count = 50_000;
    var runs =
        stage.on(
            () -> {
              var all = new ArrayList<InvocationRun>(count);
              for (int i = 0; i < count; i++) {
                all.add(stage.dispatchHere(stage.request(r -> r.key("k"))));
              }
              return all;
            });
    Stage.until("the head is called", () -> futures.size() == 1);
    stage.retire(runs.toArray(new InvocationRun[0]));
    futures.getFirst().complete(Stage.success("head"));
    Stage.until("all over", () -> stage.on(() -> runs.stream().allMatch(InvocationRun::over)));
    assertEquals(count - 1, stage.dropped.size());
    stage.script = _ -> Stage.now(Stage.success("next"));
    assertEquals("next", text(stage.answerTo(stage.request(r -> r.key("k")))));
  }
}
