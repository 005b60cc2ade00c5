package dev.skyvane.bench.rig;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.PriceList;
import dev.skyvane.emulator.MemoryTimePrice;
import dev.skyvane.emulator.Price;
import dev.skyvane.schemas.record.MemoryMetering;
import dev.skyvane.schemas.record.PriceSpec;

/**
 * What both providers of a {@link SlowdownRig} charge: what the router reckons with, and what the
 * emulated meters, which share nothing with it, do.
 *
 * @param slow of the provider that becomes slow
 * @param steady of the other
 * @param meter of both; what it shows is looked at only where both charge the same
 */
public record Charges(PriceSpec slow, PriceSpec steady, Price meter) {

  /** The provider that becomes slow is the cheaper one. */
  public static Charges slowIsCheaper() {
    return new Charges(
        spec("0.0000001", "0.00001"), spec("0.0000002", "0.0000166667"), Price.LAMBDA_X86);
  }

  /** Both charge what AWS did by {@link #vspList}. */
  public static Charges vsp() {
    var list = vspList();
    var product = list.product();
    var spec =
        PriceSpec.newBuilder()
            .setUsdPerRequest(list.usdPer(BilledUnit.REQUEST).toPlainString())
            .setUsdPerGbSecond(list.usdPer(BilledUnit.GB_SECOND).toPlainString())
            .setMinimumMs(product.minimumMs())
            .setRoundUpMs(product.roundUpMs())
            .setMemoryMetering(
                product.dynamicMemory() ? MemoryMetering.DYNAMIC : MemoryMetering.STATIC)
            .setAsOf(list.asOf())
            .build();
    return new Charges(spec, spec, MemoryTimePrice.of("0.0000002", "0.0000167", 1, 1, false));
  }

  /** AWS's prices in Table 1 of the VSP paper. */
  public static PriceList vspList() {
    return Catalog.load().vspPriceBook().list(SlowdownRig.STEADY, "x86_64").orElseThrow();
  }

  private static PriceSpec spec(String usdPerRequest, String usdPerGbSecond) {
    return PriceSpec.newBuilder()
        .setUsdPerRequest(usdPerRequest)
        .setUsdPerGbSecond(usdPerGbSecond)
        .build();
  }
}
