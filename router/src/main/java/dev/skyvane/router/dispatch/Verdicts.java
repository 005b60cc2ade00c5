package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.Metering;
import dev.skyvane.router.limit.Verdict;

/** What the end of an attempt says of its deployment, for everybody who may call it next. */
final class Verdicts {
  private Verdicts() {}

  /**
   * The verdict of a result.
   *
   * @param wholeTime whether the attempt had the function's timeout, not only what was left of the
   *     invocation's deadline: a caller in a hurry must not get a deployment ejected
   */
  static Verdict of(CallResult result, boolean wholeTime) {
    return switch (result) {
      // A function that fails was reached and ran, which is what the deployment is for.
      case CallResult.Success _, CallResult.FunctionError _ -> Verdict.SUCCESS;
      case CallResult.Throttled _, CallResult.Unavailable _ -> Verdict.DROPPED;
      case CallResult.TimedOut late ->
          wholeTime || !late.metering().equals(Metering.NONE) ? Verdict.DROPPED : Verdict.IGNORED;
      case Rejected rejected -> refusesEverybody(rejected) ? Verdict.DROPPED : Verdict.IGNORED;
    };
  }

  /**
   * Whether any other call would be refused too. Such a deployment answers faster than all others,
   * and would draw the traffic to it.
   */
  private static boolean refusesEverybody(Rejected rejected) {
    return rejected.code().equals(Rejected.UNKNOWN_FUNCTION)
        || rejected.code().equals(Rejected.FORBIDDEN);
  }
}
