package dev.skyvane.router.parking;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state of an invocation as it is kept outside of its partition's window: never its payload,
 * which is read again where it is needed (DELIVERY 9). All times are ms since 1970-01-01 UTC.
 *
 * @param reason why it left the window
 * @param dueAt when it goes on; where its attempt runs, when that attempt has ended in any case
 * @param deadline when it ends unanswered
 * @param attempts that count, the running one included
 * @param failures attempts that failed, with those that do not count
 * @param crashes attempts that were cut off by the loss of a router
 * @param timeoutMs of the running attempt, in ms; 0 where none runs
 * @param function its name
 * @param keyHash of its ordering key, or null where it asks for no order
 * @param tried ids of the deployments tried
 * @param refused ids of those tried that refused it for good
 * @param spent by its attempts
 */
public record Parked(
    Reason reason,
    long dueAt,
    long deadline,
    int attempts,
    int failures,
    int crashes,
    long timeoutMs,
    String function,
    @Nullable Long keyHash,
    List<String> tried,
    List<String> refused,
    Spent spent) {

  /** As one that waits for its turn among those of its ordering key. */
  public Parked ordered() {
    return with(Reason.ORDERED, dueAt, attempts, crashes);
  }

  private Parked with(Reason why, long due, int made, int cutOff) {
    return new Parked(
        why, due, deadline, made, failures, cutOff, 0, function, keyHash, tried, refused, spent);
  }

  /**
   * As whoever restores it has to take it: a running attempt was cut off by the loss of its router,
   * and counts as that crash instead of as an attempt. An ordered one is waited for, because it may
   * still run at its provider; any other goes on at once.
   */
  Parked restored() {
    if (!reason.running()) {
      return this;
    }
    return with(Reason.RETRY, keyHash == null ? 0 : dueAt, Math.max(0, attempts - 1), crashes + 1);
  }
}
