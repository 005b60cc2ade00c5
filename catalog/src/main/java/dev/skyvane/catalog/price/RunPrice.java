package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Prices of the runs of one deployment, at list price: before free tiers and volume tiers.
 * Immutable.
 *
 * <p>{@link #usd} is made for hot paths: what depends on the size alone was worked out before, so
 * that a run takes one division of longs, one multiplication and one addition of decimals.
 */
public final class RunPrice {

  private static final BigDecimal MS_PER_SECOND = BigDecimal.valueOf(1000);
  private static final BigDecimal MB_PER_GB = BigDecimal.valueOf(1024);

  private final PriceList list;
  private final Size size;
  private final BigDecimal perRequest;

  /** USD per ms of what does not depend on the memory that was used. */
  private final BigDecimal perMs;

  /** USD per ms and step of metered memory; 0 where memory isn't metered. */
  private final BigDecimal perMsAndStep;

  RunPrice(PriceList list, Size size) {
    this.list = list;
    this.size = size;
    Product product = list.product();
    BigDecimal processors =
        BigDecimal.valueOf(size.vcpu()).multiply(list.usdPer(BilledUnit.VCPU_SECOND));
    if (size.ghz() != null) {
      processors = processors.add(size.ghz().multiply(list.usdPer(BilledUnit.GHZ_SECOND)));
    }
    BigDecimal fixed =
        product.dynamicMemory() ? processors : processors.add(perSecond(size.memoryMb()));
    BigDecimal step = product.dynamicMemory() ? perSecond(product.memoryStepMb()) : BigDecimal.ZERO;
    // A thousandth and a 1024th are finite decimals, so no division needs rounding. One scale for
    // all spares every run from aligning them.
    BigDecimal request = plain(list.usdPer(BilledUnit.REQUEST));
    BigDecimal ms = plain(fixed.divide(MS_PER_SECOND));
    BigDecimal stepMs = plain(step.divide(MS_PER_SECOND));
    int scale = Math.max(request.scale(), Math.max(ms.scale(), stepMs.scale()));
    this.perRequest = request.setScale(scale);
    this.perMs = ms.setScale(scale);
    this.perMsAndStep = stepMs.setScale(scale);
  }

  /** The list that the prices are of. */
  public PriceList list() {
    return list;
  }

  /** The size that the prices are for. */
  public Size size() {
    return size;
  }

  /** Duration that is billed for a run, in ms; see {@link Product#billedMs}. */
  public long billedMs(double durationMs) {
    return list.product().billedMs(durationMs);
  }

  /**
   * List price of one run, in USD, exact: {@code request + s · (GB · usdPerGbSecond + vcpu ·
   * usdPerVcpuSecond + GHz · usdPerGhzSecond)} with {@code s} the billed seconds and {@code GB} the
   * billed MB / 1024.
   *
   * @param durationMs how long the run took, in ms
   * @param usedMb memory used, in MB, which counts only where memory is metered; null: not known,
   *     then the configured memory stands for it as the upper bound
   * @throws IllegalArgumentException if a value is negative, not a number or out of range
   */
  public BigDecimal usd(double durationMs, @Nullable Integer usedMb) {
    BigDecimal ms = BigDecimal.valueOf(billedMs(durationMs));
    int billedMb = billedMb(usedMb);
    if (!list.product().dynamicMemory()) {
      return perRequest.add(perMs.multiply(ms));
    }
    BigDecimal steps = BigDecimal.valueOf(billedMb / list.product().memoryStepMb());
    return perRequest.add(perMs.add(perMsAndStep.multiply(steps)).multiply(ms));
  }

  /**
   * What one run uses, exact: for bills and for marginal prices.
   *
   * @param durationMs how long the run took, in ms
   * @param usedMb memory used, in MB; null: not known, see {@link #usd}
   * @throws IllegalArgumentException if a value is negative, not a number or out of range
   */
  public Usage usage(double durationMs, @Nullable Integer usedMb) {
    BigDecimal seconds = BigDecimal.valueOf(billedMs(durationMs), 3);
    BigDecimal gbSeconds = seconds.multiply(BigDecimal.valueOf(billedMb(usedMb)).divide(MB_PER_GB));
    BigDecimal vcpuSeconds = seconds.multiply(BigDecimal.valueOf(size.vcpu()));
    return new Usage(
        size.ghz() == null
            ? Map.of(
                BilledUnit.REQUEST, BigDecimal.ONE,
                BilledUnit.GB_SECOND, gbSeconds,
                BilledUnit.VCPU_SECOND, vcpuSeconds)
            : Map.of(
                BilledUnit.REQUEST,
                BigDecimal.ONE,
                BilledUnit.GB_SECOND,
                gbSeconds,
                BilledUnit.VCPU_SECOND,
                vcpuSeconds,
                BilledUnit.GHZ_SECOND,
                seconds.multiply(size.ghz())));
  }

  private int billedMb(@Nullable Integer usedMb) {
    if (usedMb != null && usedMb < 0) {
      throw new IllegalArgumentException(
          "used memory is " + usedMb + " MB; it must not be negative");
    }
    return list.product().billedMb(size.memoryMb(), usedMb == null ? size.memoryMb() : usedMb);
  }

  private BigDecimal perSecond(int megabytes) {
    return BigDecimal.valueOf(megabytes)
        .divide(MB_PER_GB)
        .multiply(list.usdPer(BilledUnit.GB_SECOND));
  }

  private static BigDecimal plain(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
  }
}
