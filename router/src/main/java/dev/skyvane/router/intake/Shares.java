package dev.skyvane.router.intake;

import java.util.HashMap;
import java.util.Map;

/**
 * How much of a partition's window each function has, so that none takes it all from the others
 * (DELIVERY 11). A function that is alone in its partition takes nothing from anybody, and may have
 * the whole window. Used by one loop.
 */
final class Shares {
  private static final String NOBODY = "";

  private final int most;
  private final int company;
  private final Map<String, Integer> held = new HashMap<>();
  private String newest = NOBODY;
  private String newestOther = NOBODY;
  private long arrivals;
  private long newestAt;
  private long newestOtherAt;

  /**
   * Empty shares.
   *
   * @param most invocations of a function while it is not alone
   * @param company a function is alone if no other one was among so many arrivals
   */
  Shares(int most, int company) {
    this.most = most;
    this.company = company;
    this.newestAt = -company - 1L;
    this.newestOtherAt = -company - 1L;
  }

  /** An invocation comes new. */
  void arrive(String function) {
    arrivals++;
    if (!function.equals(newest)) {
      newestOther = newest;
      newestOtherAt = newestAt;
      newest = function;
    }
    newestAt = arrivals;
    take(function);
  }

  /** An invocation is held. */
  void take(String function) {
    held.merge(function, 1, Integer::sum);
  }

  /** An invocation is no longer held. */
  void give(String function) {
    held.computeIfPresent(function, (_, count) -> count == 1 ? null : count - 1);
  }

  int held(String function) {
    return held.getOrDefault(function, 0);
  }

  /** Whether a function has more than its share while others are there. */
  boolean exceeded(String function) {
    return held(function) > most && inCompany(function);
  }

  /** Whether more may be fetched back of a function's that wait outside. */
  boolean roomFor(String function) {
    return held(function) < most - most / 4;
  }

  private boolean inCompany(String function) {
    var other = function.equals(newest) ? newestOther : newest;
    long at = function.equals(newest) ? newestOtherAt : newestAt;
    return !other.equals(NOBODY) && arrivals - at <= company;
  }
}
