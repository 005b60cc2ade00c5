package dev.skyvane.standalone.command;

import picocli.CommandLine.Command;

/** Pauses functions. */
@Command(
    name = "pause",
    description =
        "Hold back a function's invocations: they wait until it is resumed or their deadline passes.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane pause resize",
      "  skyvane pause resize bag-of-words     all of them, or none if a name is wrong",
      "",
      "Invocations are still accepted. An attempt that has begun goes on. 'apply' leaves a function",
      "paused where its manifest does not say 'paused: false'."
    })
final class PauseCommand extends PauseSwitch {
  PauseCommand() {
    super(true, "paused", "is paused already");
  }
}
