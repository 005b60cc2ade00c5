package dev.skyvane.router.dispatch;

import dev.skyvane.provider.CallResult;
import dev.skyvane.router.reply.Answer;
import dev.skyvane.router.request.Problem;
import dev.skyvane.router.request.Problem.Code;

/** The answers of invocations. */
final class Answers {
  private Answers() {}

  /**
   * The answer to a failed attempt that no other follows.
   *
   * @param tooLate whether none follows for want of time
   */
  static Answer failed(CallResult result, boolean tooLate, Account account) {
    return switch (result) {
      case CallResult.FunctionError error ->
          new Answer.FromFunction(
              error.payload(),
              error.contentType(),
              error.message(),
              account.receipt(),
              account.attempts());
      case CallResult.Rejected rejected -> failed(code(rejected), rejected.message(), account);
      case CallResult.Success _,
          CallResult.Throttled _,
          CallResult.TimedOut _,
          CallResult.Unavailable _ ->
          exhausted(tooLate, account);
    };
  }

  /** There is no result. */
  static Answer failed(Code code, String message, Account account) {
    return new Answer.Failed(new Problem(code, message), account.receipt(), account.attempts());
  }

  /**
   * The answer to a result.
   *
   * @param replyBytes largest result, in bytes
   */
  static Answer result(CallResult.Success success, Account account, int replyBytes) {
    int size = success.payload().remaining();
    return size > replyBytes
        ? failed(
            Code.RESULT_TOO_LARGE,
            "the result has %,d bytes, the limit is %,d; return a reference to the data instead"
                .formatted(size, replyBytes),
            account)
        : new Answer.FromFunction(
            success.payload(), success.contentType(), null, account.receipt(), account.attempts());
  }

  private static Code code(CallResult.Rejected rejected) {
    return switch (rejected.code()) {
      case "payload-too-large" -> Code.PAYLOAD_TOO_LARGE;
      case "result-too-large" -> Code.RESULT_TOO_LARGE;
      default -> Code.REJECTED;
    };
  }

  private static Answer exhausted(boolean tooLate, Account account) {
    var all = account.attempts();
    var last = all.getLast();
    return failed(
        tooLate ? Code.DEADLINE_EXCEEDED : Code.ATTEMPTS_EXHAUSTED,
        "%s%d attempts failed, the last at %s: %s (%s)"
            .formatted(
                tooLate ? "the deadline leaves no time for another attempt; " : "",
                all.size(),
                last.getDeployment(),
                last.getStatus(),
                last.getMessage()),
        account);
  }
}
