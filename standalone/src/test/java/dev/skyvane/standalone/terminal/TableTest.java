package dev.skyvane.standalone.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class TableTest {
  @Test
  void alignsTextLeftAndNumbersRight() {
    var table =
        Table.of("NAME", ">MS", "PLACE").row("a", "5", "São Paulo").row("resize", "1200", "x");
    assertEquals(
        """
        NAME       MS   PLACE
        a           5   São Paulo
        resize   1200   x
        """,
        table.render());
  }

  @Test
  void refusesARowOfAnotherWidth() {
    assertThrows(IllegalArgumentException.class, () -> Table.of("A", "B").row("1"));
  }
}
