package dev.skyvane.standalone.command;

import dev.skyvane.standalone.terminal.Progress;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A command with its output. */
abstract class Subcommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  /** Does what was asked. */
  abstract ExitCode run() throws Exception;

  @Override
  public final Integer call() throws Exception {
    var code = run();
    out().flush();
    err().flush();
    return code.number();
  }

  /** Standard output. */
  final PrintWriter out() {
    return Objects.requireNonNull(spec).commandLine().getOut();
  }

  /** Columns of the terminal; without bound where nobody looks at one. */
  final int width() {
    return Progress.isTerminal()
        ? Objects.requireNonNull(spec).usageMessage().width()
        : Integer.MAX_VALUE;
  }

  /** Standard error. */
  final PrintWriter err() {
    return Objects.requireNonNull(spec).commandLine().getErr();
  }
}
