package dev.skyvane.standalone.world;

import dev.skyvane.emulator.AzurePrice;
import dev.skyvane.emulator.CloudRunPrice;
import dev.skyvane.emulator.CloudService;
import dev.skyvane.emulator.MemoryTimePrice;
import dev.skyvane.emulator.Price;
import dev.skyvane.schemas.record.MemoryMetering;
import dev.skyvane.schemas.record.PriceSpec;

/**
 * What a region that is not AWS' is, and what it costs.
 *
 * @param service what it is emulated as
 * @param charged what the emulated region charges
 * @param told what the router is told of it
 */
record Offer(CloudService service, Price charged, PriceSpec told) {

  /** Cloud Run at the list price of its regions of tier 1 (cloud.google.com/run/pricing). */
  static Offer cloudRun() {
    var told =
        PriceSpec.newBuilder()
            .setUsdPerRequest("0.0000004")
            .setUsdPerGbSecond("0.0000025")
            .setUsdPerVcpuSecond("0.000024")
            .setMinimumMs(100)
            .setRoundUpMs(100)
            .setMemoryMetering(MemoryMetering.STATIC)
            .build();
    var charged =
        CloudRunPrice.of(
            told.getUsdPerRequest(), told.getUsdPerGbSecond(), told.getUsdPerVcpuSecond());
    return new Offer(CloudService.CLOUD_RUN, charged, told);
  }

  /**
   * Azure Functions at the list price of the consumption plan in US East
   * (azure.microsoft.com/pricing/details/functions).
   */
  static Offer azureFunctions() {
    var told =
        PriceSpec.newBuilder()
            .setUsdPerRequest("0.0000002")
            .setUsdPerGbSecond("0.000016")
            .setMinimumMs(100)
            .setRoundUpMs(1)
            .setMemoryMetering(MemoryMetering.DYNAMIC)
            .build();
    var charged = AzurePrice.of(told.getUsdPerRequest(), told.getUsdPerGbSecond());
    return new Offer(CloudService.AZURE_FUNCTIONS, charged, told);
  }

  /**
   * An OpenFaaS cluster that counts its own cost by memory and time, at a made-up price: dearer by
   * the GB-second than others, as a whole vCPU comes with it.
   */
  static Offer openFaas(String usdPerGbSecond) {
    return own(CloudService.OPENFAAS, "0", usdPerGbSecond);
  }

  /** Plain HTTP functions at a made-up price. */
  static Offer http(String usdPerRequest, String usdPerGbSecond) {
    return own(CloudService.HTTP, usdPerRequest, usdPerGbSecond);
  }

  private static Offer own(CloudService service, String usdPerRequest, String usdPerGbSecond) {
    var told =
        PriceSpec.newBuilder()
            .setUsdPerRequest(usdPerRequest)
            .setUsdPerGbSecond(usdPerGbSecond)
            .build();
    return new Offer(service, MemoryTimePrice.of(usdPerRequest, usdPerGbSecond, 1, 1, false), told);
  }
}
