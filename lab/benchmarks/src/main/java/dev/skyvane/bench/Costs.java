package dev.skyvane.bench;

import dev.skyvane.bench.rig.SlowdownRig.Called;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Objects;

/** What calls cost, compared. */
final class Costs {
  private static final double P99 = 0.99;
  private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private Costs() {}

  /** The least cost, in USD, that at least 99 in a hundred calls do not exceed. */
  static BigDecimal p99(List<Called> calls) {
    var sorted = calls.stream().map(Called::usd).filter(Objects::nonNull).sorted().toList();
    if (sorted.isEmpty()) {
      throw new IllegalStateException("no call has a known cost");
    }
    return sorted.get((int) Math.ceil(P99 * sorted.size()) - 1);
  }

  /** How much less one is than the other, in percent. */
  static double cutPercent(BigDecimal ours, BigDecimal other) {
    return HUNDRED
        .subtract(HUNDRED.multiply(ours).divide(other, MathContext.DECIMAL64))
        .doubleValue();
  }

  /** What a million such calls cost, in USD. */
  static double perMillion(BigDecimal usd) {
    return usd.multiply(MILLION).doubleValue();
  }
}
