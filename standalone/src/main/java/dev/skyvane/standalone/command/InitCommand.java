package dev.skyvane.standalone.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes an example manifest. */
@Command(
    name = "init",
    description = "Write a commented example of a manifest.",
    footerHeading = "%nExamples:%n",
    footer = {"  skyvane init                 to standard output", "  skyvane init skyvane.yaml"})
final class InitCommand extends Subcommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "File to write; it must not exist yet. Default: standard output.")
  private @Nullable Path file;

  /** The example. */
  static String example() {
    try (InputStream example =
        Objects.requireNonNull(
            InitCommand.class.getResourceAsStream("example.yaml"), "example.yaml")) {
      return new String(example.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  ExitCode run() throws IOException {
    if (file == null) {
      out().print(example());
      return ExitCode.OK;
    }
    try {
      Files.writeString(file, example(), StandardOpenOption.CREATE_NEW);
    } catch (FileAlreadyExistsException e) {
      throw new CommandFailure(
          ExitCode.USAGE, file + " exists already; name another file or move it away", e);
    }
    out().println("wrote " + file + "; change it, then: skyvane apply -f " + file);
    return ExitCode.OK;
  }
}
