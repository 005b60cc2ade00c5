package dev.skyvane.router.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.Metering;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.request.Problem.Code;
import dev.skyvane.schemas.record.Order;
import dev.skyvane.testkit.Seed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many invocations against a provider that does anything, checked against a small model. */
@Timeout(60)
class RandomWalkTest {
  private static final int ROUNDS = 12;
  private static final int INVOCATIONS = 250;
  private static final int[] LIMITS = {3, 1, 2, 4};

  private enum Way {
    SUCCESS,
    FUNCTION_ERROR,
    THROTTLED,
    TIMED_OUT,
    UNAVAILABLE,
    REJECTED,
    TOO_LARGE,
    THROWS,
    FAILS
  }

  /** What an invocation met, in order. */
  private record Met(String deployment, Way way) {}

  @Test
  void everyInvocationEndsOnceAndAsTheModelSays() {
    var seed = Seed.fresh();
    for (int round = 0; round < ROUNDS; round++) {
      var random = new Random(seed.value() + round);
      walk(random, 1 + random.nextInt(4), random.nextBoolean());
    }
  }

  private void walk(Random random, int maxAttempts, boolean ordered) {
    try (var stage = new Stage()) {
      stage.register(
          Stage.spec(maxAttempts)
              .setTimeoutMs(60_000)
              .setOrder(ordered ? Order.KEY : Order.NONE)
              .build(),
          Stage.places(LIMITS));
      Map<String, List<Met>> met = new ConcurrentHashMap<>();
      var inside = new ConcurrentHashMap<String, AtomicInteger>();
      var over = new CopyOnWriteArrayList<String>();
      stage.script =
          call -> {
            var way = Way.values()[random.nextInt(Way.values().length)];
            met.computeIfAbsent(call.invocationId(), _ -> new CopyOnWriteArrayList<>())
                .add(new Met(call.target().deployment(), way));
            return play(call, way, random.nextBoolean(), inside, over);
          };
      for (int i = 0; i < INVOCATIONS; i++) {
        int key = i % 17;
        stage.dispatch(stage.request(r -> r.key("k" + key)));
      }
      stage.untilAnswered(INVOCATIONS);
      assertEquals(List.of(), over, "over a limit");
      assertEquals(0, stage.loads.inFlight());
      assertEquals(0, stage.meters.waiting().get());
      assertEquals(INVOCATIONS, stage.answers.size());
      assertEquals(stage.calls.size(), stage.outcomes.size());
      var ids = new HashSet<String>();
      for (var said : stage.answers) {
        assertTrue(ids.add(said.request().id()), "two answers to " + said.request().id());
        check(met.get(said.request().id()), said.answer(), maxAttempts);
      }
    }
  }

  private static CompletableFuture<CallResult> play(
      FunctionCall call,
      Way way,
      boolean atOnce,
      Map<String, AtomicInteger> inside,
      List<String> over) {
    var deployment = call.target().deployment();
    int limit = LIMITS[deployment.charAt(1) - '0'];
    var count = inside.computeIfAbsent(deployment, _ -> new AtomicInteger());
    if (count.incrementAndGet() > limit) {
      over.add(deployment);
    }
    if (way == Way.THROWS) {
      count.decrementAndGet();
      throw new IllegalStateException("thrown by a test");
    }
    if (atOnce) {
      count.decrementAndGet();
      return way == Way.FAILS
          ? CompletableFuture.failedFuture(new IllegalStateException("failed by a test"))
          : CompletableFuture.completedFuture(result(way));
    }
    return CompletableFuture.supplyAsync(
        () -> {
          count.decrementAndGet();
          if (way == Way.FAILS) {
            throw new IllegalStateException("failed by a test");
          }
          return result(way);
        });
  }

  private static CallResult result(Way way) {
    return switch (way) {
      case SUCCESS -> Stage.success("ok");
      case FUNCTION_ERROR ->
          new CallResult.FunctionError(ByteBuffer.allocate(0), null, "boom", Metering.NONE);
      case THROTTLED -> new CallResult.Throttled("slow", null);
      case TIMED_OUT -> new CallResult.TimedOut("late");
      case REJECTED -> new Rejected(Rejected.FORBIDDEN, "no");
      case TOO_LARGE -> new Rejected(Rejected.PAYLOAD_TOO_LARGE, "large");
      case UNAVAILABLE, THROWS, FAILS -> Stage.unavailable();
    };
  }

  /** The rules once more, as a loop over what was met. */
  private static void check(List<Met> met, Answer answer, int maxAttempts) {
    int attempts = 0;
    var tried = new ArrayList<String>();
    for (int i = 0; i < met.size(); i++) {
      var now = met.get(i);
      boolean allTried = new HashSet<>(tried).size() == LIMITS.length;
      assertTrue(allTried || !tried.contains(now.deployment()), "repeats: " + met);
      tried.add(now.deployment());
      attempts += now.way() == Way.THROTTLED ? 0 : 1;
      assertTrue(attempts <= maxAttempts, "too many: " + met);
      boolean untried = new HashSet<>(tried).size() < LIMITS.length;
      boolean again =
          attempts < maxAttempts
              && switch (now.way()) {
                case SUCCESS, FUNCTION_ERROR, TOO_LARGE -> false;
                case REJECTED -> untried;
                case THROTTLED, TIMED_OUT, UNAVAILABLE, THROWS, FAILS -> true;
              };
      assertEquals(i < met.size() - 1, again, "ends at " + i + ": " + met);
    }
    assertEquals(met.size(), answer.attempts().size());
    assertEquals(met.size(), answer.receipt().getAttempts());
    switch (met.getLast().way()) {
      case SUCCESS, FUNCTION_ERROR -> assertInstanceOf(Answer.FromFunction.class, answer);
      case REJECTED -> assertEquals(Code.REJECTED, code(answer));
      case TOO_LARGE -> assertEquals(Code.PAYLOAD_TOO_LARGE, code(answer));
      case THROTTLED, TIMED_OUT, UNAVAILABLE, THROWS, FAILS ->
          assertEquals(Code.ATTEMPTS_EXHAUSTED, code(answer));
    }
  }

  private static Code code(Answer answer) {
    return assertInstanceOf(Answer.Failed.class, answer).problem().code();
  }
}
