package dev.skyvane.cost.bill;

import java.math.BigDecimal;

/**
 * What is charged on top of what providers charge.
 *
 * @param percent of list costs less credits
 * @param usdPerRequest USD per attempt that ran
 */
public record Fee(BigDecimal percent, BigDecimal usdPerRequest) {

  /** Nothing. */
  public static final Fee NONE = new Fee(BigDecimal.ZERO, BigDecimal.ZERO);

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is negative
   */
  public Fee {
    if (percent.signum() < 0 || usdPerRequest.signum() < 0) {
      throw new IllegalArgumentException("a fee must not be negative");
    }
  }

  /** The fee, in USD, exact. */
  BigDecimal usd(BigDecimal net, long requests) {
    return net.multiply(percent)
        .movePointLeft(2)
        .add(usdPerRequest.multiply(BigDecimal.valueOf(requests)));
  }
}
