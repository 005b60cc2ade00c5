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
  void cutsTheLastColumnToTheTerminal() {
    var table = Table.of("NAME", "MESSAGE").row("a", "x".repeat(40)).row("b", "short");
    assertEquals(
        "NAME   MESSAGE\na      " + "x".repeat(22) + "…\nb      short\n", table.render(30));
    assertEquals("NAME   MESSAGE\na      " + "x".repeat(19) + "…\nb      short\n", table.render(1));
    assertEquals(table.render(), table.render(47));
  }

  @Test
  void aCellNeverSteersTheTerminal() {
    assertEquals("A\none [31mtwo three\n", Table.of("A").row("one\u001b[31mtwo\r\nthree").render());
  }

  @Test
  void refusesARowOfAnotherWidth() {
    assertThrows(IllegalArgumentException.class, () -> Table.of("A", "B").row("1"));
  }
}
