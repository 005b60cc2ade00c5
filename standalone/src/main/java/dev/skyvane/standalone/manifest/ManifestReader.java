package dev.skyvane.standalone.manifest;

import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.PriceSpec;
import dev.skyvane.schemas.record.RegionSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;

/** Reads manifests. Immutable. */
public final class ManifestReader {
  static final String API_VERSION = "skyvane/v1";
  static final List<String> KINDS = List.of("Function", "Region");

  private final RegionNames known;

  /** Reads manifests where these regions are known; a file may add further ones. */
  public ManifestReader(RegionNames known) {
    this.known = known;
  }

  /**
   * What a file holds.
   *
   * @param manifests the documents in their order; only those without fault
   * @param problems all that is wrong; a file with problems must not be applied
   */
  public record Result(List<Manifest> manifests, List<Problem> problems) {
    public Result {
      manifests = List.copyOf(manifests);
      problems = List.copyOf(problems);
    }
  }

  /**
   * Reads a file.
   *
   * @param file its name, for messages
   * @param text what it holds: one or more YAML documents
   */
  public Result read(String file, String text) {
    var problems = new Problems();
    var documents = YamlReader.read(file, text, problems);
    var regions = known.plus(regionIds(documents));
    var manifests = new ArrayList<Manifest>();
    var titles = new HashMap<String, Position>();
    for (var document : documents) {
      document(document, regions, problems)
          .ifPresent(
              manifest -> {
                var before = titles.putIfAbsent(manifest.title(), manifest.at());
                if (before != null) {
                  problems.add(
                      manifest.at(),
                      "",
                      manifest.title() + " is there twice, first in line " + before.line());
                }
                manifests.add(manifest);
              });
    }
    if (documents.isEmpty() && problems.all().isEmpty()) {
      problems.add(
          new Position(file, 1, 1), "", "there is no document; 'skyvane init' writes an example");
    }
    return new Result(manifests, problems.all());
  }

  private Optional<Manifest> document(Node document, RegionNames regions, Problems problems) {
    if (!(document instanceof Node.Mapping(var at, var entries))) {
      problems.add(document, "", document.noun() + " is not a document; write apiVersion, kind, …");
      return Optional.empty();
    }
    int before = problems.all().size();
    var kind = head(entries, "kind");
    apiVersion(at, entries, problems);
    var body =
        new Node.Mapping(
            at,
            entries.stream()
                .filter(entry -> !entry.key().equals("apiVersion") && !entry.key().equals("kind"))
                .toList());
    Optional<Manifest> manifest =
        switch (kind.orElse("")) {
          case "Function" -> function(body, regions, problems);
          case "Region" -> region(body, problems);
          default -> {
            problems.add(
                at,
                "kind",
                kind.map(word -> "'" + word + "' is unknown" + Suggestion.hint(word, KINDS))
                        .orElse("is missing")
                    + "; write one of "
                    + String.join(", ", KINDS));
            yield Optional.empty();
          }
        };
    return problems.all().size() == before ? manifest : Optional.empty();
  }

  private static Optional<Manifest> function(
      Node.Mapping body, RegionNames regions, Problems problems) {
    return FunctionKeys.describe(regions)
        .read(body, "", problems)
        .map(
            spec -> {
              identify(body, spec, problems);
              return new Manifest.Function(
                  body.at(), spec, head(body.entries(), FunctionKeys.PAUSED).isPresent());
            });
  }

  private static Optional<Manifest> region(Node.Mapping body, Problems problems) {
    return RegionKeys.describe()
        .read(body, "", problems)
        .map(
            spec -> {
              check(body, spec, problems);
              return new Manifest.Region(body.at(), spec);
            });
  }

  private static void identify(Node.Mapping body, FunctionSpec spec, Problems problems) {
    var first = new HashMap<String, Integer>();
    for (int i = 0; i < spec.getDeployments().size(); i++) {
      var deployment = spec.getDeployments().get(i);
      var path = "deployments[" + i + "]";
      if (deployment.getRegion().isEmpty()) {
        continue;
      }
      deployment.setId(id(spec.getName(), deployment));
      var same = first.putIfAbsent(deployment.getId(), i);
      if (same != null) {
        problems.add(
            place(body, i),
            path,
            "has the same id as deployments["
                + same
                + "], "
                + deployment.getId()
                + "; deployments of a function differ in region or memory");
      }
      if (deployment.getRegion().startsWith("http:")
          && !deployment.getAddress().matches("(https?:/)?/[^\\s]+")) {
        problems.add(
            place(body, i),
            path + ".address",
            "an http deployment is reached by a URL, or by a path below its region's endpoint");
      }
    }
  }

  /** The id of a deployment: function~provider~region~memory in MB. */
  public static String id(String function, Deployment deployment) {
    var region = deployment.getRegion();
    int colon = region.indexOf(':');
    return String.join(
        "~",
        function,
        region.substring(0, colon),
        region.substring(colon + 1),
        Integer.toString(deployment.getMemoryMb()));
  }

  private static void check(Node.Mapping body, RegionSpec spec, Problems problems) {
    if ((spec.getLatitude() == null) != (spec.getLongitude() == null)) {
      problems.add(body, "location", "lat and lon belong together; write both");
    }
    if (PriceSpec.newBuilder().build().equals(spec.getPrice())) {
      problems.add(
          body,
          "price",
          "is empty; write at least one of perRequest, perGbSecond, perVcpuSecond, perGhzSecond");
    }
  }

  private static Position place(Node.Mapping body, int deployment) {
    for (var entry : body.entries()) {
      if (entry.key().equals("deployments")
          && entry.value() instanceof Node.Sequence(var at, var items)) {
        return deployment < items.size() ? items.get(deployment).at() : at;
      }
    }
    return body.at();
  }

  private static void apiVersion(Position at, List<Node.Entry> entries, Problems problems) {
    var version = head(entries, "apiVersion");
    if (!version.equals(Optional.of(API_VERSION))) {
      problems.add(
          at,
          "apiVersion",
          version.map(written -> "'" + written + "' is not known here").orElse("is missing")
              + "; write "
              + API_VERSION);
    }
  }

  private static Optional<String> head(List<Node.Entry> entries, String key) {
    return entries.stream()
        .filter(entry -> entry.key().equals(key))
        .map(Node.Entry::value)
        .filter(Node.Scalar.class::isInstance)
        .map(value -> ((Node.Scalar) value).text())
        .findFirst();
  }

  private static List<String> regionIds(List<Node> documents) {
    var ids = new ArrayList<String>();
    for (var document : documents) {
      if (document instanceof Node.Mapping(var at, var entries)
          && head(entries, "kind").equals(Optional.of("Region"))) {
        head(entries, "id").filter(id -> id.indexOf(':') > 0).ifPresent(ids::add);
      }
    }
    return ids;
  }

  /** The keys of a kind, for the schema. */
  static MapKind<?> keys(String kind) {
    return switch (kind) {
      case "Function" -> FunctionKeys.describe(RegionNames.of(List.of()));
      case "Region" -> RegionKeys.describe();
      default -> throw new IllegalArgumentException("no kind " + kind);
    };
  }
}
