package dev.skyvane.router.probe;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/** What probes of each function have cost today (UTC). Used by one thread. */
final class ProbeBudget {
  private static final long DAY_MS = 86_400_000;

  private final Map<String, BigDecimal> spent = new HashMap<>();
  private long day;

  /**
   * Whether a function's probes may cost so much more.
   *
   * @param usd expected, NaN where unknown: that is never allowed
   * @param most per day, in USD
   * @param now ms since 1970-01-01 UTC
   */
  boolean allows(String function, double usd, BigDecimal most, long now) {
    turn(now);
    return !Double.isNaN(usd)
        && spent
                .getOrDefault(function, BigDecimal.ZERO)
                .add(BigDecimal.valueOf(usd))
                .compareTo(most)
            <= 0;
  }

  /** Counts what a probe has cost. */
  void spend(String function, BigDecimal usd, long now) {
    turn(now);
    spent.merge(function, usd, BigDecimal::add);
  }

  private void turn(long now) {
    if (now / DAY_MS != day) {
      day = now / DAY_MS;
      spent.clear();
    }
  }
}
