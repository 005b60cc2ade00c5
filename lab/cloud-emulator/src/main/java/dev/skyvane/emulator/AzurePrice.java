package dev.skyvane.emulator;

import java.math.BigDecimal;

/**
 * The price of Azure Functions on the consumption plan: by execution, and by the memory that was
 * used, rounded up to 128 MB and at most 1,536 MB, for a time rounded up to the ms and at least 100
 * ms. Beginning an instance is not billed. Sources: azure.microsoft.com/pricing/details/functions;
 * learn.microsoft.com/azure/azure-functions/functions-consumption-costs, by which a GB-second is
 * 1,024,000 MB-milliseconds.
 *
 * @param usdPerExecution USD per run
 * @param usdPerGbSecond USD per GB (1,024 MB) used and second
 */
public record AzurePrice(BigDecimal usdPerExecution, BigDecimal usdPerGbSecond) implements Price {

  private static final long MINIMUM_MS = 100;
  private static final int STEP_MB = 128;
  private static final int MOST_MB = 1_536;

  public AzurePrice {
    Tariff.notNegative(usdPerExecution, usdPerGbSecond);
  }

  /** A price from decimals as they are written. */
  public static AzurePrice of(String usdPerExecution, String usdPerGbSecond) {
    return new AzurePrice(new BigDecimal(usdPerExecution), new BigDecimal(usdPerGbSecond));
  }

  @Override
  public long billedMs(double durationMs, double initMs) {
    return Tariff.roundedUp(durationMs, MINIMUM_MS, 1);
  }

  @Override
  public BigDecimal cost(long billedMs, int memoryMb, int usedMb) {
    var steps = Math.max(1, (usedMb + STEP_MB - 1) / STEP_MB);
    var billedMb = Math.min(MOST_MB, steps * STEP_MB);
    return Tariff.sum(
        usdPerExecution, usdPerGbSecond.multiply(Tariff.gbSeconds(billedMs, billedMb)));
  }
}
