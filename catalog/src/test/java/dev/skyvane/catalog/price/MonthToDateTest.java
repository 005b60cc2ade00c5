package dev.skyvane.catalog.price;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MonthToDateTest {

  private static final Catalog CATALOG = Catalog.load();

  private static final List<PriceList> LISTS =
      List.of(
          list("aws:us-east-1", "aws-lambda"),
          list("aws:ap-east-1", "aws-lambda"),
          list("azure:eastus", "azure-consumption"),
          list("gcp:us-central1", "gcp-run-functions"),
          list("gcp:europe-west3", "gcp-run-functions"),
          list("gcp:europe-west3", "gcp-functions-1st-gen"));

  private static PriceList list(String region, String product) {
    return CATALOG.priceBook().list(region, product, "x86_64").orElseThrow();
  }

  private static Usage use(PriceList list, double durationMs, int memoryMb) {
    return list.at(CATALOG.sizes().size(list.product().id(), memoryMb, null))
        .orElseThrow()
        .usage(durationMs, null);
  }

  @Property
  void marginalPricesAddUpToTheBillAndLieBetweenZeroAndTheListPrice(
      @ForAll @Size(max = 40) List<@IntRange(min = 0, max = 5) Integer> picks,
      @ForAll @IntRange(min = 1, max = 900_000) int durationMs,
      @ForAll @IntRange(min = 1, max = 300_000) int runs) {
    var month = new MonthToDate();
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal listed = BigDecimal.ZERO;
    for (int pick : picks) {
      PriceList list = LISTS.get(pick);
      Usage usage = use(list, durationMs, 1024).times(runs);
      BigDecimal marginal = month.marginalUsd(list, usage).orElseThrow();
      assertTrue(marginal.signum() >= 0 && marginal.compareTo(list.listUsd(usage)) <= 0);
      month.add(list, usage);
      sum = sum.add(marginal);
      listed = listed.add(list.listUsd(usage));
    }
    Bill bill = month.bill();

    assertEquals(0, sum.compareTo(bill.totalUsd().orElseThrow()));
    assertEquals(0, listed.compareTo(bill.listUsd()));
    assertTrue(bill.freeTierUsd().signum() <= 0 && bill.volumeUsd().signum() <= 0);
  }

  @Property
  void bookingInPiecesIsBookingAtOnce(
      @ForAll @IntRange(min = 0, max = 5) int pick,
      @ForAll @IntRange(min = 1, max = 10_000_000) int first,
      @ForAll @IntRange(min = 1, max = 10_000_000) int second) {
    PriceList list = LISTS.get(pick);
    Usage one = use(list, 700, 1024);
    var pieces = new MonthToDate();
    pieces.add(list, one.times(first));
    pieces.add(list, one.times(second));
    var whole = new MonthToDate();
    whole.add(list, one.times((long) first + second));

    assertEquals(
        0, whole.bill().totalUsd().orElseThrow().compareTo(pieces.bill().totalUsd().orElseThrow()));
  }

  // "On Merits and Viability of Multi-Cloud Serverless", section 2.2: the free tiers of Table 1
  // together are 1 + 1 + 2 million requests and 3 * 400,000 GB-seconds.
  // 100 ms at 128 MB: all four million requests are free, as 2,000,000 * 0.1 s * 0.2 GHz are 40,000
  // GHz-s, and nobody's GB-seconds exceed 2,000,000 * 0.1 * 0.125.
  // 250 ms at 1 GB: AWS takes 1,000,000, for requests end before GB-seconds (400,000 / 0.25 =
  // 1,600,000), as does Azure; Google bills 300 ms, and its GHz-seconds end first: 200,000 / (0.3 *
  // 1.4) = 476,190.
  @ParameterizedTest
  @CsvSource({"100, 128, 4000", "250, 1024, 2476"})
  void theLowestMarginalPriceUsesUpEveryFreeTierBeforePaying(
      double durationMs, int memoryMb, int thousands) {
    var lists =
        List.of(
            CATALOG.vspPriceBook().list("aws:us-east-1", "x86_64").orElseThrow(),
            CATALOG.vspPriceBook().list("azure:eastus", "x86_64").orElseThrow(),
            CATALOG.vspPriceBook().list("gcp:us-central1", "x86_64").orElseThrow());
    var month = new MonthToDate();
    int thousandsFree = 0;
    while (true) {
      var best =
          lists.stream()
              .map(
                  list ->
                      Map.entry(
                          month
                              .marginalUsd(list, use(list, durationMs, memoryMb).times(1000))
                              .orElseThrow(),
                          list))
              .min(Map.Entry.comparingByKey(Comparator.naturalOrder()))
              .orElseThrow();
      if (best.getKey().signum() > 0) {
        break;
      }
      month.add(best.getValue(), use(best.getValue(), durationMs, memoryMb).times(1000));
      thousandsFree++;
    }

    assertEquals(thousands, thousandsFree);
    assertEquals(0, month.bill().totalUsd().orElseThrow().signum());
    BigDecimal requests = BigDecimal.ZERO;
    BigDecimal gbSeconds = BigDecimal.ZERO;
    for (PriceList list : lists) {
      FreeTier free = list.product().free();
      requests = requests.add(free.grant(BilledUnit.REQUEST).orElseThrow().quantity());
      gbSeconds = gbSeconds.add(free.grant(BilledUnit.GB_SECOND).orElseThrow().quantity());
    }
    assertEquals(new BigDecimal(4_000_000), requests);
    assertEquals(new BigDecimal(1_200_000), gbSeconds);
  }

  // 1 million runs of 300 ms at 1 GB leave 100,000 GB-s and no request at AWS. Google's grant of
  // 0.9 USD is 360,000 GB-s at the price of tier 1; 100,000 GB-s in Frankfurt take 0.35 USD of it,
  // and 0.55 / 0.0000025 = 220,000 are left.
  @Test
  void whatIsLeftOfAFreeTier() {
    PriceList aws = LISTS.get(0);
    PriceList frankfurt = LISTS.get(4);
    var month = new MonthToDate();
    month.add(aws, use(aws, 300, 1024).times(1_000_000));
    month.add(frankfurt, new Usage(Map.of(BilledUnit.GB_SECOND, new BigDecimal("100000"))));

    assertEquals(BigDecimal.ZERO, left(month, aws, BilledUnit.REQUEST));
    assertEquals(0, new BigDecimal(100_000).compareTo(left(month, aws, BilledUnit.GB_SECOND)));
    assertEquals(
        0, new BigDecimal(220_000).compareTo(left(month, frankfurt, BilledUnit.GB_SECOND)));
    assertEquals(
        new BigDecimal(1_000_000), left(month, LISTS.get(2), BilledUnit.REQUEST), "not used yet");
    assertEquals(BigDecimal.ZERO, left(month, aws, BilledUnit.GHZ_SECOND), "nothing is free");
  }

  private static BigDecimal left(MonthToDate month, PriceList list, BilledUnit unit) {
    BigDecimal left = month.freeLeft(list.product().free(), unit);
    return left.signum() == 0 ? BigDecimal.ZERO : left;
  }

  @Test
  void creditsStandOnLinesOfTheirOwn() {
    PriceList aws = LISTS.get(0);
    var month = new MonthToDate();
    month.add(aws, use(aws, 1000, 1024).times(7_000_400_000L));
    var kinds = new ArrayList<String>();
    for (Bill.Line line : month.bill().lines()) {
      kinds.add(
          line.kind()
              + " "
              + line.unit().text()
              + " "
              + line.usd().stripTrailingZeros().toPlainString());
    }

    // 7,000,400,000 * 0.0000166667, * 0.0000002; 400,000 and 1,000,000 free; 1,000,000,000 at
    // 0.0000016667 less.
    assertEquals(
        List.of(
            "FREE_TIER GB-s -6.66668",
            "FREE_TIER request -0.2",
            "LIST GB-s 116673.56668",
            "LIST request 1400.08",
            "VOLUME GB-s -1666.7"),
        kinds.stream().sorted().toList());
    assertEquals("aws:us-east-1 x86_64", month.bill().lines().getFirst().subject());
  }

  @Test
  void whatHasNoPriceLeavesTheBillWithoutATotal() {
    var month = new MonthToDate();
    month.add(LISTS.get(0), use(LISTS.get(0), 100, 512));
    assertTrue(month.bill().totalUsd().isPresent());
    month.addUnpriced("aws:mx-central-1 x86_64");

    assertEquals(Optional.empty(), month.bill().totalUsd());
    assertEquals(List.of("aws:mx-central-1 x86_64"), month.bill().unpriced());
    assertFalse(month.bill().lines().isEmpty());
  }
}
