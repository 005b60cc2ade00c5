package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.catalog.price.MonthToDate;
import dev.skyvane.catalog.price.RunPrice;
import dev.skyvane.catalog.price.Size;
import dev.skyvane.catalog.price.Usage;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Baarzi et al., "On Merits and Viability of Multi-Cloud Serverless" (SoCC 2021), section 2.2: the
 * free tiers of three providers, by its Table 1, are used up before anything is paid.
 */
class FreeTiersTest {
  /** Runs of 100 ms and 128 MB, of which requests are what the free tiers run out of first. */
  private static final long RUNS_AT_ONCE = 100_000;

  private static final long RUN_MS = 100;
  private static final Size SIZE = new Size(128, 0.2, new BigDecimal("0.2"));

  private final MonthToDate month = new MonthToDate();

  private static RunPrice price(String region) {
    return Catalog.load()
        .vspPriceBook()
        .list(region, "x86_64")
        .flatMap(list -> list.at(SIZE))
        .orElseThrow();
  }

  private static Usage runs(RunPrice price) {
    return price.usage(RUN_MS, null).times(RUNS_AT_ONCE);
  }

  @Test
  void fourMillionRequestsOfThreeProvidersCostNothing() {
    var prices =
        Map.of(
            "aws", price("aws:us-east-1"),
            "azure", price("azure:eastus"),
            "gcp", price("gcp:us-central1"));
    var scheduler =
        new Scheduler(
            LatencyModel.fed(),
            (deployment, _) -> {
              var price = prices.get(deployment.id());
              return month.marginalUsd(price.list(), runs(price)).orElseThrow().doubleValue();
            },
            EgressPrice.withinRegions());
    var function =
        Sketch.function(
            Sketch.minimize("cost").build(),
            new Loads(),
            List.of(Sketch.of("aws"), Sketch.of("azure"), Sketch.of("gcp")));

    var free = new TreeMap<String, Integer>();
    var paid = new ArrayList<String>();
    for (int step = 0; step < 42; step++) {
      var first = scheduler.plan(function, null, 1, 0).candidate(0);
      var id = first.deployment().id();
      if (first.usd() == 0) {
        free.merge(id, 1, Integer::sum);
      } else {
        paid.add(id + " " + BigDecimal.valueOf(first.usd()).stripTrailingZeros().toPlainString());
      }
      month.add(prices.get(id).list(), runs(prices.get(id)));
    }

    assertEquals(Map.of("aws", 10, "azure", 10, "gcp", 20), free);
    // 100,000 requests at 0.2 USD per million; their 1,250 GB-s are still free.
    assertEquals(List.of("aws 0.02", "aws 0.02"), paid);
  }
}
