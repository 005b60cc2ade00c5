package dev.skyvane.standalone.command;

import picocli.CommandLine.Command;

/** Resumes functions. */
@Command(
    name = "resume",
    description = "Let a paused function's invocations run again.",
    footerHeading = "%nExamples:%n",
    footer = {"  skyvane resume resize", "  skyvane resume resize bag-of-words"})
final class ResumeCommand extends PauseSwitch {
  ResumeCommand() {
    super(false, "resumed", "is not paused");
  }
}
