package dev.skyvane.catalog;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a run costs at list price, before free tiers and volume tiers. All arithmetic is exact
 * decimal: nothing is rounded but the billed duration and, where memory is metered, the memory.
 *
 * <p>A component that is not charged is 0. A component that is not known has no price list at all:
 * an unknown price is never 0.
 *
 * @param usdPerRequest USD per request
 * @param usdPerGbSecond USD per GB-second; 1 GB is 1024 MB
 * @param usdPerVcpuSecond USD per vCPU-second
 * @param minimumMs shortest billed duration, in ms
 * @param roundUpMs step to which the duration is rounded up, in ms
 * @param dynamicMemory whether the used memory is billed, in steps of {@value #MEMORY_STEP_MB} MB,
 *     rather than the configured one
 * @param source where the prices come from
 * @param asOf date of the prices as far as the source states one
 */
public record PriceList(
    BigDecimal usdPerRequest,
    BigDecimal usdPerGbSecond,
    BigDecimal usdPerVcpuSecond,
    long minimumMs,
    long roundUpMs,
    boolean dynamicMemory,
    String source,
    String asOf) {

  /**
   * Step to which metered memory is rounded up, in MB. Source: pricing page of Azure Functions, the
   * one provider of the catalog that meters memory.
   */
  public static final int MEMORY_STEP_MB = 128;

  private static final BigDecimal MB_PER_GB = BigDecimal.valueOf(1024);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a price is negative or a duration is out of range
   */
  public PriceList {
    requireNotNegative("usdPerRequest", usdPerRequest);
    requireNotNegative("usdPerGbSecond", usdPerGbSecond);
    requireNotNegative("usdPerVcpuSecond", usdPerVcpuSecond);
    if (minimumMs < 0) {
      throw new IllegalArgumentException("minimumMs is " + minimumMs + "; it must not be negative");
    }
    if (roundUpMs < 1) {
      throw new IllegalArgumentException("roundUpMs is " + roundUpMs + "; it must be at least 1");
    }
  }

  /**
   * Duration that is billed for a run, in ms: the longer of the run and the minimum, rounded up to
   * the next full step.
   *
   * @param durationMs how long the run took, in ms
   * @throws IllegalArgumentException if the duration is negative, not a number, or above 10^12 ms
   */
  public long billedMs(double durationMs) {
    if (!(durationMs >= 0 && durationMs <= 1e12)) {
      throw new IllegalArgumentException(
          "duration " + durationMs + " ms is not between 0 and 10^12 ms");
    }
    // ceil of a double is exact, and a ceiling in whole steps of the whole part is the ceiling of
    // the double: no rounding error can push a run over or under a step.
    long atLeast = Math.max((long) Math.ceil(durationMs), minimumMs);
    return Math.ceilDiv(atLeast, roundUpMs) * roundUpMs;
  }

  /**
   * List price of one run, in USD, exact: {@code request + s · (GB · usdPerGbSecond + vcpu ·
   * usdPerVcpuSecond)} with {@code s} the billed seconds and {@code GB = MB / 1024}.
   *
   * @param durationMs how long the run took, in ms
   * @param memoryMb configured memory, in MB
   * @param usedMb memory used, in MB, which counts only where memory is metered; null: not known,
   *     then the configured memory stands for it as the upper bound
   * @param vcpu virtual processors, which count only where they are charged
   * @throws IllegalArgumentException if a value is negative, not a number or out of range
   */
  public BigDecimal cost(double durationMs, int memoryMb, @Nullable Integer usedMb, double vcpu) {
    if (memoryMb < 1) {
      throw new IllegalArgumentException("memory is " + memoryMb + " MB; it must be at least 1");
    }
    if (usedMb != null && usedMb < 0) {
      throw new IllegalArgumentException(
          "used memory is " + usedMb + " MB; it must not be negative");
    }
    if (!(vcpu >= 0 && vcpu <= 1024)) {
      throw new IllegalArgumentException("vcpu is " + vcpu + ", not 0 to 1024");
    }
    // A thousandth and a 1024th are finite decimals, so neither division needs rounding.
    BigDecimal seconds = BigDecimal.valueOf(billedMs(durationMs), 3);
    BigDecimal gigabytes = BigDecimal.valueOf(billedMb(memoryMb, usedMb)).divide(MB_PER_GB);
    BigDecimal perSecond =
        gigabytes.multiply(usdPerGbSecond).add(BigDecimal.valueOf(vcpu).multiply(usdPerVcpuSecond));
    return usdPerRequest.add(seconds.multiply(perSecond));
  }

  private int billedMb(int memoryMb, @Nullable Integer usedMb) {
    if (!dynamicMemory) {
      return memoryMb;
    }
    int metered = usedMb == null ? memoryMb : usedMb;
    return Math.ceilDiv(Math.max(metered, 1), MEMORY_STEP_MB) * MEMORY_STEP_MB;
  }

  private static void requireNotNegative(String name, BigDecimal value) {
    if (value.signum() < 0) {
      throw new IllegalArgumentException(
          name + " is " + value.toPlainString() + "; a price must not be negative");
    }
  }
}
