package dev.skyvane.router;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.emulator.SampleFunction;
import dev.skyvane.testkit.KafkaCluster;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What is done beyond an unfinished offset is not done again by the next owner. */
class RestartIT {
  private static final int QUICK = 600;
  private static final int LONG_CALL_MS = 8_000;

  @Test
  void onlyTheUnfinishedCallIsMadeAgain() {
    try (var site = new Site(KafkaCluster.inThisJvm(1), Map.of())) {
      site.deploy("quick", SampleFunction.ECHO, spec -> spec);
      site.deploy("long", SampleFunction.SLEEPY, spec -> spec);
      var first = site.router(Map.of(RouterConfig.DRAIN_TIMEOUT_MS, "0"));
      site.send(Site.plain("long", "l", "{\"sleepMs\":" + LONG_CALL_MS + "}"));
      for (int i = 0; i < QUICK; i++) {
        site.producer.send(Site.plain("quick", "q" + i, "{}"));
      }
      site.read(Site.REPLIES, QUICK);
      first.close();
      site.router(Map.of());
      site.read(Site.REPLIES, QUICK + 1);
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertEquals(2, calls(site, "long")));
      assertEquals(QUICK, calls(site, "quick"));
    }
  }

  private static long calls(Site site, String function) {
    return site.clouds.regions().stream()
        .flatMap(region -> region.ledger().entries().stream())
        .filter(entry -> entry.function().equals(function))
        .count();
  }
}
