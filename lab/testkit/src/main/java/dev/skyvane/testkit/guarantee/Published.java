package dev.skyvane.testkit.guarantee;

import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An invocation as its producer meant it.
 *
 * @param id the invocation's id; the coordinate {@code topic-partition@offset} where the record
 *     can't be decoded
 * @param function what it calls
 * @param orderingKey key within which order is promised; null if none is
 * @param regions ids of the regions that it may run in; empty: every region
 * @param timeout of one attempt
 * @param schedule longest time from its acceptance to its end, by the rules of its function
 * @param expected how it may end
 */
public record Published(
    String id,
    String function,
    @Nullable String orderingKey,
    Set<String> regions,
    Duration timeout,
    Duration schedule,
    Expected expected) {

  public Published {
    regions = Set.copyOf(regions);
  }

  /** The same under another id. */
  public Published withId(String other) {
    return new Published(other, function, orderingKey, regions, timeout, schedule, expected);
  }
}
