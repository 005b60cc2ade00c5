package dev.skyvane.emulator;

import java.math.BigDecimal;

/**
 * The price of Cloud Run, and so of Cloud Functions of the 2nd gen, billed by request with one
 * request at a time per instance: by request, and by allocated memory and processor, from the
 * beginning of the instance to the end of the request, rounded up to 100 ms. Source:
 * cloud.google.com/run/pricing.
 *
 * @param usdPerRequest USD per run
 * @param usdPerGibSecond USD per GiB and second
 * @param usdPerVcpuSecond USD per vCPU and second
 */
public record CloudRunPrice(
    BigDecimal usdPerRequest, BigDecimal usdPerGibSecond, BigDecimal usdPerVcpuSecond)
    implements Price {

  private static final long STEP_MS = 100;

  public CloudRunPrice {
    Tariff.notNegative(usdPerRequest, usdPerGibSecond, usdPerVcpuSecond);
  }

  /** A price from decimals as they are written. */
  public static CloudRunPrice of(
      String usdPerRequest, String usdPerGibSecond, String usdPerVcpuSecond) {
    return new CloudRunPrice(
        new BigDecimal(usdPerRequest),
        new BigDecimal(usdPerGibSecond),
        new BigDecimal(usdPerVcpuSecond));
  }

  @Override
  public long billedMs(double durationMs, double initMs) {
    return Tariff.roundedUp(durationMs + initMs, STEP_MS, STEP_MS);
  }

  @Override
  public BigDecimal cost(long billedMs, int memoryMb, int usedMb) {
    return Tariff.sum(
        usdPerRequest,
        usdPerGibSecond.multiply(Tariff.gbSeconds(billedMs, memoryMb)),
        usdPerVcpuSecond.multiply(GoogleSizes.vcpu(memoryMb)).multiply(Tariff.seconds(billedMs)));
  }
}
