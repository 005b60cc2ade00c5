package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class StuckWindowTest {
  @Test
  void theStuckRecordLeavesTheWindowAtAQuarterOfIt() {
    var found = StuckWindow.run(60_000, 3);

    assertEquals(60_000, found.completions());
    // A quarter held back and those in flight, spread as they complete at random.
    assertTrue(found.mostSpan() > StuckWindow.WINDOW / 4, found::toString);
    assertTrue(found.mostSpan() < StuckWindow.WINDOW / 2, found::toString);
    assertTrue(found.mostMetadata() > 100, found::toString);
  }
}
