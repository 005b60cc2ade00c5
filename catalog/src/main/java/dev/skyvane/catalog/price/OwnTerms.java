package dev.skyvane.catalog.price;

import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Terms of a region that has a price list of its own, in place of the catalog's. Decimals are
 * texts, as people write them.
 *
 * @param usdPerRequest USD per request
 * @param usdPerGbSecond USD per GB-second of memory
 * @param usdPerVcpuSecond USD per vCPU-second
 * @param usdPerGhzSecond USD per GHz-second; 0: not charged
 * @param usdPerEgressGb USD per GB of data that leaves the region; null: unknown
 * @param minimumMs shortest billed duration, in ms
 * @param roundUpMs step to which the duration is rounded up, in ms
 * @param dynamicMemory whether the used memory is billed rather than the configured one
 * @param memoryStepMb step to which metered memory is rounded up, in MB
 * @param freeRequests free requests a month
 * @param freeGbSeconds free GB-seconds a month
 * @param freeVcpuSeconds free vCPU-seconds a month
 * @param freeGhzSeconds free GHz-seconds a month
 * @param asOf date of the prices; empty: not stated
 */
public record OwnTerms(
    String usdPerRequest,
    String usdPerGbSecond,
    String usdPerVcpuSecond,
    String usdPerGhzSecond,
    @Nullable String usdPerEgressGb,
    long minimumMs,
    long roundUpMs,
    boolean dynamicMemory,
    int memoryStepMb,
    String freeRequests,
    String freeGbSeconds,
    String freeVcpuSeconds,
    String freeGhzSeconds,
    String asOf) {

  /**
   * The price list of a region with these terms. Each region has a free pool of its own.
   *
   * @throws IllegalArgumentException if a number is none, or out of range
   */
  public PriceList list(String region) {
    var rates = new EnumMap<BilledUnit, Rate>(BilledUnit.class);
    rates.put(BilledUnit.REQUEST, rate(usdPerRequest));
    rates.put(BilledUnit.GB_SECOND, rate(usdPerGbSecond));
    rates.put(BilledUnit.VCPU_SECOND, rate(usdPerVcpuSecond));
    if (new BigDecimal(usdPerGhzSecond).signum() != 0) {
      rates.put(BilledUnit.GHZ_SECOND, rate(usdPerGhzSecond));
    }
    if (usdPerEgressGb != null) {
      rates.put(BilledUnit.EGRESS_GB, rate(usdPerEgressGb));
    }
    return new PriceList(
        region,
        new Product(
            "own", "Region spec", minimumMs, roundUpMs, dynamicMemory, memoryStepMb, free(region)),
        rates,
        "region spec",
        asOf);
  }

  private FreeTier free(String region) {
    var grants = new EnumMap<BilledUnit, FreeTier.Grant>(BilledUnit.class);
    grant(grants, BilledUnit.REQUEST, freeRequests);
    grant(grants, BilledUnit.GB_SECOND, freeGbSeconds);
    grant(grants, BilledUnit.VCPU_SECOND, freeVcpuSeconds);
    grant(grants, BilledUnit.GHZ_SECOND, freeGhzSeconds);
    return grants.isEmpty() ? FreeTier.NONE : new FreeTier("own " + region, grants);
  }

  private static void grant(
      Map<BilledUnit, FreeTier.Grant> grants, BilledUnit unit, String quantity) {
    var free = new BigDecimal(quantity);
    if (free.signum() != 0) {
      grants.put(unit, new FreeTier.Grant(free, null));
    }
  }

  private static Rate rate(String usd) {
    return Rate.flat(new BigDecimal(usd));
  }
}
