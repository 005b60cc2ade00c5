package dev.skyvane.router.intake;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TenureTest {
  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final Tenure tenure = new Tenure(clock::get, Duration.ofNanos(200));

  @Test
  void whoRunsIsSure() {
    for (int i = 0; i < 100; i++) {
      clock.addAndGet(99);
      assertTrue(tenure.sure());
      tenure.tick();
    }
  }

  @Test
  void whoStoodStillForHalfASessionIsSureOnlyWhenTheGroupSaysSo() {
    clock.addAndGet(100);
    assertFalse(tenure.sure());
    tenure.tick();
    assertFalse(tenure.sure(), "running again confirms nothing");
    tenure.confirmed();
    assertTrue(tenure.sure());
  }
}
