package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class EffortTest {
  private static final int CONTENDERS = 4;
  private static final int SERIES = 12;
  private static final int CASES = 4;

  @Test
  void backlogsStayWithinTheirTime() {
    var whole = ThroughputEffort.of(false).expected(CONTENDERS, SERIES, CASES);
    var fast = ThroughputEffort.of(true).expected(CONTENDERS, SERIES, CASES);

    assertTrue(whole.compareTo(Duration.ofMinutes(12)) <= 0, whole::toString);
    assertTrue(fast.compareTo(Duration.ofMinutes(3)) <= 0, fast::toString);
  }

  @Test
  void expectedTimeIsTheSumOfItsParts() {
    var effort =
        new ThroughputEffort(
            2, Duration.ofSeconds(4), Duration.ofSeconds(10), Duration.ofSeconds(1));

    // 15 start, 3 x 11 warm-up, 2 x 3 for cases, 5 x (2 + 2 x 5), the README's 3 + 2 x 3 x 2.
    assertEquals(Duration.ofSeconds(15 + 33 + 6 + 60 + 15), effort.expected(3, 5, 2));
  }

  @Test
  void roundsOutlastVeryLongCalls() {
    var effort = new HeldBackEffort(1, Duration.ofSeconds(4), Duration.ofSeconds(1));

    assertEquals(Duration.ofSeconds(12), effort.length(10_000));
    assertEquals(Duration.ofSeconds(4), effort.length(100));
  }

  @Test
  void heldBackCallsStayWithinTheirTime() {
    var fast = HeldBackEffort.of(true).expected(6_000);

    assertTrue(fast.compareTo(Duration.ofMinutes(3)) <= 0, fast::toString);
  }
}
