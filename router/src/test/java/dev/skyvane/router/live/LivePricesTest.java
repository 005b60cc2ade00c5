package dev.skyvane.router.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.schemas.record.CostStats;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LivePricesTest {
  private long now = 1_000_000_000;
  private final LivePrices prices = new LivePrices(Duration.ofHours(24), () -> now);

  private double usd() {
    return prices.usd(Sketch.of("a").usd(3e-6).view(new Loads()), 100);
  }

  private void take(double usd) {
    prices.take("a", CostStats.newBuilder().setMarginalUsd(usd).build(), now);
    prices.settle();
  }

  @Test
  void theNewestCountsUntilItIsOldOrGone() {
    assertEquals(3e-6, usd());
    take(0);
    assertEquals(0, usd());
    now += Duration.ofHours(24).toMillis();
    assertEquals(0, usd());
    now++;
    assertEquals(3e-6, usd());
    take(2e-6);
    assertEquals(2e-6, usd());
    prices.take("a", null, now);
    prices.settle();
    assertEquals(3e-6, usd());
  }

  @Test
  void plansAreMadeAnewForWhatMoves() {
    take(2e-6);
    assertEquals(1, prices.version());
    take(2.01e-6);
    assertEquals(1, prices.version());
    take(2.1e-6);
    assertEquals(2, prices.version());
    take(0);
    assertEquals(3, prices.version(), "the free tier came back");
    take(0);
    assertEquals(3, prices.version());
    prices.take("a", null, now);
    prices.settle();
    assertEquals(4, prices.version());
  }
}
