package dev.skyvane.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BackEndTest {
  private final long began = System.nanoTime();

  @Test
  void whoFindsAllWorkersBusyWaitsForTheFirstThatIsFree() {
    var backEnd = new BackEnd(2);

    assertEquals(0, wait(backEnd, 100, 0));
    assertEquals(0, wait(backEnd, 70, 10));
    // The workers are free at 100 and 80.
    assertEquals(60, wait(backEnd, 50, 20));
    // Now at 100 and 130: who comes next goes before who comes later.
    assertEquals(70, wait(backEnd, 50, 30));
    assertEquals(90, wait(backEnd, 50, 40));
    // At 150 and 180, both free at last.
    assertEquals(0, wait(backEnd, 10, 180));
    assertEquals(0, wait(backEnd, 10, 181));
    assertEquals(8, wait(backEnd, 10, 182));
  }

  @Test
  void withoutABackEndNobodyWaits() {
    var none = new BackEnd(FunctionOptions.NO_BACK_END);

    for (int i = 0; i < 1_000; i++) {
      assertEquals(0, wait(none, 1_000, 0));
    }
  }

  private double wait(BackEnd backEnd, double serviceMs, long atMs) {
    return backEnd.waitMs(serviceMs, began + atMs * 1_000_000);
  }
}
