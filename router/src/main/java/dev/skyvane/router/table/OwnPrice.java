package dev.skyvane.router.table;

import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.FreeTier;
import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.catalog.price.Product;
import dev.skyvane.catalog.price.Rate;
import dev.skyvane.catalog.price.Size;
import dev.skyvane.catalog.price.Sizes;
import dev.skyvane.schemas.record.MemoryMetering;
import dev.skyvane.schemas.record.PriceSpec;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.Map;

/** The price list that a region's spec brings in place of the catalog's. */
final class OwnPrice {

  /** The product whose GHz stand for those of a deployment that is charged by GHz. */
  private static final String GHZ_OF = "gcp-functions-1st-gen";

  private OwnPrice() {}

  /**
   * The list of a spec. Each region has a free pool of its own.
   *
   * @throws IllegalArgumentException if a number is none, or out of range
   */
  static PriceList of(String region, PriceSpec spec) {
    var rates = new EnumMap<BilledUnit, Rate>(BilledUnit.class);
    rates.put(BilledUnit.REQUEST, rate(spec.getUsdPerRequest()));
    rates.put(BilledUnit.GB_SECOND, rate(spec.getUsdPerGbSecond()));
    rates.put(BilledUnit.VCPU_SECOND, rate(spec.getUsdPerVcpuSecond()));
    if (new BigDecimal(spec.getUsdPerGhzSecond()).signum() != 0) {
      rates.put(BilledUnit.GHZ_SECOND, rate(spec.getUsdPerGhzSecond()));
    }
    if (spec.getUsdPerEgressGb() != null) {
      rates.put(BilledUnit.EGRESS_GB, rate(spec.getUsdPerEgressGb()));
    }
    return new PriceList(
        region,
        new Product(
            "own",
            "Region spec",
            spec.getMinimumMs(),
            spec.getRoundUpMs(),
            spec.getMemoryMetering() == MemoryMetering.DYNAMIC,
            spec.getMemoryStepMb(),
            free(region, spec)),
        rates,
        "region spec",
        spec.getAsOf());
  }

  /** A size with the GHz that its memory has, for lists that charge them. */
  static Size withGhz(Size size, Sizes sizes) {
    return new Size(
        size.memoryMb(), size.vcpu(), sizes.size(GHZ_OF, size.memoryMb(), size.vcpu()).ghz());
  }

  private static FreeTier free(String region, PriceSpec spec) {
    var grants = new EnumMap<BilledUnit, FreeTier.Grant>(BilledUnit.class);
    grant(grants, BilledUnit.REQUEST, spec.getFreeRequests());
    grant(grants, BilledUnit.GB_SECOND, spec.getFreeGbSeconds());
    grant(grants, BilledUnit.VCPU_SECOND, spec.getFreeVcpuSeconds());
    grant(grants, BilledUnit.GHZ_SECOND, spec.getFreeGhzSeconds());
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
