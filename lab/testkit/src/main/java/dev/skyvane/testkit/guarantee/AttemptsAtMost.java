package dev.skyvane.testkit.guarantee;

import java.util.HashMap;
import java.util.Map;

/**
 * The providers are not called more often for an invocation than its function allows, but for what
 * lost routers excuse. Throttled calls ran nothing and don't count.
 */
public final class AttemptsAtMost implements Guarantee {
  /** How attempts are counted over the loss of a router, and so how many more there may be. */
  public enum Counting {
    /** In memory: they are counted anew after each change of a partition's owner. */
    IN_MEMORY,
    /** Durably: one more for each lost router, and three more in all. */
    DURABLE
  }

  /** Most attempts that crashes may add where attempts are counted durably. */
  private static final int CRASH_CAP = 3;

  private final int most;
  private final Counting counting;
  private final Losses losses;
  private final Map<String, Integer> calls = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * A bound.
   *
   * @param most attempts that the functions allow
   */
  public AttemptsAtMost(int most, Counting counting, Losses losses) {
    this.most = most;
    this.counting = counting;
    this.losses = losses;
  }

  @Override
  public void onCall(Called call) {
    if (call.status() != Called.Status.THROTTLED) {
      calls.merge(call.id(), 1, Integer::sum);
    }
    numbers.merge(call.id(), call.attempt(), Math::max);
  }

  /** Invocations that were called more often than their function allows, excused or not. */
  public long over() {
    return calls.values().stream().filter(count -> count > most).count();
  }

  @Override
  public void assertHolds() {
    int more = more();
    // Attempts that are counted anew have no higher numbers than the first ones had.
    int highest = counting == Counting.DURABLE ? most + more : most;
    var offenders = new Offenders();
    calls.forEach(
        (id, count) -> {
          if (count > most + more) {
            offenders.add(id, count + " calls");
          }
        });
    numbers.forEach(
        (id, number) -> {
          if (number > highest) {
            offenders.add(id, "an attempt numbered " + number);
          }
        });
    offenders.assertNone(
        "Attempts at most %d, and %d more for %d losses and %d changes of owner: invocations beyond"
            .formatted(most, more, losses.count(), losses.handOvers()));
  }

  private int more() {
    return switch (counting) {
      case IN_MEMORY -> most * losses.handOvers();
      case DURABLE -> Math.min(CRASH_CAP, losses.count());
    };
  }
}
