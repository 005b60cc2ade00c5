package dev.skyvane.standalone.command;

import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.standalone.manifest.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SortedMap;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Sets whether functions are paused. Nothing is written if one of them does not exist. */
abstract class PauseSwitch extends Subcommand {
  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Parameters(arity = "1..*", paramLabel = "FUNCTION", description = "Names of functions.")
  private List<String> names = List.of();

  private final boolean paused;
  private final String changed;
  private final String unchanged;

  /**
   * A switch.
   *
   * @param changed what to say where it changed something, as in {@code paused}
   * @param unchanged what to say where there was nothing to change
   */
  PauseSwitch(boolean paused, String changed, String unchanged) {
    this.paused = paused;
    this.changed = changed;
    this.unchanged = unchanged;
  }

  @Override
  final ExitCode run() {
    var said = new ArrayList<String>();
    try (var cluster = connection.connect()) {
      var written = new LinkedHashMap<String, FunctionSpec>();
      for (var spec : chosen(cluster.functions().read())) {
        boolean change = spec.getPaused() != paused;
        if (change) {
          spec.setPaused(paused);
          spec.setVersion(spec.getVersion() + 1);
          written.put(spec.getName(), spec);
        }
        said.add(
            "function/%s %s, version %d"
                .formatted(spec.getName(), change ? changed : unchanged, spec.getVersion()));
      }
      cluster.functions().write(written);
    }
    said.forEach(out()::println);
    return ExitCode.OK;
  }

  private List<FunctionSpec> chosen(SortedMap<String, FunctionSpec> stored) {
    var chosen = new ArrayList<FunctionSpec>();
    var unknown = new ArrayList<String>();
    for (var name : new LinkedHashSet<>(names)) {
      var spec = stored.get(name);
      if (spec == null) {
        unknown.add("there is no function '" + name + "'" + Suggestion.hint(name, stored.keySet()));
      } else {
        chosen.add(spec);
      }
    }
    if (!unknown.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE, "nothing was changed:\n  " + String.join("\n  ", unknown));
    }
    return chosen;
  }
}
