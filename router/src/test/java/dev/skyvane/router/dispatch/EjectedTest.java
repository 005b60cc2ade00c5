package dev.skyvane.router.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.router.limit.Ejection;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.limit.RetryBudget;
import dev.skyvane.router.limit.Standing;
import dev.skyvane.router.observe.Meter;
import dev.skyvane.router.parking.Reason;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.request.Problem.Code;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run of failures, and a lack of budget, change for invocations. */
@Timeout(60)
class EjectedTest {
  private final AtomicLong nanos = new AtomicLong();
  private Stage stage = stage(RetryBudget.Size.UNLIMITED);

  private Stage stage(RetryBudget.Size budget) {
    var rules = new Ejection(3, Duration.ofSeconds(5), Duration.ofSeconds(60), 20);
    return new Stage(new Loads(rules, nanos::get), budget);
  }

  @AfterEach
  void everyPlaceIsGivenBack() {
    Stage.until("places", () -> stage.loads.inFlight() == 0);
    stage.close();
  }

  private Standing standing(String deployment) {
    return stage.loads.of(deployment, "aws:" + deployment, 10).standing();
  }

  private void failAt(String deployment, CallResult result) {
    stage.script =
        call ->
            Stage.now(call.target().deployment().equals(deployment) ? result : Stage.success("ok"));
  }

  private long callsAt(String deployment) {
    return stage.deploymentsCalled().stream().filter(deployment::equals).count();
  }

  private double count(Meter meter) {
    return stage.registry.find(meter.id()).counters().stream().mapToDouble(c -> c.count()).sum();
  }

  @Test
  void whoKeepsFailingIsNoLongerCalledUntilItsBanIsOver() {
    stage.register(Stage.spec(3).build(), Stage.places(10, 10));
    failAt("d0", Stage.unavailable());
    for (int i = 0; i < 20; i++) {
      assertInstanceOf(Answer.FromFunction.class, stage.answerTo(stage.request()));
    }
    assertEquals(3, callsAt("d0"), "the best by the policy, but out");
    assertEquals(Standing.EJECTED, standing("d0"));
    assertEquals(1, count(Meter.EJECTIONS));
    failAt("nobody", Stage.unavailable());
    nanos.addAndGet(Duration.ofSeconds(5).toNanos());
    for (int i = 0; i < 40; i++) {
      stage.answerTo(stage.request());
    }
    assertEquals(43, callsAt("d0"), "the best again");
    assertEquals(Standing.LIVE, standing("d0"));
  }

  @Test
  void aDeploymentThatIsGoneDrawsNoTraffic() {
    stage.register(Stage.spec(3).build(), Stage.places(10, 10));
    failAt("d0", new Rejected(Rejected.UNKNOWN_FUNCTION, "gone"));
    for (int i = 0; i < 20; i++) {
      assertInstanceOf(Answer.FromFunction.class, stage.answerTo(stage.request()));
    }
    assertEquals(3, callsAt("d0"));
  }

  @Test
  void callersInAHurryEjectNobody() {
    stage.register(Stage.spec(1).setTimeoutMs(5_000).build(), Stage.places(10, 10));
    failAt("d0", new CallResult.TimedOut("late"));
    for (int i = 0; i < 10; i++) {
      stage.answerTo(stage.request(r -> r.deadlineIn(2_000)));
    }
    assertEquals(Standing.LIVE, standing("d0"));
    assertEquals(10, callsAt("d0"));
    for (int i = 0; i < 4; i++) {
      stage.answerTo(stage.request());
    }
    assertEquals(Standing.EJECTED, standing("d0"));
  }

  @Test
  void whatTheAdapterCancelsEjectsNobody() {
    stage.register(Stage.spec(1).build(), Stage.places(10));
    stage.script =
        _ -> {
          var future = new CompletableFuture<CallResult>();
          future.cancel(true);
          return future;
        };
    for (int i = 0; i < 10; i++) {
      stage.answerTo(stage.request());
    }
    assertEquals(Standing.LIVE, standing("d0"));
  }

  @Test
  void aSilentDeploymentIsEjectedToo() {
    stage.register(Stage.spec(1).setTimeoutMs(1).build(), Stage.places(10));
    stage.script = _ -> new CompletableFuture<>();
    for (int i = 0; i < 3; i++) {
      stage.dispatch(stage.request());
    }
    stage.untilAnswered(3);
    assertEquals(Standing.EJECTED, standing("d0"));
  }

  @Test
  void anOutageMakesFewRetriesAndTheOthersWait() {
    stage.close();
    stage = new Stage(new Loads(), new RetryBudget.Size(20, 0));
    stage.register(Stage.spec(5).build(), Stage.places(10, 10, 10));
    stage.script = _ -> Stage.now(Stage.unavailable());
    for (int i = 0; i < 100; i++) {
      stage.dispatch(stage.request());
    }
    Stage.until("none is called", () -> stage.parked.size() + stage.answered() == 100);
    assertTrue(stage.answered() <= 5, "20 retries use up the 5 attempts of 5 at most");
    for (var left : stage.parked.values()) {
      assertEquals(Reason.WAITING_TO_RETRY, left.state().reason());
      assertEquals(left.state().failures(), left.state().attempts());
    }
    assertEquals(120, stage.calls.size(), "100 first attempts and 20 % of them");
    assertEquals(
        20, stage.calls.stream().mapToInt(FunctionCall::attempt).filter(n -> n > 1).count());
    assertTrue(count(Meter.RETRIES_REFUSED) > 0);
  }

  @Test
  void anOutageSpendsFewAttemptsAndItsEndIsSeenAtOnce() {
    stage.register(Stage.spec(2).build(), Stage.places(10));
    stage.script = _ -> Stage.now(Stage.unavailable());
    // In one turn of the loop, so that no retry begins before the deployment is ejected.
    stage.on(
        () -> {
          for (int i = 0; i < 100; i++) {
            stage.dispatchHere(stage.request());
          }
          return null;
        });
    Stage.until("a probe", () -> stage.calls.size() == 4);
    Stage.until("the others wait", () -> stage.answered.size() + stage.waiting() == 100);
    for (int probes = 1; probes <= 5; probes++) {
      int expected = 4 + probes;
      nanos.addAndGet(Duration.ofMillis(100).toNanos());
      Stage.until("a probe", () -> stage.calls.size() == expected);
    }
    stage.script = _ -> Stage.now(Stage.success("ok"));
    nanos.addAndGet(Duration.ofMillis(100).toNanos());
    stage.untilAnswered(100);
    long failed = stage.answers.stream().filter(s -> s.answer() instanceof Answer.Failed).count();
    assertTrue(failed <= 4, failed + " of 100 spent their attempts on the outage");
  }

  @Test
  void aThrottleThatWaitsAsAskedIsNotCounted() {
    stage.close();
    stage = stage(new RetryBudget.Size(0, 0));
    stage.register(Stage.spec(1).build(), Stage.places(10));
    stage.script =
        _ ->
            Stage.now(
                stage.calls.size() < 4
                    ? new CallResult.Throttled("slow", Duration.ofMillis(1))
                    : Stage.success("ok"));
    assertInstanceOf(Answer.FromFunction.class, stage.answerTo(stage.request()));
    stage.script = _ -> Stage.now(new CallResult.Throttled("slow", null));
    stage.dispatch(stage.request());
    Stage.until("parked", () -> stage.parked.size() == 1);
    assertEquals(Reason.WAITING_TO_RETRY, stage.parked.values().iterator().next().state().reason());
  }

  @Test
  void whatIsNotRetriedAnywaySaysNothingOfABudget() {
    stage.close();
    stage = stage(new RetryBudget.Size(0, 0));
    stage.register(Stage.spec(1).build(), Stage.places(10));
    stage.script = _ -> Stage.now(Stage.unavailable());
    var problem = stage.problemOf(stage.request());
    assertEquals(Code.ATTEMPTS_EXHAUSTED, problem.code());
    assertFalse(problem.message().contains("budget"), problem.message());
    assertEquals(0, count(Meter.RETRIES_REFUSED));
  }
}
