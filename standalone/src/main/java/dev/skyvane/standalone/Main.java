package dev.skyvane.standalone;

import dev.skyvane.standalone.command.SkyvaneCommand;

/** Entry point of {@code skyvane}. */
public final class Main {
  private Main() {}

  /** Executes a command and exits with its code. */
  public static void main(String[] arguments) {
    System.exit(SkyvaneCommand.execute(arguments));
  }
}
