package dev.skyvane.router.dispatch;

import static dev.skyvane.router.limit.Verdict.DROPPED;
import static dev.skyvane.router.limit.Verdict.IGNORED;
import static dev.skyvane.router.limit.Verdict.SUCCESS;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.Metering;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class VerdictsTest {
  private static final Metering METERED =
      new Metering(Metering.Source.PROVIDER, 1_000.0, null, null, null, null);

  @Test
  void whatTheDeploymentIsToBlameForCounts() {
    assertEquals(DROPPED, Verdicts.of(new CallResult.Throttled("slow", null), true));
    assertEquals(DROPPED, Verdicts.of(Stage.unavailable(), true));
    assertEquals(DROPPED, Verdicts.of(new CallResult.TimedOut("late"), true));
    assertEquals(DROPPED, Verdicts.of(new Rejected(Rejected.UNKNOWN_FUNCTION, "gone"), true));
    assertEquals(DROPPED, Verdicts.of(new Rejected(Rejected.FORBIDDEN, "no"), true));
  }

  @Test
  void aFunctionThatFailsWasReached() {
    assertEquals(SUCCESS, Verdicts.of(Stage.success("ok"), true));
    assertEquals(
        SUCCESS,
        Verdicts.of(
            new CallResult.FunctionError(ByteBuffer.allocate(0), null, "boom", Metering.NONE),
            true));
  }

  @Test
  void whatTheCallIsToBlameForTeachesNothing() {
    for (var code :
        new String[] {
          Rejected.PAYLOAD_TOO_LARGE, Rejected.RESULT_TOO_LARGE, Rejected.BAD_REQUEST, "other"
        }) {
      assertEquals(IGNORED, Verdicts.of(new Rejected(code, "no"), true), code);
    }
  }

  @Test
  void aTimeoutCountsOnlyIfThereWasTime() {
    assertEquals(IGNORED, Verdicts.of(new CallResult.TimedOut("late"), false));
    assertEquals(
        DROPPED,
        Verdicts.of(new CallResult.TimedOut("late", METERED), false),
        "the provider's own limit was reached");
  }
}
