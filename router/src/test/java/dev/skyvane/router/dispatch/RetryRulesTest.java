package dev.skyvane.router.dispatch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.Metering;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.testkit.Seed;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetryRulesTest {
  private static final CallResult THROTTLED = new CallResult.Throttled("x", null);
  private static final CallResult TIMED_OUT = new CallResult.TimedOut("x");
  private static final CallResult UNAVAILABLE = new CallResult.Unavailable("x", null);
  private static final CallResult FUNCTION_ERROR =
      new CallResult.FunctionError(ByteBuffer.allocate(0), null, "x", Metering.NONE);

  private static FunctionView function(long min, long max, String... on) {
    var spec = Sketch.minimize("cost");
    spec.getRetryBuilder().setBackoffMinMs(min).setBackoffMaxMs(max).setOn(List.of(on));
    return Sketch.function(spec.build(), new Loads(), List.of());
  }

  @Test
  void eachClassIsRetriedOnlyWhereTheFunctionAsks() {
    var classes =
        List.of(
            new Object[] {"throttled", THROTTLED},
            new Object[] {"timeout", TIMED_OUT},
            new Object[] {"unavailable", UNAVAILABLE},
            new Object[] {"function-error", FUNCTION_ERROR});
    for (var asked : classes) {
      var function = function(1, 1, (String) asked[0]);
      for (var tested : classes) {
        assertEquals(
            asked == tested,
            RetryRules.retried(function, (CallResult) tested[1], true),
            asked[0] + " asked, " + tested[0]);
      }
    }
    assertFalse(
        RetryRules.retried(
            function(1, 1, "throttled", "timeout", "unavailable", "function-error"),
            new CallResult.Success(ByteBuffer.allocate(0), null, Metering.NONE),
            true));
  }

  @Test
  void whatIsRejectedIsRetriedElsewhereUnlessItIsTooLarge() {
    var function = function(1, 1);
    var gone = new Rejected(Rejected.UNKNOWN_FUNCTION, "x");
    assertTrue(RetryRules.retried(function, gone, true));
    assertFalse(RetryRules.retried(function, gone, false));
    assertFalse(RetryRules.retried(function, new Rejected(Rejected.PAYLOAD_TOO_LARGE, "x"), true));
    assertFalse(RetryRules.retried(function, new Rejected(Rejected.RESULT_TOO_LARGE, "x"), true));
  }

  @Test
  void theBackoffDoublesUpToItsCapWithFullJitter() {
    var random = Seed.fresh().generator();
    var function = function(200, 10_000);
    long[] caps = {200, 400, 800, 1_600, 3_200, 6_400, 10_000, 10_000};
    for (int failures = 1; failures <= caps.length; failures++) {
      long least = Long.MAX_VALUE;
      long most = 0;
      for (int i = 0; i < 2_000; i++) {
        long delay = RetryRules.backoffMs(function, UNAVAILABLE, failures, false, random);
        least = Math.min(least, delay);
        most = Math.max(most, delay);
      }
      long cap = caps[failures - 1];
      assertTrue(least >= 0 && most <= cap, failures + ": " + least + " to " + most);
      assertTrue(least < cap * 0.05 && most > cap * 0.95, failures + ": " + least + " to " + most);
    }
    for (int failures : new int[] {30, 64, 1_000_000}) {
      long delay = RetryRules.backoffMs(function, UNAVAILABLE, failures, false, random);
      assertTrue(delay >= 0 && delay <= 10_000, failures + ": " + delay);
    }
  }

  @Test
  void theProvidersWordIsTheLeast() {
    RandomGenerator random = Seed.fresh().generator();
    var function = function(200, 10_000);
    var wait = Duration.ofSeconds(30);
    for (var result :
        List.of(new CallResult.Throttled("x", wait), new CallResult.Unavailable("x", wait))) {
      assertEquals(30_000, RetryRules.backoffMs(function, result, 1, false, random));
      assertTrue(
          RetryRules.backoffMs(function, result, 1, true, random) <= 200,
          "another deployment need not wait for this one");
    }
    var little = new CallResult.Throttled("x", Duration.ofMillis(1));
    for (int i = 0; i < 100; i++) {
      long delay = RetryRules.backoffMs(function, little, 3, false, random);
      assertTrue(delay >= 1 && delay <= 800);
    }
    assertEquals(0, RetryRules.backoffMs(function(0, 10_000), UNAVAILABLE, 9, false, random));
  }
}
