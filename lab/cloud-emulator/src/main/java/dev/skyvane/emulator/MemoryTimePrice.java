package dev.skyvane.emulator;

import java.math.BigDecimal;

/**
 * A price by request, and by configured memory and time: AWS Lambda's, and that of plain HTTP
 * functions.
 *
 * @param usdPerRequest USD per run
 * @param usdPerGbSecond USD per GB (1,024 MB of configured memory) and second billed
 * @param minimumMs least duration billed, in ms
 * @param roundUpMs durations are rounded up to a multiple of this, in ms
 * @param initBilled whether the time to begin an instance is billed with the run
 */
public record MemoryTimePrice(
    BigDecimal usdPerRequest,
    BigDecimal usdPerGbSecond,
    long minimumMs,
    long roundUpMs,
    boolean initBilled)
    implements Price {

  public MemoryTimePrice {
    Tariff.notNegative(usdPerRequest, usdPerGbSecond);
    Require.atLeast("minimumMs", minimumMs, 0);
    Require.atLeast("roundUpMs", roundUpMs, 1);
  }

  /** A price from decimals as they are written. */
  public static MemoryTimePrice of(
      String usdPerRequest,
      String usdPerGbSecond,
      long minimumMs,
      long roundUpMs,
      boolean initBilled) {
    return new MemoryTimePrice(
        new BigDecimal(usdPerRequest),
        new BigDecimal(usdPerGbSecond),
        minimumMs,
        roundUpMs,
        initBilled);
  }

  @Override
  public long billedMs(double durationMs, double initMs) {
    return Tariff.roundedUp(initBilled ? durationMs + initMs : durationMs, minimumMs, roundUpMs);
  }

  @Override
  public BigDecimal cost(long billedMs, int memoryMb, int usedMb) {
    return Tariff.sum(usdPerRequest, usdPerGbSecond.multiply(Tariff.gbSeconds(billedMs, memoryMb)));
  }
}
