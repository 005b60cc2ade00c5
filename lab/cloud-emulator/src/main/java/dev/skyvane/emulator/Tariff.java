package dev.skyvane.emulator;

import java.math.BigDecimal;

/** Arithmetic that the price lists share; every result is exact. */
final class Tariff {

  /** 1 / 1024 has an end as a decimal, so every cost is exact. */
  private static final BigDecimal GB_PER_MB = new BigDecimal("0.0009765625");

  private Tariff() {}

  static void notNegative(BigDecimal... amounts) {
    for (var amount : amounts) {
      if (amount.signum() < 0) {
        throw new IllegalArgumentException(
            "A price is %s USD; it must not be negative.".formatted(amount.toPlainString()));
      }
    }
  }

  /** A duration as it is billed, in ms. */
  static long roundedUp(double durationMs, long minimumMs, long stepMs) {
    var atLeast = Math.max((long) Math.ceil(durationMs), minimumMs);
    return (atLeast + stepMs - 1) / stepMs * stepMs;
  }

  /** Memory in GB of 1,024 MB, times seconds. */
  static BigDecimal gbSeconds(long ms, int memoryMb) {
    return seconds(ms).multiply(BigDecimal.valueOf(memoryMb)).multiply(GB_PER_MB);
  }

  static BigDecimal seconds(long ms) {
    return BigDecimal.valueOf(ms, 3);
  }

  static BigDecimal sum(BigDecimal... amounts) {
    var sum = BigDecimal.ZERO;
    for (var amount : amounts) {
      sum = sum.add(amount);
    }
    return sum.stripTrailingZeros();
  }
}
