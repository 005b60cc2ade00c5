package dev.skyvane.standalone.command;

import dev.skyvane.standalone.manifest.Suggestion;
import java.util.Collection;
import java.util.HashMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Deletes a function or a region. */
@Command(
    name = "delete",
    description = "Delete a function, or what was added to a region.",
    footerHeading = "%nExamples:%n",
    footer = {"  skyvane delete function resize", "  skyvane delete region http:my-cluster"})
final class DeleteCommand extends Subcommand {
  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Parameters(index = "0", paramLabel = "KIND", description = "function or region.")
  private String kind = "";

  @Parameters(
      index = "1",
      paramLabel = "NAME",
      description = "Name of the function, id of the region.")
  private String name = "";

  @Override
  ExitCode run() {
    try (var cluster = connection.connect()) {
      switch (kind) {
        case "function", "functions" -> {
          require(cluster.functions().read().keySet());
          var deleted =
              new HashMap<
                  String,
                  dev.skyvane.schemas.record.@org.jspecify.annotations.Nullable FunctionSpec>();
          deleted.put(name, null);
          cluster.functions().write(deleted);
        }
        case "region", "regions" -> {
          require(cluster.regions().read().keySet());
          var deleted =
              new HashMap<
                  String,
                  dev.skyvane.schemas.record.@org.jspecify.annotations.Nullable RegionSpec>();
          deleted.put(name, null);
          cluster.regions().write(deleted);
        }
        default ->
            throw new CommandFailure(
                ExitCode.USAGE, "'" + kind + "' is unknown; write function or region");
      }
    }
    out().println(kind + "/" + name + " deleted");
    return ExitCode.OK;
  }

  private void require(Collection<String> names) {
    if (!names.contains(name)) {
      throw new CommandFailure(
          ExitCode.USAGE, "there is no " + kind + " '" + name + "'" + Suggestion.hint(name, names));
    }
  }
}
