package dev.skyvane.standalone.command;

import dev.skyvane.standalone.process.DataDirectory;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which process of 'up' is meant. */
final class DataOptions {
  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Directory of the process's data; default $SKYVANE_DATA, else ~/.local/share/skyvane.")
  private @Nullable Path data;

  DataDirectory directory() {
    return data == null
        ? DataDirectory.standard()
        : new DataDirectory(data.toAbsolutePath().normalize());
  }
}
