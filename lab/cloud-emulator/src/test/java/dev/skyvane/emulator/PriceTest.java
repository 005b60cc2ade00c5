package dev.skyvane.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the meters charge, against amounts worked out by hand. */
class PriceTest {

  /**
   * By hand: 512 MB are 0.5 GB and 0.8 GHz, so 0.1 s are 0.05 GB-s x 2.5e-6 = 1.25e-7 and 0.08
   * GHz-s x 1e-5 = 8e-7; with the request's 4e-7 that is 1.325e-6.
   */
  @ParameterizedTest
  @CsvSource({
    // 128 MB, one step: 0.0125 x 2.5e-6 + 0.02 x 1e-5 + 4e-7
    "128, 1, 0, 100, 0.00000063125",
    "512, 100, 0, 100, 0.000001325",
    // A hundredth of a ms more is a whole step more; the cold start is not billed.
    "512, 100.01, 900, 200, 0.00000225",
    // 2 GB: 2 x 0.3 x 2.5e-6 + 2.4 x 0.3 x 1e-5 + 4e-7
    "2048, 250, 0, 300, 0.0000091",
    // 8 GB have the processor of 4 GB: 8 x 2.5e-6 + 4.8 x 1e-5 + 4e-7
    "8192, 1000, 0, 1000, 0.0000684"
  })
  void cloudFunctionsChargeMemoryAndGigahertzInStepsOf100Ms(
      int memoryMb, double ms, double initMs, long billed, String usd) {
    check(Price.CLOUD_FUNCTIONS_TIER_1, memoryMb, 40, ms, initMs, billed, usd);
  }

  @ParameterizedTest
  @CsvSource({
    // 0.05 GiB-s x 2.5e-6 + 0.0333 vCPU-s x 2.4e-5 + 4e-7
    "512, 20, 0, 100, 0.0000013242",
    // Beginning the instance is billed: 20 + 930.5 ms are ten steps.
    "512, 20, 930.5, 1000, 0.000009642",
    // 1 x 0.1 x 2.5e-6 + 0.583 x 0.1 x 2.4e-5 + 4e-7
    "1024, 100, 0, 100, 0.0000020492",
    // 32 x 2.5e-6 + 8 x 2.4e-5 + 4e-7
    "32768, 1000, 0, 1000, 0.0002724"
  })
  void cloudRunChargesMemoryAndVcpuFromTheBeginningOfTheInstance(
      int memoryMb, double ms, double initMs, long billed, String usd) {
    check(Price.CLOUD_RUN_TIER_1, memoryMb, 40, ms, initMs, billed, usd);
  }

  @ParameterizedTest
  @CsvSource({
    // 0.125 GB x 0.1 s x 1.6e-5 + 2e-7: the least that anything costs
    "512, 36, 3, 0, 100, 0.0000004",
    "512, 128, 100, 0, 100, 0.0000004",
    // One MB more is a step more: 0.25 x 0.1 x 1.6e-5 + 2e-7
    "512, 129, 100, 0, 100, 0.0000006",
    // By the ms over 100; what is configured and the cold start do not matter.
    "1536, 36, 250.2, 3000, 251, 0.000000702",
    // 1.5 GB are the most: 1.5 x 1 x 1.6e-5 + 2e-7
    "1536, 1600, 1000, 0, 1000, 0.0000242"
  })
  void azureChargesTheMemoryUsedInStepsOf128Mb(
      int memoryMb, int usedMb, double ms, double initMs, long billed, String usd) {
    check(Price.AZURE_CONSUMPTION, memoryMb, usedMb, ms, initMs, billed, usd);
  }

  @Test
  void ownClustersSendNoBill() {
    check(Price.OWN_CLUSTER, 512, 40, 12.5, 100, 13, "0");
  }

  @Test
  void tiersDifferAsListed() {
    check(Price.CLOUD_FUNCTIONS_TIER_2, 512, 40, 100, 0, 100, "0.000001695");
    check(Price.CLOUD_RUN_TIER_2, 512, 40, 100, 0, 100, "0.00000169388");
  }

  @Test
  void sizesThatAreNotMadeAreRefused() {
    for (var memoryMb : new int[] {127, 129, 500, 16_384}) {
      assertThrows(IllegalArgumentException.class, () -> GoogleSizes.ghz(memoryMb));
    }
    assertEquals(new BigDecimal("0.583"), GoogleSizes.vcpu(700));
    assertThrows(IllegalArgumentException.class, () -> GoogleSizes.vcpu(32_769));
    var negative =
        assertThrows(IllegalArgumentException.class, () -> AzurePrice.of("-0.1", "0.000016"));
    assertTrue(negative.getMessage().contains("-0.1"), negative::getMessage);
  }

  @Test
  void theProcessorGoesWithTheMemoryOfTheService() {
    assertEquals(1 / 3.0, CloudService.CLOUD_FUNCTIONS.vcpu(512), 1e-12);
    assertEquals(0.333, CloudService.CLOUD_RUN.vcpu(512), 1e-12);
    assertEquals(512 / 1_769.0, CloudService.AWS_LAMBDA.vcpu(512), 1e-12);
    assertEquals(1, CloudService.AZURE_FUNCTIONS.vcpu(512));
    // Twenty ms of a whole processor, one fixed.
    assertEquals(61, SampleFunction.ALU.serviceMsOn(1 / 3.0), 1e-9);
  }

  private static void check(
      Price price, int memoryMb, int usedMb, double ms, double initMs, long billedMs, String usd) {
    assertEquals(billedMs, price.billedMs(ms, initMs));
    var cost = price.cost(billedMs, memoryMb, usedMb);
    assertEquals(0, new BigDecimal(usd).compareTo(cost), () -> usd + " is not " + cost);
  }
}
