package dev.skyvane.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.catalog.price.PriceList;
import java.math.BigDecimal;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the papers print, against what is entered, and what they conclude from it. */
class PapersTest {

  private static final Catalog CATALOG = Catalog.load();

  private static PriceList vsp(String region) {
    return CATALOG.vspPriceBook().list(region, "x86_64").orElseThrow();
  }

  private static BigDecimal usd(PriceList list, double ms, int memoryMb, int usedMb) {
    return list.at(CATALOG.sizes().size(list.product().id(), memoryMb, null))
        .orElseThrow()
        .usd(ms, usedMb);
  }

  // Table 1, "On Merits and Viability of Multi-Cloud Serverless".
  @ParameterizedTest
  @CsvSource({
    "aws:us-east-1,   0.20,  0.0000167, 0,      1,   1,   false, 1000000, 400000, 0",
    "azure:eastus,    0.256, 0.000021,  0,      100, 1,   true,  1000000, 400000, 0",
    "gcp:us-central1, 0.40,  0.000025,  0.0001, 100, 100, false, 2000000, 400000, 200000"
  })
  void tableOneOfVsp(
      String region,
      BigDecimal perMillion,
      BigDecimal perGbSecond,
      BigDecimal perGhzSecond,
      long minimumMs,
      long roundUpMs,
      boolean dynamic,
      long freeRequests,
      long freeGbSeconds,
      long freeGhzSeconds) {
    PriceList list = vsp(region);

    assertSame(perMillion, list.usdPer(BilledUnit.REQUEST).multiply(new BigDecimal(1_000_000)));
    assertSame(perGbSecond, list.usdPer(BilledUnit.GB_SECOND));
    assertSame(perGhzSecond, list.usdPer(BilledUnit.GHZ_SECOND));
    assertEquals(minimumMs, list.product().minimumMs());
    assertEquals(roundUpMs, list.product().roundUpMs());
    assertEquals(dynamic, list.product().dynamicMemory());
    assertSame(new BigDecimal(freeRequests), free(list, BilledUnit.REQUEST));
    assertSame(new BigDecimal(freeGbSeconds), free(list, BilledUnit.GB_SECOND));
    assertSame(new BigDecimal(freeGhzSeconds), free(list, BilledUnit.GHZ_SECOND));
    assertEquals("2021-05-28", list.asOf());
  }

  private static BigDecimal free(PriceList list, BilledUnit unit) {
    return list.product().free().grant(unit).map(grant -> grant.quantity()).orElse(BigDecimal.ZERO);
  }

  // Section 2.1: 80 ms at 512 MB cost 0.0000002 + 0.08 * 0.5 * 0.0000167 = 0.000000868 at Lambda,
  // and
  // 0.000000256 + 0.1 * 0.5 * 0.000021 = 0.000001306 at Azure, which bills 100 ms at least.
  @Test
  void aShortSteadyJobIsCheaperOnLambda() {
    assertSame(new BigDecimal("0.000000868"), usd(vsp("aws:x"), 80, 512, 512));
    assertSame(new BigDecimal("0.000001306"), usd(vsp("azure:x"), 80, 512, 512));
  }

  // Section 2.1: 200 ms of a job that needs 1,024 MB at times and uses 256 MB on average cost
  // 0.0000002 + 0.2 * 1 * 0.0000167 = 0.00000354 at Lambda, and 0.000000256 + 0.2 * 0.25 * 0.000021
  // = 0.000001306 at Azure, which meters memory.
  @Test
  void aLongerJobOfBurstyMemoryIsCheaperOnAzure() {
    assertSame(new BigDecimal("0.00000354"), usd(vsp("aws:x"), 200, 1024, 256));
    assertSame(new BigDecimal("0.000001306"), usd(vsp("azure:x"), 200, 1024, 256));
    PriceList lambda = CATALOG.prices("aws:us-east-1", "x86_64").orElseThrow();
    PriceList azure = CATALOG.prices("azure:eastus", "x86_64").orElseThrow();
    assertTrue(usd(lambda, 80, 512, 512).compareTo(usd(azure, 80, 512, 512)) < 0, "today too");
    assertTrue(usd(lambda, 200, 1024, 256).compareTo(usd(azure, 200, 1024, 256)) > 0);
  }

  @Test
  void tableTwoOfFed() {
    var regions = CATALOG.fedRegions();

    assertEquals(19, regions.size());
    for (FedRegion region : regions) {
      assertTrue(CATALOG.region(region.regionId()).isPresent(), region.regionId());
      assertEquals(
          100,
          region.percent25Ghz() + region.percent29Ghz() + region.percent30Ghz(),
          0.011,
          region.regionId());
    }
    var ohio =
        regions.stream().filter(region -> region.regionId().equals("aws:us-east-2")).findFirst();
    assertEquals(
        new FedRegion("aws:us-east-2", new BigDecimal("0.0000167"), 20.4, 80.69, 2.16, 17.15, null),
        ohio.orElseThrow());
    var shares =
        regions.stream()
            .filter(region -> region.fossilShare() != null)
            .collect(Collectors.toMap(FedRegion::regionId, FedRegion::fossilShare));
    assertEquals(14, shares.size());
    assertEquals(0.0002, shares.get("aws:ca-central-1"));
    assertNull(shares.get("aws:ap-east-1"));
  }

  private static void assertSame(BigDecimal wanted, BigDecimal found) {
    assertEquals(0, wanted.compareTo(found), () -> wanted + " but was " + found.toPlainString());
  }
}
