package dev.skyvane.standalone.command;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.standalone.manifest.ManifestWriter;
import dev.skyvane.standalone.manifest.Suggestion;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows functions and regions. */
@Command(
    name = "get",
    description = "Show functions or regions.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane get functions",
      "  skyvane get function resize -o yaml     what 'apply' takes",
      "  skyvane get regions",
      "  skyvane get functions -w                and every change"
    })
final class GetCommand extends Subcommand {
  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Parameters(index = "0", paramLabel = "KIND", description = "functions or regions.")
  private String kind = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "NAME",
      description = "Only this one. Default: all.")
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

  /** How it is shown. */
  enum Format {
    TABLE,
    YAML,
    JSON;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  @Override
  ExitCode run() {
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
                ExitCode.USAGE, "'" + kind + "' is unknown; write functions or regions");
      }
    }
    return ExitCode.OK;
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
