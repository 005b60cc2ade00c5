package dev.skyvane.bench.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class KeyOrderTest {
  private final KeyOrder order = new KeyOrder();

  @Test
  void oneAtATimeInOrderIsRight() {
    order.begins(1, 4, 7);
    order.begins(1, 5, 8);
    order.ends(1, 4, 7);
    order.begins(1, 9, 7);

    assertEquals(0, order.broken());
  }

  @Test
  void twoAtATimeAreSeen() {
    order.begins(1, 4, 7);
    order.begins(1, 9, 7);

    assertEquals(1, order.broken());
  }

  @Test
  void aLaterOneBeforeItsTurnIsSeen() {
    order.begins(1, 9, 7);
    order.ends(1, 9, 7);
    order.begins(1, 4, 7);

    assertEquals(1, order.broken());
  }

  @Test
  void theEndOfAnEarlierCallDoesNotEndALaterOne() {
    order.begins(1, 4, 7);
    order.ends(1, 4, 7);
    order.begins(1, 9, 7);
    order.ends(1, 4, 7);
    order.begins(1, 10, 7);

    assertEquals(1, order.broken());
  }

  @Test
  void anotherRunBeginsAnew() {
    order.begins(1, 9, 7);
    order.begins(2, 4, 7);

    assertEquals(0, order.broken());
  }
}
