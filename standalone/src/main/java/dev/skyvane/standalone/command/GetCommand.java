package dev.skyvane.standalone.command;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.cost.CostStream;
import dev.skyvane.metrics.MetricsService;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.standalone.manifest.ManifestWriter;
import dev.skyvane.standalone.manifest.Suggestion;
import dev.skyvane.standalone.process.Context;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows functions, regions, and the live tables. */
@Command(
    name = "get",
    description = "Show functions, regions, bills, or the live tables of latency, cost and carbon.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane get functions",
      "  skyvane get function resize -o yaml     what 'apply' takes",
      "  skyvane get regions",
      "  skyvane get functions -w                and every change",
      "  skyvane get latency                     every region and deployment in the newest minute",
      "  skyvane get latency resize -o csv       the deployments of a function",
      "  skyvane get costs                       every region in the newest minute and this month",
      "  skyvane get carbon --by function        grams of carbon by function",
      "  skyvane get bill acme --month 2026-11   what a tenant owes"
    })
final class GetCommand extends Subcommand {
  private static final Duration WATCH_EVERY = Duration.ofSeconds(2);

  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Parameters(
      index = "0",
      paramLabel = "KIND",
      description = "functions, regions, latency, costs, carbon or bill.")
  private String kind = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description =
          "Only this one. Default: all. Of latency: a region, a deployment, or a function; of a"
              + " bill: a tenant, '-' for calls without one.")
  private @Nullable String name;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "table",
      description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Format format = Format.TABLE;

  @Option(
      names = {"-w", "--watch"},
      description = "Go on showing changes, until interrupted.")
  private boolean watch;

  @Option(
      names = "--queries",
      paramLabel = "URL",
      description =
          "Instance of the stream service to ask for tables and bills. Default: the context's, else"
              + " one that the cluster's instances topic names.")
  private @Nullable URI queries;

  @Option(
      names = "--by",
      paramLabel = "WHAT",
      defaultValue = "region",
      description = "Cost and carbon by region, deployment, function, tenant or account.")
  private String by = "region";

  @Option(
      names = "--month",
      paramLabel = "YYYY-MM",
      description = "Month of the bill. Default: this one.")
  private @Nullable String month;

  /** How it is shown. */
  enum Format {
    TABLE,
    YAML,
    JSON,
    CSV;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Override
  ExitCode run() {
    switch (kind) {
      case "latency" -> {
        latency();
        return ExitCode.OK;
      }
      case "costs", "carbon", "bill" -> {
        costs();
        return ExitCode.OK;
      }
      default -> {
        if (format == Format.CSV) {
          throw new CommandFailure(ExitCode.USAGE, kind + " are not shown as csv; write -o table");
        }
      }
    }
    try (var cluster = connection.connect()) {
      switch (kind) {
        case "function", "functions" -> {
          if (watch) {
            cluster.functions().watch(this::functions, this::functionChanged, () -> true);
          } else {
            functions(cluster.functions().read());
          }
        }
        case "region", "regions" -> {
          if (watch) {
            cluster.regions().watch(this::regions, this::regionChanged, () -> true);
          } else {
            regions(cluster.regions().read());
          }
        }
        default ->
            throw new CommandFailure(
                ExitCode.USAGE,
                "'"
                    + kind
                    + "' is unknown; write functions, regions, latency, costs, carbon or bill");
      }
    }
    return ExitCode.OK;
  }

  private void latency() {
    refuseYaml();
    try (var tables = new LatencyTables(service(MetricsService.NAME, Context::queries))) {
      do {
        var states = tables.read(name);
        out()
            .print(
                switch (format) {
                  case JSON -> LatencyTables.json(states);
                  case CSV -> LatencyTables.csv(states);
                  case TABLE, YAML -> LatencyTables.table(states, Instant.now());
                });
        out().flush();
      } while (watch && again());
    }
  }

  private void costs() {
    refuseYaml();
    try (var tables = new CostTables(service(CostStream.NAME, Context::costs))) {
      do {
        out()
            .print(
                kind.equals("bill")
                    ? tables.bill(name, month, format)
                    : tables.show(kind, by, name, format));
        out().flush();
      } while (watch && again());
    }
  }

  private void refuseYaml() {
    if (format == Format.YAML) {
      throw new CommandFailure(ExitCode.USAGE, kind + " is not shown as yaml; write -o json");
    }
  }

  private static boolean again() {
    try {
      Thread.sleep(WATCH_EVERY);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private URI service(String service, Function<Context, String> local) {
    return queries != null ? queries : new ServiceFinder(service).find(connection, local);
  }

  private void functions(SortedMap<String, FunctionSpec> all) {
    var chosen = chosen(all, all.keySet(), "function");
    if (format == Format.TABLE) {
      if (chosen.isEmpty()) {
        out().println("no functions; 'skyvane init' writes an example to apply");
      } else {
        out().print(Listing.functions(chosen.values()));
      }
    } else {
      documents(chosen.values().stream().map(ManifestWriter::document).toList());
    }
    out().flush();
  }

  private void regions(SortedMap<String, RegionSpec> specs) {
    var catalog = Catalog.load();
    var ids = new ArrayList<>(catalog.regions().stream().map(region -> region.id()).toList());
    specs.keySet().stream().filter(id -> !ids.contains(id)).forEach(ids::add);
    if (format == Format.TABLE) {
      out().print(Listing.regions(chosenIds(ids), catalog, specs));
    } else {
      documents(
          chosen(specs, ids, "region").values().stream().map(ManifestWriter::document).toList());
    }
    out().flush();
  }

  private void functionChanged(String key, @Nullable FunctionSpec spec) {
    if (name == null || name.equals(key)) {
      changed(
          key,
          spec == null ? null : ManifestWriter.document(spec),
          spec == null ? "" : Listing.line(spec));
    }
  }

  private void regionChanged(String key, @Nullable RegionSpec spec) {
    if (name == null || name.equals(key)) {
      changed(key, spec == null ? null : ManifestWriter.document(spec), "changed");
    }
  }

  private void changed(String key, @Nullable Map<String, Object> document, String line) {
    if (document == null) {
      out().println(format == Format.TABLE ? key + "   deleted" : "# " + key + " deleted");
    } else if (format == Format.TABLE) {
      out().println(key + "   " + line);
    } else {
      documents(List.of(document));
    }
    out().flush();
  }

  private void documents(List<Map<String, Object>> documents) {
    if (format == Format.YAML) {
      out().print(ManifestWriter.yaml(documents));
    } else {
      out().print(ManifestWriter.json(name == null ? documents : documents.getFirst()));
    }
  }

  private List<String> chosenIds(List<String> ids) {
    if (name == null) {
      return ids;
    }
    var found = ids.stream().filter(id -> id.equals(name) || id.endsWith(":" + name)).toList();
    if (found.isEmpty()) {
      throw missing("region", ids);
    }
    return found;
  }

  private <T> SortedMap<String, T> chosen(
      SortedMap<String, T> all, Collection<String> known, String noun) {
    if (name == null) {
      return all;
    }
    var one = new TreeMap<String, T>();
    all.forEach(
        (key, value) -> {
          if (key.equals(name) || key.endsWith(":" + name)) {
            one.put(key, value);
          }
        });
    if (one.isEmpty()) {
      if (known.contains(name)) {
        throw new CommandFailure(
            ExitCode.USAGE, noun + " '" + name + "' is the catalog's as it is; show it as a table");
      }
      throw missing(noun, known);
    }
    return one;
  }

  private CommandFailure missing(String noun, Collection<String> known) {
    return new CommandFailure(
        ExitCode.USAGE,
        "there is no " + noun + " '" + name + "'" + Suggestion.hint(String.valueOf(name), known));
  }
}
