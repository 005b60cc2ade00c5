package dev.skyvane.embedded.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;

/** The REST API of Confluent's registry: which path does what. Thread-safe. */
final class RegistryRoutes {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String GLOBAL = RegistryState.GLOBAL;

  private final ObjectMapper json = new ObjectMapper();
  private final Registry registry;
  private final List<Route> routes = new ArrayList<>();

  /** What answers a method on a path, whose variable segments are written {@code {}}. */
  record Route(String method, List<String> path, Function<RegistryRequest, JsonNode> handler) {
    /** The variable segments of a path, if it is this route's. */
    Optional<List<String>> match(List<String> segments) {
      if (segments.size() != path.size()) {
        return Optional.empty();
      }
      var arguments = new ArrayList<String>();
      for (int i = 0; i < segments.size(); i++) {
        if (path.get(i).equals("{}")) {
          arguments.add(segments.get(i));
        } else if (!path.get(i).equals(segments.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(arguments);
    }
  }

  RegistryRoutes(Registry registry) {
    this.registry = registry;
    on("GET", "", request -> NODES.objectNode());
    schemas();
    subjects();
    settings();
    compatibility();
  }

  List<Route> all() {
    return routes;
  }

  private void on(String method, String path, Function<RegistryRequest, JsonNode> handler) {
    var segments = path.isEmpty() ? List.<String>of() : List.of(path.split("/"));
    routes.add(new Route(method, segments, handler));
  }

  private void schemas() {
    on("GET", "schemas/types", request -> NODES.arrayNode().add("AVRO"));
    on("GET", "schemas", this::listSchemas);
    on("GET", "schemas/ids/{}", request -> text(view().byId(request.id()), NODES.objectNode()));
    on("GET", "schemas/ids/{}/schema", request -> tree(view().byId(request.id())));
    on(
        "GET",
        "schemas/ids/{}/subjects",
        request -> {
          var names = new TreeSet<String>();
          withId(request).forEach(version -> names.add(version.subject()));
          return strings(names);
        });
    on(
        "GET",
        "schemas/ids/{}/versions",
        request -> {
          var places = NODES.arrayNode();
          for (var version : withId(request)) {
            places.addObject().put("subject", version.subject()).put("version", version.version());
          }
          return places;
        });
  }

  private JsonNode listSchemas(RegistryRequest request) {
    var answer = NODES.arrayNode();
    var prefix = request.query().getOrDefault("subjectPrefix", "");
    for (var subject : view().state().subjects()) {
      if (subject.startsWith(prefix)) {
        var versions = versions(request, subject);
        if (request.flag("latestOnly") && !versions.isEmpty()) {
          versions = List.of(versions.getLast());
        }
        versions.forEach(version -> answer.add(whole(version)));
      }
    }
    return answer;
  }

  private void subjects() {
    on(
        "GET",
        "subjects",
        request -> {
          var prefix = request.query().getOrDefault("subjectPrefix", "");
          return strings(
              view().state().subjects().stream()
                  .filter(subject -> subject.startsWith(prefix))
                  .filter(subject -> !versions(request, subject).isEmpty())
                  .toList());
        });
    on(
        "POST",
        "subjects/{}",
        request ->
            whole(view().find(request.argument(0), request.schema(), request.flag("deleted"))));
    on(
        "DELETE",
        "subjects/{}",
        request -> numbers(registry.deleteSubject(request.argument(0), request.flag("permanent"))));
    on(
        "GET",
        "subjects/{}/versions",
        request -> {
          var versions = versions(request, request.argument(0));
          if (versions.isEmpty()) {
            throw RegistryError.noSubject(request.argument(0));
          }
          return numbers(versions.stream().map(RegisteredVersion::version).toList());
        });
    on(
        "POST",
        "subjects/{}/versions",
        request ->
            NODES
                .objectNode()
                .put("id", registry.register(request.argument(0), request.schema()).id()));
    on("GET", "subjects/{}/versions/{}", request -> whole(version(request)));
    on("GET", "subjects/{}/versions/{}/schema", request -> tree(version(request)));
    on(
        "GET",
        "subjects/{}/versions/{}/referencedby",
        request -> {
          var version = version(request);
          return numbers(
              view().state().referringTo(version.subject(), version.version()).stream()
                  .map(RegisteredVersion::id)
                  .toList());
        });
    on(
        "DELETE",
        "subjects/{}/versions/{}",
        request ->
            NODES.numberNode(
                registry.deleteVersion(
                    request.argument(0), request.argument(1), request.flag("permanent"))));
  }

  private void settings() {
    on("GET", "config", request -> level(view().ownLevel(GLOBAL)));
    on("PUT", "config", request -> setLevel(GLOBAL, request));
    on("DELETE", "config", request -> level(registry.clearLevel(GLOBAL)));
    on(
        "GET",
        "config/{}",
        request ->
            level(
                request.flag("defaultToGlobal")
                    ? view().effectiveLevel(request.argument(0))
                    : view().ownLevel(request.argument(0))));
    on("PUT", "config/{}", request -> setLevel(request.argument(0), request));
    on("DELETE", "config/{}", request -> level(registry.clearLevel(request.argument(0))));
    on("GET", "mode", request -> mode(view().ownMode(GLOBAL)));
    on("PUT", "mode", request -> setMode(GLOBAL, request));
    on("DELETE", "mode", request -> mode(registry.clearMode(GLOBAL)));
    on(
        "GET",
        "mode/{}",
        request ->
            mode(
                request.flag("defaultToGlobal")
                    ? view().effectiveMode(request.argument(0))
                    : view().ownMode(request.argument(0))));
    on("PUT", "mode/{}", request -> setMode(request.argument(0), request));
    on("DELETE", "mode/{}", request -> mode(registry.clearMode(request.argument(0))));
  }

  private void compatibility() {
    on(
        "POST",
        "compatibility/subjects/{}/versions/{}",
        request -> compatible(request, List.of(version(request))));
    on(
        "POST",
        "compatibility/subjects/{}/versions",
        request -> compatible(request, view().toCompare(request.argument(0))));
  }

  private JsonNode compatible(RegistryRequest request, List<RegisteredVersion> earlier) {
    var schema = view().parse(request.schema());
    var problems = view().incompatibilities(request.argument(0), schema, earlier);
    var answer = NODES.objectNode().put("is_compatible", problems.isEmpty());
    if (request.flag("verbose")) {
      answer.set("messages", strings(problems));
    }
    return answer;
  }

  private SchemaView view() {
    return registry.view();
  }

  private RegisteredVersion version(RegistryRequest request) {
    return view().version(request.argument(0), request.argument(1), request.flag("deleted"));
  }

  private List<RegisteredVersion> versions(RegistryRequest request, String subject) {
    return request.flag("deleted") ? view().state().versions(subject) : view().live(subject);
  }

  private List<RegisteredVersion> withId(RegistryRequest request) {
    var versions = view().state().withId(request.id());
    if (versions.isEmpty()) {
      throw RegistryError.noSchema(request.argument(0) + " ");
    }
    return versions.stream()
        .filter(version -> request.flag("deleted") || !version.deleted())
        .toList();
  }

  private JsonNode setLevel(String subject, RegistryRequest request) {
    var level = request.level();
    registry.setLevel(subject, level);
    return NODES.objectNode().put("compatibility", level.name());
  }

  private JsonNode setMode(String subject, RegistryRequest request) {
    var mode = request.mode();
    registry.setMode(subject, mode);
    return mode(mode);
  }

  private static JsonNode level(CompatibilityLevel level) {
    return NODES.objectNode().put("compatibilityLevel", level.name());
  }

  private static JsonNode mode(Mode mode) {
    return NODES.objectNode().put("mode", mode.name());
  }

  private static ObjectNode whole(RegisteredVersion version) {
    return text(
        version,
        NODES
            .objectNode()
            .put("subject", version.subject())
            .put("version", version.version())
            .put("id", version.id()));
  }

  private static ObjectNode text(RegisteredVersion version, ObjectNode answer) {
    if (!version.references().isEmpty()) {
      var references = answer.putArray("references");
      for (var reference : version.references()) {
        references
            .addObject()
            .put("name", reference.name())
            .put("subject", reference.subject())
            .put("version", reference.version());
      }
    }
    return answer.put("schema", version.schema());
  }

  private JsonNode tree(RegisteredVersion version) {
    try {
      return json.readTree(version.schema());
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("A registered schema is not JSON", e);
    }
  }

  private static ArrayNode numbers(Collection<Integer> numbers) {
    var answer = NODES.arrayNode();
    numbers.forEach(answer::add);
    return answer;
  }

  private static ArrayNode strings(Collection<String> strings) {
    var answer = NODES.arrayNode();
    strings.forEach(answer::add);
    return answer;
  }
}
