package dev.skyvane.standalone.command;

import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.standalone.process.Context;
import dev.skyvane.standalone.process.RouterHealth;
import java.io.IOException;
import java.net.URI;
import java.util.Collection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Says what runs. */
@Command(
    name = "status",
    description = {
      "Show what runs, where it listens and what it holds.",
      "Ends with 3 where the router is not ready."
    },
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
      boolean ready =
          connection
              .context()
              .map(Context::health)
              .filter(url -> !url.isEmpty())
              .map(this::router)
              .orElse(true);
      connection
          .context()
          .map(Context::gateway)
          .filter(url -> !url.isEmpty())
          .ifPresent(url -> out().println("gateway    " + url));
      connection
          .context()
          .map(Context::queries)
          .filter(url -> !url.isEmpty())
          .ifPresent(url -> out().println("queries    " + url));
      out().println("functions  " + functions.size() + paused(functions.values()));
      out().println("regions    " + regions.size() + " beside the catalog's");
      return ready ? ExitCode.OK : ExitCode.UNREACHABLE;
    }
  }

  /** Shows how the router does, and says whether it is ready. */
  private boolean router(String url) {
    try {
      var health = RouterHealth.ask(URI.create(url));
      out().println("router     " + (health.ready() ? "ready" : "not ready") + " (" + url + ")");
      health.reasons().forEach(reason -> out().println("           " + reason));
      health.notices().forEach(notice -> out().println("           " + notice));
      return health.ready();
    } catch (IOException e) {
      out().println("router     does not answer at " + url + ": " + said(e));
      return false;
    }
  }

  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static String paused(Collection<FunctionSpec> functions) {
    long paused = functions.stream().filter(FunctionSpec::getPaused).count();
    return paused == 0 ? "" : ", " + paused + " paused";
  }
}
