package dev.skyvane.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.skyvane.emulator.sample.FunctionInput;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What an OpenFaaS gateway has beside calls: deploy, update, delete, list, status, scale, info,
 * namespaces under {@code /system}, behind basic auth, and {@code /healthz}. On the region's event
 * loop; delayed by nothing and not in the ledger.
 *
 * <p>Instead of pulling an image, the gateway takes the sample function that the image's name names
 * ({@link OpenFaasDeployment}).
 */
final class OpenFaasSystem {

  private static final String SYSTEM = "/system/";
  private static final String FUNCTIONS = SYSTEM + "functions";
  private static final String FUNCTION = SYSTEM + "function/";
  private static final String SCALE = SYSTEM + "scale-function/";
  private static final String JSON = "application/json";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final OpenFaasLogin login;
  private final Map<String, FunctionOptions> functions;
  private final Ledger ledger;
  private final ObjIntConsumer<FunctionOptions> scaling;
  private final Map<String, OpenFaasDeployment> deployments = new ConcurrentHashMap<>();
  private final Map<String, Integer> replicas = new ConcurrentHashMap<>();

  /**
   * Makes it.
   *
   * @param functions the functions, by name; deployments are put there
   * @param scaling takes a function and how many idle instances it is to have
   */
  OpenFaasSystem(
      OpenFaasLogin login,
      Map<String, FunctionOptions> functions,
      Ledger ledger,
      ObjIntConsumer<FunctionOptions> scaling) {
    this.login = login;
    this.functions = functions;
    this.ledger = ledger;
    this.scaling = scaling;
  }

  void serve(HttpServerRequest request) {
    var path = request.path() == null ? "" : request.path();
    if (path.equals("/healthz")) {
      answer(request, 200, TEXT, "OK");
    } else if (!path.startsWith(SYSTEM)) {
      answer(request, 404, TEXT, "404 page not found\n");
    } else if (!login.open(request.getHeader("Authorization"))) {
      request.response().putHeader("WWW-Authenticate", "Basic realm=\"Restricted\"");
      answer(request, 401, TEXT, "invalid credentials");
    } else if (path.startsWith(FUNCTION)) {
      status(request, path.substring(FUNCTION.length()));
    } else if (path.startsWith(SCALE)) {
      request.body().onSuccess(body -> scale(request, path.substring(SCALE.length()), body));
    } else {
      switch (request.method() + " " + path) {
        case "GET " + FUNCTIONS -> answer(request, 200, JSON, list().toString());
        case "POST " + FUNCTIONS, "PUT " + FUNCTIONS ->
            request.body().onSuccess(body -> deploy(request, body));
        case "DELETE " + FUNCTIONS -> request.body().onSuccess(body -> delete(request, body));
        case "GET /system/info" -> answer(request, 200, JSON, info().toString());
        case "GET /system/namespaces" ->
            answer(request, 200, JSON, "[\"" + OpenFaasProtocol.NAMESPACE + "\"]");
        default -> answer(request, 404, TEXT, "404 page not found\n");
      }
    }
  }

  private void status(HttpServerRequest request, String name) {
    var function = functions.get(name);
    if (function == null) {
      answer(request, 404, TEXT, "");
    } else {
      answer(request, 200, JSON, status(function).toString());
    }
  }

  private JsonNode list() {
    var list = JsonNodeFactory.instance.arrayNode();
    functions.values().forEach(function -> list.add(status(function)));
    return list;
  }

  private ObjectNode status(FunctionOptions function) {
    var status = JsonNodeFactory.instance.objectNode();
    var deployment = deployments.get(function.name());
    status.put("name", function.name());
    status.put(
        "image", deployment == null ? OpenFaasDeployment.image(function) : deployment.image());
    status.put("namespace", OpenFaasProtocol.NAMESPACE);
    if (deployment != null) {
      status.set("envVars", deployment.envVars());
      status.set("labels", deployment.labels());
      status.set("annotations", deployment.annotations());
    }
    status.putObject("limits").put("memory", function.memoryMb() + "Mi");
    status.put("invocationCount", ledger.totals(function.name()).runs());
    var count = replicas.getOrDefault(function.name(), 1);
    status.put("replicas", count);
    status.put("availableReplicas", count);
    return status;
  }

  private void deploy(HttpServerRequest request, Buffer body) {
    var update = request.method().name().equals("PUT");
    try {
      var deployment = OpenFaasDeployment.of(body.getBytes());
      var function = deployment.function();
      CloudService.OPENFAAS.check(function);
      if (update && !functions.containsKey(function.name())) {
        answer(request, 404, TEXT, notFound(function.name()));
      } else if (!update && functions.containsKey(function.name())) {
        answer(
            request,
            500,
            TEXT,
            "unable create Deployment: deployments.apps \"%s\" already exists\n"
                .formatted(function.name()));
      } else {
        deployments.put(function.name(), deployment);
        functions.put(function.name(), function);
        answer(request, 202, TEXT, "");
      }
    } catch (IllegalArgumentException e) {
      answer(request, 400, TEXT, "validation failed: " + e.getMessage() + "\n");
    }
  }

  private void delete(HttpServerRequest request, Buffer body) {
    var name = field(body, "functionName");
    if (name == null || name.asText().isEmpty()) {
      answer(request, 400, TEXT, "");
    } else if (functions.remove(name.asText()) == null) {
      answer(request, 404, TEXT, notFound(name.asText()));
    } else {
      deployments.remove(name.asText());
      replicas.remove(name.asText());
      answer(request, 202, TEXT, "");
    }
  }

  private void scale(HttpServerRequest request, String name, Buffer body) {
    var count = field(body, "replicas");
    var function = functions.get(name);
    if (count == null || !count.canConvertToInt() || count.asInt() < 0) {
      answer(request, 400, TEXT, "Cannot parse request. Please pass valid JSON.");
    } else if (function == null) {
      answer(request, 500, TEXT, "Unable to lookup function deployment " + name);
    } else {
      replicas.put(name, count.asInt());
      scaling.accept(function, count.asInt());
      answer(request, 202, TEXT, "");
    }
  }

  private static JsonNode info() {
    var info = JsonNodeFactory.instance.objectNode();
    var provider = info.putObject("provider");
    provider.put("provider", "skyvane-emulator").put("orchestration", "emulated");
    provider.putObject("version").put("release", "emulated").put("sha", "");
    info.putObject("version").put("release", "emulated").put("sha", "");
    return info.put("arch", "x86_64");
  }

  private static @Nullable JsonNode field(Buffer body, String name) {
    try {
      var tree = FunctionInput.mapper().readTree(body.getBytes());
      return tree == null ? null : tree.get(name);
    } catch (IOException e) {
      // The caller is answered that this is no request.
      return null;
    }
  }

  private static String notFound(String name) {
    return "deployments.apps \"%s\" not found".formatted(name);
  }

  private static void answer(HttpServerRequest request, int status, String type, String body) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Type", type);
    AnswerWriter.write(
        request.response(),
        new WireProtocol.Answer(status, headers, body.getBytes(StandardCharsets.UTF_8)));
  }
}
