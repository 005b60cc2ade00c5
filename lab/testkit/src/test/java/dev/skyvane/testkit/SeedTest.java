package dev.skyvane.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

final class SeedTest {
  @Test
  void repeats() {
    var seed = Seed.fresh();
    assertEquals(seed.generator().nextLong(), new Seed(seed.value()).generator().nextLong());
    assertNotEquals(seed.generator().nextLong(), new Seed(seed.value() + 1).generator().nextLong());
  }
}
