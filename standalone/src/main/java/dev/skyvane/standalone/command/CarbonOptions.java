package dev.skyvane.standalone.command;

import dev.skyvane.standalone.process.CarbonSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The carbon source of the process. */
final class CarbonOptions {
  @Option(
      names = "--carbon",
      paramLabel = "FILE",
      description =
          "Read carbon intensity: a properties file with settings of the carbon source, as"
              + " carbon.source and carbon.zones (docs/connectors.md). Default: none is read.")
  private @Nullable Path file;

  /**
   * The settings in the file; empty where none is named.
   *
   * @throws CommandFailure that names file, key and rule if one is wrong
   */
  Map<String, String> settings() {
    if (file == null) {
      return Map.of();
    }
    var read = new Properties();
    try (var reader = Files.newBufferedReader(file)) {
      read.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new CommandFailure(
          ExitCode.USAGE, "--carbon: " + file + " can't be read as properties: " + e, e);
    }
    var settings =
        read.stringPropertyNames().stream()
            .collect(Collectors.toMap(key -> key, key -> read.getProperty(key).strip()));
    try {
      CarbonSettings.check(settings);
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.USAGE, "--carbon: " + file + ": " + e.getMessage(), e);
    }
    return settings;
  }

  /** The option that says the same again. */
  List<String> arguments() {
    return file == null ? List.of() : List.of("--carbon", file.toAbsolutePath().toString());
  }
}
