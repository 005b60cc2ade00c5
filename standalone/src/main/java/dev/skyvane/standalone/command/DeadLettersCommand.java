package dev.skyvane.standalone.command;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Invocations that ended without a delivered reply; on its own it shows its help. */
@Command(
    name = "dead-letters",
    description = "List, show and replay invocations that ended without a delivered reply.",
    subcommands = {
      DeadLettersListCommand.class,
      DeadLettersShowCommand.class,
      DeadLettersReplayCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane dead-letters list --since 2h",
      "  skyvane dead-letters show skyvane.invocations-3@127",
      "  skyvane dead-letters replay --function resize --reason attempts-exhausted"
    })
final class DeadLettersCommand implements Runnable {
  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    var line = Objects.requireNonNull(spec).commandLine();
    line.usage(line.getOut());
  }
}
