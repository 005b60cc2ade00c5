package dev.skyvane.router.provider.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.ChildJvm;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a first call loads, in processes that have called nobody before. */
class FirstCallTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** What a call may still load: lambdas and the like, some ms in all. */
  private static final int FEW = 100;

  private static int loaded(String how) {
    try (var process = ChildJvm.start(FirstCall.class, List.of("-Xmx128m"), List.of(how))) {
      int loaded = Integer.parseInt(process.awaitLine("loaded=", LIMIT));
      assertEquals("Success", process.awaitLine("result=", LIMIT));
      return loaded;
    }
  }

  @Test
  void afterAWarmUpItLoadsHardlyAnyClasses() {
    int cold = loaded("cold");
    int warm = loaded("warm");
    assertTrue(cold > 10 * FEW, cold + " classes in a cold process");
    assertTrue(warm <= FEW, warm + " classes after a warm-up, " + cold + " without");
  }
}
