package dev.skyvane.testkit.guarantee;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A call as the provider's ledger has it. Times are of {@link System#nanoTime()}.
 *
 * @param region id of the region
 * @param id the invocation's id, empty if the caller sent none
 * @param attempt number of the attempt as the caller sent it, from 1
 * @param status how it ended
 * @param startNanos when it arrived
 * @param runStartNanos when the function began to run; 0 if it did not
 * @param runEndNanos when the function had run; 0 if it did not
 * @param endNanos when the answer was written, or the call given up
 * @param answered whether the whole answer was handed to the caller's connection
 * @param caller which router called, in any words; empty if that is not known
 */
public record Called(
    String region,
    String id,
    int attempt,
    Status status,
    long startNanos,
    long runStartNanos,
    long runEndNanos,
    long endNanos,
    boolean answered,
    String caller) {

  /** How a call ended, as far as guarantees care. */
  public enum Status {
    /** The function answered. */
    OK,
    /** The function ran and failed, or ran too long. */
    FUNCTION_FAILED,
    /** Over a limit; nothing ran, and it does not count as an attempt. */
    THROTTLED,
    /** Nothing ran for another reason. */
    DID_NOT_RUN
  }

  /** Whether the function ran. */
  public boolean ran() {
    return status == Status.OK || status == Status.FUNCTION_FAILED;
  }

  /**
   * Whether its caller waited for the whole run and was told, and so can know that it has ended. A
   * call that takes nearly its whole timeout does not count: its caller may have given up.
   */
  boolean endedForItsCaller(Published published) {
    return answered && ran() && endNanos - startNanos < published.timeout().toNanos() / 10 * 8;
  }

  /** What it was, with its times in ms from a moment on. */
  String text(long fromNanos) {
    return "%s -> %s #%d %s%s %+d..%+d ms"
        .formatted(
            caller,
            region,
            attempt,
            status,
            answered ? "" : " unanswered",
            (startNanos - fromNanos) / 1_000_000,
            (endNanos - fromNanos) / 1_000_000);
  }

  /** What calls were, with their times in ms from a moment on. */
  static String text(List<Called> calls, long fromNanos) {
    return calls.stream().map(call -> call.text(fromNanos)).collect(Collectors.joining(", "));
  }
}
