package dev.skyvane.standalone.command;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Shows the log. */
@Command(
    name = "logs",
    description = "Show the log of the process that 'up' started.",
    footerHeading = "%nExamples:%n",
    footer = {"  skyvane logs", "  skyvane logs -f"})
final class LogsCommand extends Subcommand {
  private static final int CHUNK = 64 * 1024;

  @Mixin private final DataOptions data = new DataOptions();

  @Option(
      names = {"-f", "--follow"},
      description = "Go on showing lines as they are written, until interrupted.")
  private boolean follow;

  @Override
  ExitCode run() throws IOException, InterruptedException {
    var log = data.directory().log();
    if (!Files.exists(log)) {
      throw new CommandFailure(
          ExitCode.UNREACHABLE, "there is no log at " + log + "; start it with 'skyvane up'");
    }
    long shown = show(log, 0);
    while (follow) {
      Thread.sleep(200);
      shown = show(log, Files.size(log) < shown ? 0 : shown);
    }
    return ExitCode.OK;
  }

  private long show(Path log, long from) throws IOException {
    try (var file = new RandomAccessFile(log.toFile(), "r")) {
      file.seek(from);
      var chunk = new byte[CHUNK];
      for (int read = file.read(chunk); read > 0; read = file.read(chunk)) {
        out().print(new String(chunk, 0, read, StandardCharsets.UTF_8));
      }
      out().flush();
      return file.getFilePointer();
    }
  }
}
