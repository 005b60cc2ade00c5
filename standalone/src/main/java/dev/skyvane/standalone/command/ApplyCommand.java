package dev.skyvane.standalone.command;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.Region;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.RegionSpec;
import dev.skyvane.standalone.cluster.Cluster;
import dev.skyvane.standalone.manifest.Manifest;
import dev.skyvane.standalone.manifest.ManifestReader;
import dev.skyvane.standalone.manifest.RegionNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Stores what manifests say. */
@Command(
    name = "apply",
    description = "Create or change the functions and regions of a manifest.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  skyvane apply -f skyvane.yaml",
      "  skyvane init | skyvane apply -f -",
      "  skyvane apply -f skyvane.yaml --dry-run"
    })
final class ApplyCommand extends Subcommand {
  @Mixin private final ConnectionOptions connection = new ConnectionOptions();

  @Option(
      names = {"-f", "--file"},
      required = true,
      paramLabel = "FILE",
      description = "Manifest; - is standard input. May be given several times.")
  private List<String> files = List.of();

  @Option(names = "--dry-run", description = "Check and compare, but change nothing.")
  private boolean dryRun;

  @Override
  ExitCode run() throws IOException {
    var texts = new LinkedHashMap<String, String>();
    for (var file : files) {
      texts.put(file.equals("-") ? "<stdin>" : file, text(file));
    }
    try (var cluster = connection.connect()) {
      var functions = cluster.functions().read();
      var regions = cluster.regions().read();
      var names =
          RegionNames.of(Catalog.load().regions().stream().map(Region::id).toList())
              .plus(regions.keySet());
      var changes = new Changes(functions, regions);
      for (var manifest : read(texts, names)) {
        changes.add(manifest);
      }
      if (!dryRun) {
        changes.store(cluster);
      }
      changes.report();
    }
    return ExitCode.OK;
  }

  private List<Manifest> read(Map<String, String> texts, RegionNames names) {
    var reader = new ManifestReader(names);
    var manifests = new java.util.ArrayList<Manifest>();
    var problems = new java.util.ArrayList<String>();
    texts.forEach(
        (file, text) -> {
          var result = reader.read(file, text);
          manifests.addAll(result.manifests());
          result.problems().forEach(problem -> problems.add(problem.toString()));
        });
    if (!problems.isEmpty()) {
      throw new CommandFailure(
          ExitCode.USAGE,
          "nothing was applied; "
              + (problems.size() == 1 ? "one problem" : problems.size() + " problems")
              + ":\n  "
              + String.join("\n  ", problems));
    }
    return manifests;
  }

  private static String text(String file) throws IOException {
    if (file.equals("-")) {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    }
    try {
      return Files.readString(Path.of(file));
    } catch (NoSuchFileException e) {
      throw new CommandFailure(ExitCode.USAGE, "there is no file " + file, e);
    } catch (java.nio.charset.CharacterCodingException e) {
      throw new CommandFailure(ExitCode.USAGE, file + " is not text in UTF-8", e);
    }
  }

  /** What differs from what is stored. */
  private final class Changes {
    private final Map<String, FunctionSpec> storedFunctions;
    private final Map<String, RegionSpec> storedRegions;
    private final Map<String, FunctionSpec> functions = new LinkedHashMap<>();
    private final Map<String, RegionSpec> regions = new LinkedHashMap<>();
    private final Map<String, String> words = new LinkedHashMap<>();

    Changes(Map<String, FunctionSpec> storedFunctions, Map<String, RegionSpec> storedRegions) {
      this.storedFunctions = storedFunctions;
      this.storedRegions = storedRegions;
    }

    void add(Manifest manifest) {
      switch (manifest) {
        case Manifest.Function function -> function(function);
        case Manifest.Region(var at, var spec) -> {
          var before = storedRegions.get(spec.getId());
          words.put(manifest.title(), word(before, spec));
          if (!spec.equals(before)) {
            regions.put(spec.getId(), spec);
          }
        }
      }
    }

    private void function(Manifest.Function manifest) {
      var spec = manifest.spec();
      var before = storedFunctions.get(spec.getName());
      spec.setVersion(before == null ? 1 : before.getVersion());
      if (before != null && !manifest.saysPaused()) {
        // A file that says nothing of it, applied again by a pipeline, must not undo a pause.
        spec.setPaused(before.getPaused());
      }
      var word = word(before, spec);
      if (!spec.equals(before)) {
        if (before != null) {
          spec.setVersion(before.getVersion() + 1);
        }
        functions.put(spec.getName(), spec);
      }
      words.put(
          manifest.title(),
          word + ", version " + spec.getVersion() + (spec.getPaused() ? ", paused" : ""));
    }

    void store(Cluster cluster) {
      // Regions first: a function in a region that nobody knows yet would be unroutable.
      cluster.regions().write(regions);
      cluster.functions().write(functions);
    }

    void report() {
      words.forEach(
          (title, word) -> out().println(title + " " + word + (dryRun ? " (dry run)" : "")));
    }

    private static String word(@Nullable Object before, Object now) {
      if (before == null) {
        return "created";
      }
      return before.equals(now) ? "unchanged" : "changed";
    }
  }
}
