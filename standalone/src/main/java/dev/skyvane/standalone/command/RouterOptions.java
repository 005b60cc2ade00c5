package dev.skyvane.standalone.command;

import dev.skyvane.standalone.process.RouterSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Option;

/** Settings of the router of the process. */
final class RouterOptions {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "A setting of the router (docs/reference/config.md); may be given several times. A topic"
              + " that is bound to a function and does not exist is created.")
  private Map<String, String> settings = new LinkedHashMap<>();

  /**
   * The settings.
   *
   * @throws CommandFailure that names key, value and rule if one is wrong
   */
  Map<String, String> settings() {
    try {
      RouterSettings.check(settings);
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.USAGE, "--set: " + e.getMessage(), e);
    }
    return settings;
  }

  /** The options that say the same again. */
  List<String> arguments() {
    return settings.entrySet().stream()
        .flatMap(each -> Stream.of("--set", each.getKey() + "=" + each.getValue()))
        .toList();
  }
}
