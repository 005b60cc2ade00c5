package dev.skyvane.emulator;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The emulator's own HTTP API, for other processes on this machine. It is on the port of every
 * region, is not delayed and knows no faults; {@code ?region=ID} names another region, which is the
 * way back from a region whose port is closed.
 *
 * <ul>
 *   <li>{@code GET /_emulator}: the regions, their endpoints and functions
 *   <li>{@code GET /_emulator/ledger?entries=N}: totals, and the newest N entries (default 100)
 *   <li>{@code GET /_emulator/faults}, {@code PUT /_emulator/faults}: the faults, as the fields of
 *       {@link Faults.Settings}; a field that is not put is no fault. Closing the very port that is
 *       asked is answered just before it is done
 * </ul>
 */
final class AdminApi {

  private static final String PATH = "/_emulator";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Vertx vertx;
  private final Map<String, EmulatedRegion> regions;

  AdminApi(Vertx vertx, Map<String, EmulatedRegion> regions) {
    this.vertx = vertx;
    this.regions = regions;
  }

  static boolean isFor(HttpServerRequest request) {
    var path = request.path();
    return path != null && (path.equals(PATH) || path.startsWith(PATH + "/"));
  }

  void serve(HttpServerRequest request, String own) {
    var named = request.getParam("region");
    var region = regions.get(named == null ? own : named);
    if (region == null) {
      answer(request, 404, problem("Region " + named + " is not emulated here."));
      return;
    }
    var operation = request.method() + " " + request.path();
    switch (operation) {
      case "GET " + PATH -> answer(request, 200, regions());
      case "GET " + PATH + "/ledger" ->
          answer(request, 200, ledger(region, request.getParam("entries")));
      case "GET " + PATH + "/faults" ->
          answer(request, 200, JSON.valueToTree(region.faults().current()));
      case "PUT " + PATH + "/faults" ->
          request
              .body()
              .onSuccess(body -> putFaults(request, region, region.id().equals(own), body));
      default -> answer(request, 404, problem("The emulator does not have " + operation + "."));
    }
  }

  private JsonNode regions() {
    var body = JSON.createObjectNode();
    var list = body.putArray("regions");
    for (var region : regions.values()) {
      var entry = list.addObject();
      entry.put("id", region.id());
      entry.put("endpoint", region.endpoint().toString());
      entry.put("concurrency", region.options().concurrency());
      entry.put("inFlight", region.inFlight());
      var functions = entry.putArray("functions");
      for (var function : region.functions()) {
        functions
            .addObject()
            .put("name", function.name())
            .put("memoryMb", function.memoryMb())
            .put("body", function.body().name())
            .put("address", region.address(function.name()));
      }
    }
    return body;
  }

  private static JsonNode ledger(EmulatedRegion region, @Nullable String limit) {
    var ledger = region.ledger();
    var body = JSON.createObjectNode();
    body.put("region", region.id());
    body.put("arrived", ledger.arrived());
    body.put("open", ledger.open());
    body.put("dropped", ledger.dropped());
    body.put("maxInFlight", region.maxInFlight());
    body.set("totals", JSON.valueToTree(ledger.totals()));
    body.set("functions", JSON.valueToTree(ledger.totalsByFunction()));
    var entries = ledger.entries();
    var count = limit != null && limit.matches("\\d{1,9}") ? Integer.parseInt(limit) : 100;
    var newest = entries.subList(Math.max(0, entries.size() - count), entries.size());
    body.set("entries", JSON.valueToTree(newest));
    return body;
  }

  private void putFaults(
      HttpServerRequest request, EmulatedRegion region, boolean own, Buffer body) {
    Faults.Settings settings;
    try {
      if (!(JSON.readTree(body.getBytes()) instanceof ObjectNode wanted)) {
        answer(request, 400, problem("The body must be a JSON object of faults."));
        return;
      }
      var all = (ObjectNode) JSON.valueToTree(Faults.Settings.NONE);
      wanted.properties().forEach(field -> all.set(field.getKey(), field.getValue()));
      settings = JSON.treeToValue(all, Faults.Settings.class);
    } catch (JsonProcessingException e) {
      answer(request, 400, problem(e.getOriginalMessage()));
      return;
    } catch (IOException e) {
      answer(request, 400, problem("The body can't be read."));
      return;
    }
    var echo = JSON.<JsonNode>valueToTree(settings);
    if (own && settings.outage() == Faults.Outage.REFUSED) {
      // The answer needs the connection that the switch closes.
      answer(request, 200, echo).onComplete(_ -> set(region, settings));
    } else {
      set(region, settings)
          .onSuccess(_ -> answer(request, 200, echo))
          .onFailure(e -> answer(request, 500, problem(String.valueOf(e.getMessage()))));
    }
  }

  /** Opening or closing a port waits for the region's event loop, so this is not done on one. */
  private Future<Void> set(EmulatedRegion region, Faults.Settings settings) {
    return vertx.executeBlocking(
        () -> {
          region.faults().set(settings);
          return null;
        },
        false);
  }

  private static JsonNode problem(String message) {
    return JSON.createObjectNode().put("message", message);
  }

  private static Future<Void> answer(HttpServerRequest request, int status, JsonNode body) {
    try {
      return request
          .response()
          .setStatusCode(status)
          .putHeader("Content-Type", "application/json")
          .end(Buffer.buffer(JSON.writeValueAsBytes(body)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree of JSON nodes can always be written", e);
    }
  }
}
