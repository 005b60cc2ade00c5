package dev.skyvane.testkit.guarantee;

import java.util.HashMap;
import java.util.Map;

/**
 * An invocation has one terminal record. At-least-once delivery may repeat what a lost router had
 * answered and not committed: so many per loss, and none without one.
 */
public final class OneTerminalRecord implements Guarantee {
  private final Losses losses;
  private final int repeatedPerLoss;
  private final Map<String, Integer> records = new HashMap<>();

  /**
   * With a budget.
   *
   * @param repeatedPerLoss terminal records that one lost router may cause beyond the first; 0 for
   *     exactly-once
   */
  public OneTerminalRecord(Losses losses, int repeatedPerLoss) {
    this.losses = losses;
    this.repeatedPerLoss = repeatedPerLoss;
  }

  @Override
  public void onReply(Replied reply) {
    records.merge(reply.id(), 1, Integer::sum);
  }

  @Override
  public void onDeadLetter(Buried letter) {
    records.merge(letter.id(), 1, Integer::sum);
  }

  /** Terminal records beyond the first of their invocation, so far. */
  public long repeated() {
    return records.values().stream().mapToLong(count -> count - 1L).sum();
  }

  @Override
  public void assertHolds() {
    var offenders = new Offenders();
    records.forEach(
        (id, count) -> {
          for (int extra = 1; extra < count; extra++) {
            offenders.add(id, count + " terminal records");
          }
        });
    offenders.assertAtMost(
        (long) repeatedPerLoss * losses.count(),
        "One terminal record: extra ones after %d lost routers".formatted(losses.count()));
  }
}
