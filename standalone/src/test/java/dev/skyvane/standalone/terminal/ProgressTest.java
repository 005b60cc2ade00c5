package dev.skyvane.standalone.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class ProgressTest {
  @Test
  void writesPlainLinesWhereNobodyLooks() {
    var text = new StringWriter();
    var progress = new Progress(new PrintWriter(text), false);
    progress.now("first");
    progress.now("too soon after it");
    progress.line("stays");
    assertEquals(String.format("first%nstays%n"), text.toString());
  }

  @Test
  void replacesSeveralLinesOnATerminal() {
    var text = new StringWriter();
    var progress = new Progress(new PrintWriter(text), true);
    progress.now("a\nb\nc");
    progress.now("d");
    progress.line("stays");
    var erased = "\r\u001b[2K";
    var above = "\u001b[1A\u001b[2K";
    assertEquals(
        erased
            + "\u001b[?7la\nb\nc\u001b[?7h"
            + (erased + above + above + "d")
            + (erased + String.format("stays%n")),
        text.toString());
  }

  @Test
  void replacesOneLineOnATerminal() {
    var text = new StringWriter();
    var progress = new Progress(new PrintWriter(text), true);
    progress.now("1");
    progress.now("2");
    progress.erase();
    progress.erase();
    assertEquals("\r\u001b[2K1\r\u001b[2K2\r\u001b[2K", text.toString());
  }
}
