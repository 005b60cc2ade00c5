package dev.skyvane.router.probe;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class ProbeBudgetTest {
  private static final BigDecimal MOST = new BigDecimal("0.10");
  private static final long DAY = 86_400_000;

  private final ProbeBudget budget = new ProbeBudget();

  @Test
  void aDayHoldsSoMuchAndTheNextAsMuchAgain() {
    long now = 20_000 * DAY;
    assertTrue(budget.allows("f", 0.10, MOST, now));
    budget.spend("f", new BigDecimal("0.0999"), now);
    assertTrue(budget.allows("f", 0.0001, MOST, now + DAY - 1));
    assertFalse(budget.allows("f", 0.00011, MOST, now + DAY - 1));
    assertTrue(budget.allows("g", 0.10, MOST, now), "each function has its own");
    assertTrue(budget.allows("f", 0.10, MOST, now + DAY));
  }

  @Test
  void whatIsFreeIsAlwaysAllowedAndWhatIsUnknownNever() {
    assertTrue(budget.allows("f", 0, BigDecimal.ZERO, 0));
    assertFalse(budget.allows("f", Double.NaN, MOST, 0));
  }
}
