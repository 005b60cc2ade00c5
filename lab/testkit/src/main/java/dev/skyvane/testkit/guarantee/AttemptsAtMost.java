package dev.skyvane.testkit.guarantee;

import java.util.HashMap;
import java.util.Map;

/**
 * The providers are not called more often for an invocation than its function allows, and so many
 * times more for each change of its partition's owner. Throttled calls ran nothing and don't count.
 */
public final class AttemptsAtMost implements Guarantee {
  private final int most;
  private final int morePerHandOver;
  private final Losses losses;
  private final Map<String, Integer> calls = new HashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * A bound.
   *
   * @param most attempts that the functions allow
   * @param morePerHandOver attempts that a lost or restarted router may cause beyond that
   */
  public AttemptsAtMost(int most, int morePerHandOver, Losses losses) {
    this.most = most;
    this.morePerHandOver = morePerHandOver;
    this.losses = losses;
  }

  @Override
  public void onCall(Called call) {
    if (call.status() != Called.Status.THROTTLED) {
      calls.merge(call.id(), 1, Integer::sum);
    }
    numbers.merge(call.id(), call.attempt(), Math::max);
  }

  @Override
  public void assertHolds() {
    int bound = most + morePerHandOver * losses.handOvers();
    var offenders = new Offenders();
    calls.forEach(
        (id, count) -> {
          if (count > bound) {
            offenders.add(id, count + " calls");
          }
        });
    numbers.forEach(
        (id, number) -> {
          if (number > most) {
            offenders.add(id, "an attempt numbered " + number);
          }
        });
    offenders.assertNone(
        "Attempts at most %d, and %d more for each of %d changes of owner: invocations beyond"
            .formatted(most, morePerHandOver, losses.handOvers()));
  }
}
