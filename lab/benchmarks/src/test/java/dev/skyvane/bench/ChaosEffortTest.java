package dev.skyvane.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** How much chaos there is for which arguments. The chaos itself is run by the suite. */
class ChaosEffortTest {
  @Test
  void theWholeIsAMillionInvocationsAndTwoHundredFaults() {
    var whole = ChaosEffort.of(false, List.of());

    assertEquals(1_000_000, whole.invocations());
    assertEquals(200, whole.faults());
    assertEquals(List.of(10, 100, 1_000), whole.intervals());
    assertTrue(whole.expected().toMinutes() >= 40, whole.expected()::toString);
    assertTrue(!whole.text().contains("fast"), whole::text);
  }

  @Test
  void fastIsTwentyThousandAndTwelve() {
    var fast = ChaosEffort.of(true, List.of());

    assertEquals(20_000, fast.invocations());
    assertEquals(12, fast.faults());
    assertTrue(fast.expected().toMinutes() <= 10, fast.expected()::toString);
    assertTrue(fast.text().contains("fast: 2.0 %"), fast::text);
  }

  @Test
  void roundsHoldAllFaultsAndInvocations() {
    var effort = ChaosEffort.of(false, List.of("invocations=1000", "faults=19"));

    int faults = 0;
    for (int round = 0; round < effort.rounds(); round++) {
      assertTrue(effort.faultsOf(round) > 0, "round " + round);
      faults += effort.faultsOf(round);
    }
    assertEquals(19, faults);
    assertEquals(0, effort.invocationsUpTo(0));
    assertEquals(1_000, effort.invocationsUpTo(faults));
  }

  @Test
  void argumentsAreTaken() {
    var effort =
        ChaosEffort.of(true, List.of("commit-interval-ms=50", "kills=0", "seconds-per-fault=20"));

    assertEquals(50, effort.commitInterval().toMillis());
    assertEquals(0, effort.kills());
    assertEquals(20_000.0 / 12 / 20, effort.rate(), 1e-9);
  }

  @Test
  void whatCannotBeRunIsRefused() {
    refused("comit-interval-ms=50", "commit-interval-ms");
    refused("faults", "=NUMBER");
    refused("faults=many", "whole number");
    refused("faults=0", "at least 1");
    refused("invocations=100", "too few");
  }

  private static void refused(String argument, String said) {
    var error =
        assertThrows(IllegalArgumentException.class, () -> ChaosEffort.of(true, List.of(argument)));
    assertTrue(String.valueOf(error.getMessage()).contains(said), error::getMessage);
  }
}
