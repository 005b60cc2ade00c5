package dev.skyvane.emulator;

import java.math.BigDecimal;

/**
 * What an emulated region charges, before free tiers. The meter's own: it shares nothing with what
 * the router believes of prices, so that the two can be held against each other.
 *
 * @param usdPerRequest USD per run
 * @param usdPerGbSecond USD per GB (1,024 MB of configured memory) and second billed
 * @param minimumMs least duration billed, in ms
 * @param roundUpMs durations are rounded up to a multiple of this, in ms
 * @param initBilled whether the time to begin an instance is billed with the run
 */
public record Price(
    BigDecimal usdPerRequest,
    BigDecimal usdPerGbSecond,
    long minimumMs,
    long roundUpMs,
    boolean initBilled) {

  /**
   * AWS Lambda's list price for x86 in most regions: USD 0.20 per million requests, USD
   * 0.0000166667 per GB-second, billed by the ms; begun instances are billed from their
   * initialisation on, as AWS does for all runtimes since August 2025. Source:
   * aws.amazon.com/lambda/pricing.
   */
  public static final Price LAMBDA_X86 =
      new Price(new BigDecimal("0.0000002"), new BigDecimal("0.0000166667"), 1, 1, true);

  /** AWS Lambda's list price for arm64 in most regions; else as {@link #LAMBDA_X86}. */
  public static final Price LAMBDA_ARM64 =
      new Price(new BigDecimal("0.0000002"), new BigDecimal("0.0000133334"), 1, 1, true);

  /** 1 / 1024 has an end as a decimal, so every cost is exact. */
  private static final BigDecimal GB_PER_MB = new BigDecimal("0.0009765625");

  public Price {
    if (usdPerRequest.signum() < 0 || usdPerGbSecond.signum() < 0) {
      throw new IllegalArgumentException(
          "A price is negative: %s per request, %s per GB-second."
              .formatted(usdPerRequest, usdPerGbSecond));
    }
    Require.atLeast("minimumMs", minimumMs, 0);
    Require.atLeast("roundUpMs", roundUpMs, 1);
  }

  /** The duration billed of a run, in ms. */
  public long billedMs(double durationMs, double initMs) {
    var ms = (long) Math.ceil(initBilled ? durationMs + initMs : durationMs);
    var atLeast = Math.max(ms, minimumMs);
    return (atLeast + roundUpMs - 1) / roundUpMs * roundUpMs;
  }

  /** The exact cost of one run in USD. */
  public BigDecimal cost(long billedMs, int memoryMb) {
    var gbSeconds =
        BigDecimal.valueOf(billedMs, 3).multiply(BigDecimal.valueOf(memoryMb)).multiply(GB_PER_MB);
    return usdPerRequest.add(usdPerGbSecond.multiply(gbSeconds)).stripTrailingZeros();
  }
}
