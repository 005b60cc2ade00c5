package dev.skyvane.emulator;

import java.math.BigDecimal;

/**
 * The price of Google Cloud Functions, 1st gen: by request, and by the memory and the processor
 * that go with the configured size, for the time from the request to the end of the function,
 * rounded up to 100 ms. Beginning an instance is not billed. Source:
 * cloud.google.com/functions/pricing-1stgen.
 *
 * @param usdPerRequest USD per run
 * @param usdPerGbSecond USD per GB (1,024 MB) and second
 * @param usdPerGhzSecond USD per GHz and second
 */
public record CloudFunctionsPrice(
    BigDecimal usdPerRequest, BigDecimal usdPerGbSecond, BigDecimal usdPerGhzSecond)
    implements Price {

  private static final long STEP_MS = 100;

  public CloudFunctionsPrice {
    Tariff.notNegative(usdPerRequest, usdPerGbSecond, usdPerGhzSecond);
  }

  /** A price from decimals as they are written. */
  public static CloudFunctionsPrice of(
      String usdPerRequest, String usdPerGbSecond, String usdPerGhzSecond) {
    return new CloudFunctionsPrice(
        new BigDecimal(usdPerRequest),
        new BigDecimal(usdPerGbSecond),
        new BigDecimal(usdPerGhzSecond));
  }

  @Override
  public long billedMs(double durationMs, double initMs) {
    return Tariff.roundedUp(durationMs, STEP_MS, STEP_MS);
  }

  @Override
  public BigDecimal cost(long billedMs, int memoryMb, int usedMb) {
    return Tariff.sum(
        usdPerRequest,
        usdPerGbSecond.multiply(Tariff.gbSeconds(billedMs, memoryMb)),
        usdPerGhzSecond.multiply(GoogleSizes.ghz(memoryMb)).multiply(Tariff.seconds(billedMs)));
  }
}
