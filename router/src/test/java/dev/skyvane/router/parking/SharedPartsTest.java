package dev.skyvane.router.parking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedPartsTest {
  private final SharedParts shared = new SharedParts();

  @Test
  void equalPartsAreOneObject() {
    var first = shared.of(state("resize", List.of("a", "b"), new Spent(BigDecimal.ZERO, 0, 0)));
    var second = shared.of(state("resize", List.of("a", "b"), new Spent(BigDecimal.ZERO, 0, 0)));

    assertSame(first.function(), second.function());
    assertSame(first.tried(), second.tried());
    assertSame(first.refused(), second.refused());
    assertSame(Spent.NOTHING, second.spent());
  }

  @Test
  void whatDiffersStaysAsItIs() {
    var spent = new Spent(new BigDecimal("0.0000002"), 0.1, Double.NaN);
    var first = shared.of(state("resize", List.of("a"), spent));
    var state = state("classify", List.of("a", "b"), spent);
    var second = shared.of(state);

    assertEquals(state, second);
    assertNotSame(first.tried(), second.tried());
    assertSame(spent, second.spent());
  }

  /** With objects of its own, as they are decoded. */
  private static Parked state(String function, List<String> tried, Spent spent) {
    return new Parked(
        Reason.RETRY,
        1,
        2,
        3,
        4,
        0,
        5,
        new String(function.toCharArray()),
        7L,
        List.copyOf(tried.stream().map(id -> new String(id.toCharArray())).toList()),
        List.of(),
        spent);
  }
}
