package dev.skyvane.standalone.command;

import dev.skyvane.standalone.process.Context;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Ends the process. */
@Command(
    name = "down",
    description = "End the process that 'up' started; its data stays.",
    footerHeading = "%nExamples:%n",
    footer = "  skyvane down")
final class DownCommand extends Subcommand {
  private static final Duration LIMIT = Duration.ofSeconds(40);

  @Mixin private final DataOptions data = new DataOptions();

  @Override
  ExitCode run() throws Exception {
    var directory = data.directory();
    if (!directory.inUse()) {
      out().println("nothing runs on the data in " + directory.path());
      return ExitCode.OK;
    }
    var context = Context.read(directory.context());
    if (context.isEmpty()) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE,
          "it is starting or ending just now; try again, and see the log at " + directory.log());
    }
    long pid = context.get().pid();
    var process = ProcessHandle.of(pid);
    process.ifPresent(ProcessHandle::destroy);
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (directory.inUse() || process.filter(ProcessHandle::isAlive).isPresent()) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailure(
            ExitCode.TIMEOUT,
            "process "
                + pid
                + " did not end within "
                + LIMIT.toSeconds()
                + " s; see "
                + directory.log()
                + ", or end it with: kill -9 "
                + pid);
      }
      Thread.sleep(50);
    }
    out().println("ended; the data stays in " + directory.path());
    return ExitCode.OK;
  }
}
