package dev.skyvane.cost.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.price.MonthToDate;
import dev.skyvane.catalog.price.RunPrice;
import dev.skyvane.cost.bill.BillJson;
import dev.skyvane.cost.bill.Fee;
import dev.skyvane.cost.bill.TenantBill;
import dev.skyvane.cost.bill.TenantBill.Kind;
import dev.skyvane.cost.book.Dimension;
import dev.skyvane.cost.book.Step;
import dev.skyvane.schemas.record.AttemptStatus;
import dev.skyvane.schemas.record.MeteringSource;
import dev.skyvane.testkit.Seed;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;

/** Whatever happened, bills are the sum of receipts less the accounts' credits, and the fee. */
class RandomBillsTest {
  private static final List<String> REGIONS =
      List.of("aws:eu-north-1", "aws:us-east-1", "gcp:europe-west1", "azure:eastus");
  private static final List<String> FUNCTIONS = List.of("f", "g");
  private static final List<String> TENANTS = List.of("acme", "umbrella", "");

  @RepeatedTest(5)
  void billsAreTheSumOfReceiptsLessCreditsAndTheFee() {
    var random = Seed.fresh().generator();
    var fee = new Fee(new BigDecimal("2.5"), new BigDecimal("0.0000001"));
    var accounts = new HashMap<String, MonthToDate>();
    var receipts = new HashMap<String, BigDecimal>();
    long requests = 0;
    try (var bench = new Bench(Bench.NOON)) {
      FUNCTIONS.forEach(name -> bench.function(name, REGIONS.toArray(String[]::new)));
      for (int i = 0; i < 300; i++) {
        String region = REGIONS.get(random.nextInt(REGIONS.size()));
        String provider = region.substring(0, region.indexOf(':'));
        String tenant = TENANTS.get(random.nextInt(TENANTS.size()));
        // Some take so long that free tiers are passed.
        long ms = random.nextInt(10) == 0 ? random.nextLong(100_000_000) : random.nextLong(2_000);
        RunPrice price =
            Bench.CATALOG
                .runPrice(region, null, "x86_64", Bench.CATALOG.size(provider, 1024, null), null)
                .orElseThrow();
        BigDecimal list = price.usd(ms, null);
        var outcome =
            bench
                .run(FUNCTIONS.get(random.nextInt(2)), region, Bench.NOON.plusMillis(i))
                .setTenant(tenant.isEmpty() ? null : tenant)
                .setVcpu(price.size().vcpu())
                .setBilledMs(ms)
                .setListCostUsd(list.toPlainString());
        if (random.nextInt(10) == 0) {
          bench.pipe(
              outcome
                  .setStatus(AttemptStatus.UNAVAILABLE)
                  .setMeteringSource(MeteringSource.UNKNOWN)
                  .setListCostUsd("0")
                  .build());
          continue;
        }
        var once = outcome.build();
        bench.pipe(once);
        if (random.nextInt(10) == 0) {
          bench.pipe(once, Bench.NOON.plusMillis(i + random.nextInt(100_000)));
        }
        accounts
            .computeIfAbsent(provider, _ -> new MonthToDate())
            .add(price.list(), price.usage(ms, null));
        receipts.merge(tenant, list, BigDecimal::add);
        requests++;
      }
      bench.settle();
      check(bench, bench.bills("2026-11", fee), receipts, accounts, fee, requests);
    }
  }

  private static void check(
      Bench bench,
      List<TenantBill> bills,
      Map<String, BigDecimal> receipts,
      Map<String, MonthToDate> accounts,
      Fee fee,
      long requests) {
    BigDecimal credits = BigDecimal.ZERO;
    for (MonthToDate account : accounts.values()) {
      var bill = account.bill();
      credits = credits.add(bill.freeTierUsd()).add(bill.volumeUsd());
    }
    BigDecimal total = BigDecimal.ZERO;
    BigDecimal net = BigDecimal.ZERO;
    BigDecimal shared = BigDecimal.ZERO;
    BigDecimal listed = BigDecimal.ZERO;
    for (TenantBill bill : bills) {
      assertEquals(0, receipts.get(bill.tenant()).compareTo(bill.usd(Kind.LIST)), bill.tenant());
      assertTrue(bill.usd(Kind.FREE_TIER).signum() <= 0);
      assertTrue(bill.usd(Kind.LIST).add(bill.usd(Kind.FREE_TIER)).signum() >= 0);
      assertEquals(bill, BillJson.read(BillJson.of(bill)));
      listed = listed.add(bill.usd(Kind.LIST));
      shared = shared.add(bill.usd(Kind.FREE_TIER)).add(bill.usd(Kind.VOLUME));
      net = listed.add(shared);
      total = total.add(bill.totalUsd().orElseThrow());
    }
    assertEquals(0, credits.compareTo(shared), credits + " is not " + shared);
    BigDecimal onTop =
        net.multiply(fee.percent())
            .movePointLeft(2)
            .add(fee.usdPerRequest().multiply(BigDecimal.valueOf(requests)));
    assertEquals(0, net.add(onTop).compareTo(total), net.add(onTop) + " is not " + total);

    // Every view of the same runs has the same sum.
    for (Dimension dimension : Dimension.values()) {
      BigDecimal sum = BigDecimal.ZERO;
      BigDecimal spent = BigDecimal.ZERO;
      for (String id : bench.windows().ids(dimension)) {
        var sums = bench.windows().at(dimension, id, Step.HOUR, Bench.NOON.toEpochMilli());
        sum = sum.add(sums.listUsd());
        spent = spent.add(sums.spendUsd());
      }
      assertEquals(0, listed.compareTo(sum), dimension + ": " + listed + " is not " + sum);
      assertEquals(0, net.compareTo(spent), dimension + ": " + net + " is not " + spent);
    }
  }
}
