package dev.skyvane.router.gateway;

import dev.skyvane.router.gateway.access.Caller;
import dev.skyvane.router.gateway.access.Permission;
import dev.skyvane.router.table.FunctionView;
import dev.skyvane.router.table.WorldView;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.function.Supplier;

/**
 * OpenFaaS' {@code /system}: tells of functions, as far as the caller may read them. Changing them
 * is done by manifests, and how many instances run is the providers' matter: both are answered 501.
 */
final class SystemRoutes {
  private static final String JSON = "application/json";

  private final Supplier<WorldView> world;

  SystemRoutes(Supplier<WorldView> world) {
    this.world = world;
  }

  /**
   * Answers.
   *
   * @param path what follows {@code /system/}
   */
  void answer(HttpServerRequest request, String path, Caller caller) {
    boolean reads = request.method() == HttpMethod.GET || request.method() == HttpMethod.HEAD;
    if (path.equals("functions")) {
      if (reads) {
        json(request, functions(caller).toBuffer());
      } else {
        change(request, caller);
      }
    } else if (path.startsWith("function/") && reads) {
      one(request, path.substring("function/".length()), caller);
    } else if (path.startsWith("scale-function/")) {
      scale(request, path.substring("scale-function/".length()), caller);
    } else if (path.equals("namespaces") && reads) {
      json(request, new JsonArray().toBuffer());
    } else if (path.equals("info") && reads) {
      json(request, info().toBuffer());
    } else {
      HttpAnswers.refuse(
          request,
          Refusal.notFound(
              "here are functions, function/NAME, scale-function/NAME, namespaces and info"));
    }
  }

  private JsonArray functions(Caller caller) {
    var all = new JsonArray();
    world.get().functions().values().stream()
        .filter(function -> caller.may(Permission.READ, function.name()))
        .sorted(Comparator.comparing(FunctionView::name))
        .forEach(function -> all.add(json(function)));
    return all;
  }

  private void one(HttpServerRequest request, String name, Caller caller) {
    if (!caller.may(Permission.READ, name)) {
      HttpAnswers.refuse(request, Refusal.forbidden("read this function"));
      return;
    }
    var function = world.get().function(name);
    if (function.isEmpty()) {
      HttpAnswers.refuse(request, Refusal.unknownFunction(name));
    } else {
      json(request, json(function.get()).toBuffer());
    }
  }

  private void change(HttpServerRequest request, Caller caller) {
    // Which function is meant stands in a body that is not read.
    HttpAnswers.refuse(
        request,
        caller.grants().stream().anyMatch(grant -> grant.permission() == Permission.ADMIN)
            ? Refusal.notHere("functions are changed by manifests: ./skyvane apply, delete")
            : Refusal.forbidden("change functions"));
  }

  private void scale(HttpServerRequest request, String name, Caller caller) {
    HttpAnswers.refuse(
        request,
        caller.may(Permission.ADMIN, name)
            ? Refusal.notHere("how many instances run is the providers' matter")
            : Refusal.forbidden("scale this function"));
  }

  /** OpenFaaS' form; a replica stands for a deployment, an available one can be called. */
  private static JsonObject json(FunctionView function) {
    var labels = new JsonObject();
    function.spec().getLabels().forEach(labels::put);
    var regions = new JsonArray();
    function.deployments().forEach(deployment -> regions.add(deployment.region().id()));
    return new JsonObject()
        .put("name", function.name())
        .put("image", "")
        .put("namespace", "")
        .put("labels", labels)
        .put(
            "annotations",
            new JsonObject()
                .put(
                    "skyvane.regions",
                    String.join(",", regions.stream().map(String::valueOf).toList()))
                .put("skyvane.paused", Boolean.toString(function.paused())))
        .put("replicas", function.deployments().size())
        .put(
            "availableReplicas",
            function.deployments().stream().filter(each -> each.defect() == null).count())
        .put("invocationCount", 0);
  }

  private static JsonObject info() {
    var version = SystemRoutes.class.getPackage().getImplementationVersion();
    var shown =
        new JsonObject().put("release", version == null ? "development" : version).put("sha", "");
    return new JsonObject()
        .put(
            "provider",
            new JsonObject()
                .put("provider", "skyvane")
                .put("orchestration", "skyvane")
                .put("version", shown))
        .put("version", shown)
        .put("arch", System.getProperty("os.arch"));
  }

  private static void json(HttpServerRequest request, Buffer body) {
    HttpAnswers.end(request, 200, JSON, body);
  }
}
