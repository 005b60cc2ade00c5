package dev.skyvane.catalog.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunPriceTest {

  private static final Map<String, PriceList> LISTS =
      Map.of(
          "aws", list("0.0000002", "0.0000166667", "0", 1, 1, false),
          "arm", list("0.0000002", "0.0000133334", "0", 1, 1, false),
          "hk", list("0.00000028", "0.00002292", "0", 1, 1, false),
          "gcp", list("0.0000004", "0.0000025", "0.000024", 100, 100, false),
          "azure", list("0.0000002", "0.000016", "0", 100, 1, true),
          "free", list("0", "0", "0", 0, 1, false),
          "own", list("0.000001", "0.00001", "0.00002", 250, 50, true));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          list  | duration  | memory| used  | vcpu  | billed | working = cost
          aws   | 1000      |  1024 |       | 0     |   1000 | 0.0000002 + 1 s * (1 GB * 0.0000166667) = 0.0000168667
          aws   | 1         |   128 |       | 0     |      1 | 0.0000002 + 0.001 s * (0.125 GB * 0.0000166667) = 0.0000002020833375
          aws   | 0         |   128 |       | 0     |      1 | 0.0000002 + 0.001 s * (0.125 GB * 0.0000166667) = 0.0000002020833375
          aws   | 0.2       |   512 |       | 0     |      1 | 0.0000002 + 0.001 s * (0.5 GB * 0.0000166667) = 0.00000020833335
          aws   | 100       |   512 |       | 0     |    100 | 0.0000002 + 0.1 s * (0.5 GB * 0.0000166667) = 0.000001033335
          aws   | 100.1     |   512 |       | 0     |    101 | 0.0000002 + 0.101 s * (0.5 GB * 0.0000166667) = 0.00000104166835
          aws   | 123.0001  |  1769 |       | 0     |    124 | 0.0000002 + 0.124 s * (1.7275390625 GB * 0.0000166667) = 0.000003770254536328125
          aws   | 900000    | 10240 |       | 0     | 900000 | 0.0000002 + 900 s * (10 GB * 0.0000166667) = 0.1500005
          aws   | 200       |   512 | 64    | 0     |    200 | 0.0000002 + 0.2 s * (0.5 GB * 0.0000166667) = 0.00000186667
          aws   | 250       |  3008 |       | 2     |    250 | 0.0000002 + 0.25 s * (2.9375 GB * 0.0000166667) = 0.0000124396078125
          arm   | 1000      |  1024 |       | 0     |   1000 | 0.0000002 + 1 s * (1 GB * 0.0000133334) = 0.0000135334
          arm   | 37.5      |   256 |       | 0     |     38 | 0.0000002 + 0.038 s * (0.25 GB * 0.0000133334) = 0.0000003266673
          hk    | 1000      |  1024 |       | 0     |   1000 | 0.00000028 + 1 s * (1 GB * 0.00002292) = 0.0000232
          hk    | 1500.5    |   512 |       | 0     |   1501 | 0.00000028 + 1.501 s * (0.5 GB * 0.00002292) = 0.00001748146
          gcp   | 1         |   128 |       | 0.083 |    100 | 0.0000004 + 0.1 s * (0.125 GB * 0.0000025 + 0.083 vCPU * 0.000024) = 0.00000063045
          gcp   | 100       |   512 |       | 0.333 |    100 | 0.0000004 + 0.1 s * (0.5 GB * 0.0000025 + 0.333 vCPU * 0.000024) = 0.0000013242
          gcp   | 100.0001  |   512 |       | 0.333 |    200 | 0.0000004 + 0.2 s * (0.5 GB * 0.0000025 + 0.333 vCPU * 0.000024) = 0.0000022484
          gcp   | 1000      |  2048 |       | 1     |   1000 | 0.0000004 + 1 s * (2 GB * 0.0000025 + 1 vCPU * 0.000024) = 0.0000294
          gcp   | 250       |  1024 |       | 0.583 |    300 | 0.0000004 + 0.3 s * (1 GB * 0.0000025 + 0.583 vCPU * 0.000024) = 0.0000053476
          gcp   | 60000     | 32768 |       | 8     |  60000 | 0.0000004 + 60 s * (32 GB * 0.0000025 + 8 vCPU * 0.000024) = 0.0163204
          azure | 10        |   512 | 100   | 1     |    100 | 0.0000002 + 0.1 s * (0.125 GB * 0.000016) = 0.0000004
          azure | 100       |  1536 | 128   | 1     |    100 | 0.0000002 + 0.1 s * (0.125 GB * 0.000016) = 0.0000004
          azure | 100.5     |  1536 | 129   | 1     |    101 | 0.0000002 + 0.101 s * (0.25 GB * 0.000016) = 0.000000604
          azure | 1000      |  1536 |       | 1     |   1000 | 0.0000002 + 1 s * (1.5 GB * 0.000016) = 0.0000242
          azure | 1000      |  1400 |       | 1     |   1000 | 0.0000002 + 1 s * (1.375 GB * 0.000016) = 0.0000222
          azure | 500       |  1536 | 0     | 1     |    500 | 0.0000002 + 0.5 s * (0.125 GB * 0.000016) = 0.0000012
          free  | 1234      |   512 |       | 4     |   1234 | 0 + 1.234 s * (0.5 GB * 0) = 0
          own   | 10        |   256 | 200   | 0.5   |    250 | 0.000001 + 0.25 s * (0.25 GB * 0.00001 + 0.5 vCPU * 0.00002) = 0.000004125
          own   | 251       |   256 | 300   | 0.5   |    300 | 0.000001 + 0.3 s * (0.375 GB * 0.00001 + 0.5 vCPU * 0.00002) = 0.000005125
          """)
  void costsAreExact(
      String list,
      double durationMs,
      int memoryMb,
      @Nullable Integer usedMb,
      double vcpu,
      long billedMs,
      String working) {
    PriceList prices = LISTS.get(list);
    var cost = new BigDecimal(working.substring(working.indexOf('=') + 1).strip());

    RunPrice price = prices.at(new Size(memoryMb, vcpu, null)).orElseThrow();

    assertEquals(billedMs, price.billedMs(durationMs));
    assertEquals(0, cost.compareTo(price.usd(durationMs, usedMb)), working);
    assertEquals(0, cost.compareTo(prices.listUsd(price.usage(durationMs, usedMb))), working);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 1, 1, 1",
    "0, 0, 1, 0",
    "0, 0, 100, 0",
    "0.0001, 0, 100, 100",
    "100, 1, 100, 100",
    "100.00000000000001, 1, 100, 200",
    "99.99999999999999, 1, 100, 100",
    "300.00000000000006, 1, 1, 301",
    "1, 150, 100, 200",
    "7, 5, 3, 9",
    "1e12, 1, 1, 1000000000000"
  })
  void durationIsRoundedUpToAFullStep(
      double durationMs, long minimumMs, long roundUpMs, long billedMs) {
    assertEquals(
        billedMs, list("0", "0", "0", minimumMs, roundUpMs, false).product().billedMs(durationMs));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.001, Double.NaN, Double.POSITIVE_INFINITY, 1.1e12})
  void refusesWhatIsNoDuration(double durationMs) {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> cost(LISTS.get("aws"), durationMs, 128, null, 0));

    assertTrue(e.getMessage().startsWith("duration "), e.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "0, , 1, memory",
    "-1, , 1, memory",
    "1, -1, 1, used memory",
    "1, , -1, vcpu",
    "1, , NaN, vcpu"
  })
  void refusesWhatIsNoSize(int memoryMb, @Nullable Integer usedMb, double vcpu, String what) {
    var e =
        assertThrows(
            IllegalArgumentException.class,
            () -> cost(LISTS.get("azure"), 1, memoryMb, usedMb, vcpu));

    assertTrue(e.getMessage().startsWith(what + " is "), e.getMessage());
  }

  @Test
  void refusesNegativePricesAndSteps() {
    assertThrows(IllegalArgumentException.class, () -> list("-1", "0", "0", 1, 1, false));
    assertThrows(IllegalArgumentException.class, () -> list("0", "-1", "0", 1, 1, false));
    assertThrows(IllegalArgumentException.class, () -> list("0", "0", "-0.1", 1, 1, false));
    assertThrows(IllegalArgumentException.class, () -> list("0", "0", "0", -1, 1, false));
    assertThrows(IllegalArgumentException.class, () -> list("0", "0", "0", 1, 0, false));
  }

  // 0.3 s of 0.125 GB and 0.2 GHz: 0.0000004 + 0.3 * (0.125 * 0.0000025 + 0.2 * 0.00001).
  @Test
  void ghzSecondsAreCharged() {
    var list =
        new PriceList(
            "x",
            new Product("x", "x", 100, 100, false, 1, FreeTier.NONE),
            Map.of(
                BilledUnit.REQUEST, Rate.flat(new BigDecimal("0.0000004")),
                BilledUnit.GB_SECOND, Rate.flat(new BigDecimal("0.0000025")),
                BilledUnit.GHZ_SECOND, Rate.flat(new BigDecimal("0.00001"))),
            "test",
            "today");
    var size = new Size(128, 0.083, new BigDecimal("0.2"));

    assertEquals(
        0, new BigDecimal("0.00000109375").compareTo(list.at(size).orElseThrow().usd(201, null)));
    assertEquals(Optional.empty(), list.at(new Size(128, 0.083, null)), "GHz not known");
  }

  @Test
  void aListSaysItsPricesAndWhatItCharges() {
    var list = LISTS.get("gcp");
    var lines = list.lines(new Usage(Map.of(BilledUnit.REQUEST, BigDecimal.TEN)));

    assertEquals(Map.of(BilledUnit.REQUEST, new BigDecimal("0.0000040")), lines);
    assertEquals(new BigDecimal("0.000024"), list.usdPer(BilledUnit.VCPU_SECOND));
    assertEquals(BigDecimal.ZERO, list.usdPer(BilledUnit.GHZ_SECOND));
  }

  private static BigDecimal cost(
      PriceList list, double durationMs, int memoryMb, @Nullable Integer usedMb, double vcpu) {
    return list.at(new Size(memoryMb, vcpu, null)).orElseThrow().usd(durationMs, usedMb);
  }

  static PriceList list(
      String request,
      String gbSecond,
      String vcpuSecond,
      long minimumMs,
      long roundUpMs,
      boolean dynamicMemory) {
    return new PriceList(
        "test",
        new Product("test", "Test", minimumMs, roundUpMs, dynamicMemory, 128, FreeTier.NONE),
        Map.of(
            BilledUnit.REQUEST, Rate.flat(new BigDecimal(request)),
            BilledUnit.GB_SECOND, Rate.flat(new BigDecimal(gbSecond)),
            BilledUnit.VCPU_SECOND, Rate.flat(new BigDecimal(vcpuSecond))),
        "test",
        "today");
  }
}
