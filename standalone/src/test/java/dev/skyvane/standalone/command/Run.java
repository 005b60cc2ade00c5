package dev.skyvane.standalone.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/** A command that was executed in this JVM. */
record Run(int code, String out, String err) {
  static Run of(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var line = SkyvaneCommand.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
    int code = line.execute(arguments);
    return new Run(code, out.toString(), err.toString());
  }
}
