package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class BacklogEffortTest {
  @Test
  void theWholeIsWhatIsPromised() {
    var whole = BacklogEffort.of(false);

    assertEquals(10_000_000, whole.stuck().modelled());
    assertTrue(whole.stuck().rounds() * whole.stuck().completions() >= 300_000);
    assertEquals(1_000_000, whole.parked().entries());
    assertEquals(100_000, whole.waiting().retries());
    assertEquals(1_024, whole.lag().records());
    assertFalse(whole.text().contains("fast"), whole::text);
  }

  @Test
  void theFastOneSaysWhatTheWholeIs() {
    var fast = BacklogEffort.of(true);

    assertTrue(fast.text().contains("fast: the whole is 6 rounds of 50,000"), fast::text);
    fast.expected()
        .forEach(
            (name, expected) ->
                assertTrue(
                    expected.compareTo(BacklogEffort.of(false).expected().get(name)) < 0, name));
  }
}
