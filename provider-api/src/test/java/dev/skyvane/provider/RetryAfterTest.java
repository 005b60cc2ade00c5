package dev.skyvane.provider;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-21T08:00:00Z");

  @Test
  void readsSecondsAndDates() {
    assertEquals(Duration.ofSeconds(120), RetryAfter.parse(" 120 ", NOW));
    assertEquals(Duration.ofSeconds(30), RetryAfter.parse("Sat, 21 Nov 2026 08:00:30 GMT", NOW));
    assertEquals(Duration.ZERO, RetryAfter.parse("Sat, 21 Nov 2026 07:00:00 GMT", NOW));
  }

  @Test
  void leavesNonsense() {
    assertNull(RetryAfter.parse(null, NOW));
    assertNull(RetryAfter.parse("soon", NOW));
    assertNull(RetryAfter.parse("-1", NOW));
    assertNull(RetryAfter.parse("99999999999999999999", NOW));
  }
}
