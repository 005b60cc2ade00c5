package dev.skyvane.cost.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.price.BilledUnit;
import dev.skyvane.cost.bill.Fee;
import dev.skyvane.cost.bill.TenantBill;
import dev.skyvane.cost.bill.TenantBill.Kind;
import dev.skyvane.cost.book.Dimension;
import dev.skyvane.cost.book.FreeUse;
import dev.skyvane.cost.book.Step;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.MeteringSource;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers worked out by hand: 0.06 USD a run, of which 2 requests and 1 GB-second are free. */
class LedgerTest {
  private static final String OWN = "http:own";
  private static final Instant NOON = Bench.NOON;

  private final Bench bench = new Bench(NOON);

  @AfterEach
  void end() {
    bench.close();
  }

  @Test
  void theMarginalPriceIsNothingWhileRunsAreFreeAndTheListPriceThen() {
    bench.ownRegion(OWN);
    bench.function("f", OWN);
    String id = Bench.deployment("f", OWN);
    bench.settle();
    assertEquals(0.0, bench.costs.get(id).getMarginalUsd(), "nothing was used yet");
    assertEquals(0.06, bench.costs.get(id).getMarginalListUsd(), 1e-12);

    bench.pipe(bench.run("f", OWN, NOON).build());
    bench.settle();
    assertEquals(0.0, bench.costs.get(id).getMarginalUsd(), "one request and 0.5 GB-s are left");
    assertEquals("1", bench.costs.get(id).getFreeRequests());
    assertDecimal("0.5", bench.costs.get(id).getFreeGbSeconds());

    bench.pipe(bench.run("f", OWN, NOON.plusMillis(1)).build());
    bench.settle();
    assertEquals(0.06, bench.costs.get(id).getMarginalUsd(), 1e-12);

    bench.pipe(bench.run("f", OWN, NOON.plusMillis(2)).build());
    bench.settle();
    var stats = bench.costs.get(id);
    assertEquals(3, stats.getRequests());
    assertDecimal("0.18", stats.getListCostUsd());
    assertDecimal("0.18", stats.getWindowListUsd());
    assertDecimal("0.06", stats.getWindowSpendUsd());
    assertEquals("2026-11", stats.getMonth());

    TenantBill bill = bench.bills("2026-11", Fee.NONE).getFirst();
    assertDecimal("0.18", bill.usd(Kind.LIST));
    assertDecimal("-0.12", bill.usd(Kind.FREE_TIER));
    assertDecimal("0.06", bill.totalUsd().orElseThrow());
  }

  @Test
  void aSiblingOfTheSameAccountBecomesDearerThoughItWasNotUsed() {
    bench.function("f", "aws:eu-north-1", "aws:eu-west-1");
    bench.settle();
    String idle = Bench.deployment("f", "aws:eu-west-1");
    assertEquals(0.0, bench.costs.get(idle).getMarginalUsd());

    // 10^6 s at 1 GB: the free 400,000 GB-s are gone, the free requests are not.
    bench.pipe(
        bench
            .run("f", "aws:eu-north-1", NOON)
            .setBilledMs(1_000_000_000L)
            .setListCostUsd("16.6667002")
            .build());
    bench.settle();

    assertEquals(
        0.5 * 0.0000166667,
        bench.costs.get(idle).getMarginalUsd(),
        1e-15,
        "0.5 GB-s at list price");
  }

  @Test
  void aboveAVolumeTierItsOwnPriceHolds() {
    String region = "aws:us-east-1";
    bench.function("f", region);
    // 602 runs of 10^6 s at 10 GB: 6.02e9 GB-s, of which 400,000 are free and 19.6e6 lie above 6e9.
    for (int i = 0; i < 602; i++) {
      bench.pipe(
          bench
              .run("f", region, NOON.plusMillis(i))
              .setMemoryMb(10_240)
              .setBilledMs(1_000_000_000L)
              .setListCostUsd("166.6670002")
              .build());
    }
    bench.settle();

    TenantBill bill = bench.bills("2026-11", Fee.NONE).getFirst();
    assertDecimal("100333.5341204", bill.usd(Kind.LIST));
    // 400,000 GB-s and 602 requests.
    assertDecimal("-6.6668004", bill.usd(Kind.FREE_TIER));
    assertDecimal("-32.66732", bill.usd(Kind.VOLUME));
  }

  @Test
  void useBelongsToTheMonthInWhichItEndedByTheProvidersTime() {
    Instant newYork = Instant.parse("2026-12-01T00:00:00Z");
    bench.ownRegion(OWN);
    bench.function("f", OWN, "gcp:europe-west1");
    bench.pipe(bench.run("f", OWN, newYork.minusMillis(1)).build());
    bench.pipe(bench.run("f", OWN, newYork).build());
    // It ended two minutes before midnight and came five minutes after.
    bench.pipe(bench.run("f", OWN, newYork.minusSeconds(120)).build(), newYork.plusSeconds(300));
    // A clock that is a day late is believed for 15 minutes.
    bench.pipe(
        bench.run("f", OWN, newYork.minusSeconds(86_400)).build(), newYork.plusSeconds(1_200));
    // Google's day begins with that of California, eight hours later.
    bench.pipe(bench.run("f", "gcp:europe-west1", newYork.plusSeconds(7 * 3_600)).build());
    bench.settle();

    var november = bench.bills("2026-11", Fee.NONE).getFirst();
    var december = bench.bills("2026-12", Fee.NONE).getFirst();
    assertEquals(3, november.requests());
    assertEquals(2, december.requests());
    assertTrue(november.lines().stream().anyMatch(line -> line.provider().equals("gcp")));
    assertEquals(
        2, bench.windows().month(Dimension.REGION, OWN, YearMonth.of(2026, 11)).requests());
  }

  @Test
  void whatHasNoKnownPriceIsCountedApart() {
    bench.function("f", "http:unknown");
    bench.pipe(bench.run("f", "http:unknown", NOON).setListCostUsd(null).build());
    bench.settle();

    var stats = bench.costs.get(Bench.deployment("f", "http:unknown"));
    assertEquals(1, stats.getUnpriced());
    assertNull(stats.getListCostUsd());
    assertNull(stats.getMarginalUsd());
    TenantBill bill = bench.bills("2026-11", Fee.NONE).getFirst();
    assertTrue(bill.totalUsd().isEmpty());
    assertEquals(1, bill.unpriced());
    assertEquals(1, bill.unknown().size(), bill.unknown().toString());
  }

  @Test
  void numbersThatCannotBeAreUnknownAndHoldNothingUp() {
    bench.ownRegion(OWN);
    bench.function("f", OWN);
    for (String usd : new String[] {"1E+999999999", "-1", "a lot", "1E-999999999"}) {
      bench.pipe(
          bench
              .run("f", OWN, NOON)
              .setListCostUsd(usd)
              .setBilledMs(Long.MIN_VALUE)
              .setMemoryMb(-5)
              .setMemoryUsedMb(-5)
              .setVcpu(Double.NaN)
              .setResultBytes(-1)
              .setDataRegion("nowhere")
              .setDataBytes(-1)
              .build());
    }
    bench.pipe(bench.run("f", OWN, NOON).build());
    bench.settle();

    var stats = bench.costs.get(Bench.deployment("f", OWN));
    assertEquals(5, stats.getRequests());
    assertEquals(4, stats.getUnpriced());
    assertDecimal("0.06", stats.getListCostUsd());
  }

  @Test
  void anOutcomeThatIsWrittenTwiceCountsOnce() {
    bench.ownRegion(OWN);
    bench.function("f", OWN);
    var outcome = bench.run("f", OWN, NOON).build();
    bench.pipe(outcome, NOON.plusSeconds(599));
    bench.pipe(outcome, NOON.plusSeconds(1_199));
    bench.settle();

    assertEquals(1, bench.costs.get(Bench.deployment("f", OWN)).getRequests());
    assertEquals(
        1.0,
        bench.meters.get("skyvane.cost.outcomes").tag("result", "duplicate").counter().count());
  }

  @Test
  void estimatedMeteringIsSummedApartAndWhatDidNotRunCostsNothing() {
    bench.ownRegion(OWN);
    bench.function("f", OWN);
    bench.pipe(bench.run("f", OWN, NOON).build());
    bench.pipe(
        bench
            .run("f", OWN, NOON)
            .setStatus(AttemptStatus.TIMEOUT)
            .setMeteringSource(MeteringSource.ESTIMATED)
            .build());
    bench.pipe(
        bench
            .run("f", OWN, NOON)
            .setStatus(AttemptStatus.THROTTLED)
            .setMeteringSource(MeteringSource.UNKNOWN)
            .setListCostUsd("0")
            .build());
    bench.settle();

    var sums = bench.windows().at(Dimension.FUNCTION, "f", Step.HOUR, NOON.toEpochMilli());
    assertEquals(3, sums.attempts());
    assertEquals(2, sums.requests());
    assertEquals(1, sums.estimated());
    assertDecimal("0.06", sums.estimatedUsd());
    assertDecimal("0.12", sums.listUsd());
    TenantBill bill = bench.bills("2026-11", Fee.NONE).getFirst();
    assertEquals(1, bill.estimated());
    assertDecimal("0.06", bill.estimatedUsd());
  }

  @Test
  void tenantsShareAFreeTierByTheirUseToTheLastDigit() {
    bench.ownRegion(OWN);
    bench.function("f", OWN);
    for (int i = 0; i < 7; i++) {
      bench.pipe(
          bench
              .run("f", OWN, NOON.plusMillis(i))
              .setTenant(i < 1 ? "a" : i < 3 ? "b" : "c")
              .build());
    }
    bench.settle();

    var bills = bench.bills("2026-11", new Fee(new BigDecimal("10"), new BigDecimal("0.001")));
    assertEquals(3, bills.size());
    // 0.12 are free: a seventh, two sevenths, four sevenths and what rounding left.
    assertDecimal("-0.017142857142857142", bills.get(0).usd(Kind.FREE_TIER));
    assertDecimal("-0.034285714285714285", bills.get(1).usd(Kind.FREE_TIER));
    BigDecimal free =
        bills.stream()
            .map(bill -> bill.usd(Kind.FREE_TIER))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    assertDecimal("-0.12", free);
    // 10 % of 0.06 - 0.0171..., and 0.001.
    assertDecimal("0.0052857142857142858", bills.get(0).usd(Kind.FEE));
  }

  @Test
  void aDeploymentThatIsGoneIsTakenBack() {
    bench.ownRegion(OWN);
    bench.function("f", OWN);
    bench.pipe(bench.run("f", OWN, NOON).build());
    bench.settle();
    assertTrue(bench.costs.containsKey(Bench.deployment("f", OWN)));

    bench.noFunction("f");
    bench.settle();
    bench.pipe(bench.run("f", OWN, NOON.plusSeconds(2)).build());
    bench.settle();

    assertFalse(bench.costs.containsKey(Bench.deployment("f", OWN)));
    assertEquals(2, bench.costs.get(OWN).getRequests(), "the region still counts");
  }

  @Test
  void aRegionThatNoSpecNamesAnyMoreIsTakenBackAndItsBooksStay() {
    String bare = "aws:eu-north-1";
    bench.ownRegion(OWN);
    bench.function("f", OWN, bare);
    bench.function("g", bare);
    bench.pipe(bench.run("f", OWN, NOON).build());
    bench.pipe(bench.run("g", bare, NOON).build());
    bench.settle();
    for (String region : List.of(OWN, bare)) {
      assertEquals(1, bench.costs.get(region).getRequests());
      assertEquals(1, bench.carbon.get(region).getRequests());
    }

    bench.noFunction("f");
    bench.settle();
    assertTrue(bench.costs.containsKey(OWN), "its own spec names it");
    assertTrue(bench.costs.containsKey(bare), "another function is deployed there");

    bench.noRegion(OWN);
    bench.noFunction("g");
    bench.settle();
    for (String region : List.of(OWN, bare)) {
      assertFalse(bench.costs.containsKey(region), region);
      assertFalse(bench.carbon.containsKey(region), region);
    }

    // What was still on its way counts, and brings nothing back.
    bench.pipe(bench.run("g", bare, NOON.plusSeconds(2)).build());
    bench.settle();
    assertFalse(bench.costs.containsKey(bare));
    assertFalse(bench.carbon.containsKey(bare));
    assertEquals(
        2, bench.windows().month(Dimension.REGION, bare, YearMonth.of(2026, 11)).requests());
    assertEquals(3, bench.bills("2026-11", Fee.NONE).getFirst().requests());

    bench.function("g", bare);
    bench.pipe(bench.run("g", bare, NOON.plusSeconds(4)).build());
    bench.settle();
    assertEquals(3, bench.costs.get(bare).getRequests(), "it goes on where it was");
  }

  @Test
  void whileASpecCannotBeReadNothingIsTakenBack() {
    bench.ownRegion(OWN);
    bench.function("f", OWN);
    bench.pipe(bench.run("f", OWN, NOON).build());
    bench.settle();

    bench.unreadableFunction("f");
    bench.noRegion(OWN);
    bench.settle();
    assertTrue(bench.costs.containsKey(Bench.deployment("f", OWN)));
    assertTrue(bench.carbon.containsKey(OWN));

    bench.noFunction("f");
    bench.settle();
    assertFalse(bench.costs.containsKey(Bench.deployment("f", OWN)));
    assertFalse(bench.carbon.containsKey(OWN));
  }

  @Test
  void aKeyIsWrittenAtMostEveryTenthOfASecond() {
    bench.ownRegion(OWN);
    bench.function("f", OWN);
    bench.settle();
    bench.emitted = 0;
    for (int i = 0; i < 100; i++) {
      bench.pipe(bench.run("f", OWN, NOON.plusSeconds(2).plusMillis(i)).build());
      bench.driver.advanceWallClockTime(Duration.ofMillis(10));
    }
    bench.read();

    // Two keys, the deployment and its region, for a second; and its marginal price once.
    assertTrue(bench.emitted <= 22, bench.emitted + " records");
    assertTrue(bench.emitted >= 18, bench.emitted + " records");
  }

  @Test
  void windowsEndWhenTheirTimeIsOver() {
    bench.ownRegion(OWN);
    bench.function("f", OWN);
    bench.pipe(bench.run("f", OWN, NOON).build());
    var windows = bench.windows();
    assertEquals(
        1, windows.range(Dimension.REGION, OWN, Step.TEN_SECONDS, 0, Long.MAX_VALUE).size());

    bench.driver.advanceWallClockTime(Duration.ofHours(2));
    assertEquals(
        0, windows.range(Dimension.REGION, OWN, Step.TEN_SECONDS, 0, Long.MAX_VALUE).size());
    assertEquals(1, windows.range(Dimension.REGION, OWN, Step.MINUTE, 0, Long.MAX_VALUE).size());

    bench.driver.advanceWallClockTime(Duration.ofDays(3));
    assertEquals(0, windows.range(Dimension.REGION, OWN, Step.MINUTE, 0, Long.MAX_VALUE).size());
    assertEquals(1, windows.range(Dimension.REGION, OWN, Step.HOUR, 0, Long.MAX_VALUE).size());
  }

  @Test
  void whatIsFreeStillCanBeAsked() {
    bench.ownRegion(OWN);
    bench.function("f", OWN);
    bench.pipe(bench.run("f", OWN, NOON).build());

    var use =
        FreeUse.of(
            bench.driver.<Bytes, byte[]>getKeyValueStore(CostTopology.BOOKS),
            YearMonth.of(2026, 11));
    assertEquals(2, use.size(), use.toString());
    var gbSeconds =
        use.stream().filter(each -> each.unit() == BilledUnit.GB_SECOND).findFirst().orElseThrow();
    assertDecimal("0.5", gbSeconds.used());
    assertDecimal("0.5", gbSeconds.left());
    assertEquals("http", gbSeconds.account());
  }

  private static void assertDecimal(String expected, String actual) {
    assertDecimal(expected, new BigDecimal(actual));
  }

  private static void assertDecimal(String expected, BigDecimal actual) {
    assertEquals(
        0, new BigDecimal(expected).compareTo(actual), () -> expected + " is not " + actual);
  }
}
