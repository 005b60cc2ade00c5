package dev.skyvane.testkit.guarantee;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** When there is no more work, every count of calls in flight comes back to zero. */
public final class InFlightReturnsToZero implements Guarantee {
  private final Map<String, LongSupplier> counts;
  private final Duration limit;

  /**
   * Counts to watch.
   *
   * @param counts by what is counted, as in {@code "router"} or {@code "aws:eu-north-1"}
   * @param limit how long they may take when asked
   */
  public InFlightReturnsToZero(Map<String, LongSupplier> counts, Duration limit) {
    this.counts = new TreeMap<>(counts);
    this.limit = limit;
  }

  /** Blocks for at most the limit. */
  @Override
  public void assertHolds() {
    try {
      Awaitility.await().atMost(limit).until(this::allZero);
    } catch (ConditionTimeoutException e) {
      var offenders = new Offenders();
      counts.forEach(
          (name, count) -> {
            if (count.getAsLong() != 0) {
              offenders.add(name, count.getAsLong() + " in flight");
            }
          });
      offenders.assertNone("In flight returns to zero: not so after " + limit);
    }
  }

  private boolean allZero() {
    return counts.values().stream().allMatch(count -> count.getAsLong() == 0);
  }
}
