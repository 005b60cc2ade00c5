package dev.skyvane.standalone.command;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.router.RouterConfig;
import dev.skyvane.standalone.process.RouterSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Data that the jar can't hold because of their licence. */
final class CatalogOptions {
  @Option(
      names = "--catalog",
      paramLabel = "DIR",
      description =
          "Folder with data under share-alike terms to use beside what ships in the jar, as"
              + " lab/benchmarks/data (docs/catalog.md).")
  private @Nullable Path folder;

  /** The router's setting that says so; none where the option is left out. */
  Map<String, String> settings() {
    return folder == null
        ? Map.of()
        : Map.of(RouterConfig.CATALOG_DATA_DIR, folder.toAbsolutePath().toString());
  }

  /**
   * Checks it before anything starts.
   *
   * @throws CommandFailure that names the folder and the rule if it can't be used
   */
  void check() {
    try {
      RouterSettings.check(settings());
    } catch (ConfigException e) {
      throw new CommandFailure(ExitCode.USAGE, "--catalog: " + e.getMessage(), e);
    }
  }

  /** What the router knows then, whose setting was checked. */
  Catalog catalog() {
    return folder == null ? Catalog.load() : Catalog.load(folder);
  }

  /** The option that says the same again. */
  List<String> arguments() {
    return folder == null ? List.of() : List.of("--catalog", folder.toAbsolutePath().toString());
  }
}
