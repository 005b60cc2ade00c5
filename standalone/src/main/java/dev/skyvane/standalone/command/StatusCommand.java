package dev.skyvane.standalone.command;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what runs. */
@Command(
    name = "status",
    description = "Show what runs, where it listens and what it holds.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane status",
      "  skyvane status --bootstrap-server broker:9092 --schema-registry-url http://registry:8081"
    })
final class StatusCommand extends Subcommand {
  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Override
  ExitCode run() {
    try (var cluster = connection.connect()) {
      var functions = cluster.functions().read();
      var regions = cluster.regions().read();
      out()
          .println(
              "Kafka      " + cluster.address().bootstrapServers() + " (" + cluster.id() + ")");
      out().println("registry   " + cluster.address().registryUrl());
      out().println("functions  " + functions.size());
      out().println("regions    " + regions.size() + " beside the catalog's");
    }
    return ExitCode.OK;
  }
}
