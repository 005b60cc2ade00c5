package dev.skyvane.embedded.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry over HTTP. Requests run on virtual threads. */
public final class RegistryServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RegistryServer.class);
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  /** Longest request body, in bytes: far above any schema. */
  private static final int MAX_BODY = 8 * 1024 * 1024;

  private final ObjectMapper json = new ObjectMapper();
  private final Registry registry;
  private final RegistryRoutes routes;
  private final HttpServer server;
  private final ExecutorService threads;
  private final String host;

  private RegistryServer(Registry registry, String host, int port) throws IOException {
    this.registry = registry;
    this.routes = new RegistryRoutes(registry);
    this.host = host;
    this.server = HttpServer.create(new InetSocketAddress(host, port), 0);
    this.threads = Executors.newVirtualThreadPerTaskExecutor();
    server.setExecutor(threads);
    server.createContext("/", this::handle);
  }

  /**
   * Reads the journal to its end, then serves.
   *
   * @param port 0 for a free one
   * @throws IllegalStateException if the port is taken or the topic can't serve as a journal
   * @throws org.apache.kafka.common.KafkaException if the journal can't be read
   */
  public static RegistryServer start(
      String bootstrapServers, String host, int port, String journalTopic) {
    return start(new Registry(new KafkaJournal(bootstrapServers, journalTopic)), host, port);
  }

  static RegistryServer start(Registry registry, String host, int port) {
    try {
      var server = new RegistryServer(registry, host, port);
      server.server.start();
      return server;
    } catch (BindException e) {
      registry.close();
      throw new IllegalStateException(
          "The schema registry can't listen on %s:%d: %s; stop what listens there, or choose another port (0 takes a free one)"
              .formatted(host, port, e.getMessage()),
          e);
    } catch (IOException e) {
      registry.close();
      throw new UncheckedIOException("The schema registry can't listen on " + host, e);
    }
  }

  /** Where it serves. */
  public URI url() {
    return URI.create("http://" + host + ":" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      JsonNode answer;
      try {
        answer = answer(exchange);
      } catch (RegistryError e) {
        status = e.status();
        answer = error(e.code(), e.getMessage());
      } catch (RuntimeException e) {
        LOG.error("Registry request {} failed", exchange.getRequestURI().getPath(), e);
        status = 500;
        answer = error(50001, "Internal error: " + e);
      }
      var bytes = json.writeValueAsBytes(answer);
      exchange.getResponseHeaders().set("Content-Type", MEDIA_TYPE);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private static JsonNode error(int code, @Nullable String message) {
    return JsonNodeFactory.instance.objectNode().put("error_code", code).put("message", message);
  }

  private JsonNode answer(HttpExchange exchange) throws IOException {
    var segments = segments(exchange.getRequestURI().getRawPath());
    var body = body(exchange);
    boolean known = false;
    for (var route : routes.all()) {
      var arguments = route.match(segments);
      if (arguments.isPresent()) {
        known = true;
        if (route.method().equals(exchange.getRequestMethod())) {
          var query = query(exchange.getRequestURI().getRawQuery());
          return route.handler().apply(new RegistryRequest(arguments.get(), query, body));
        }
      }
    }
    throw known
        ? RegistryError.of(405, "HTTP 405 Method Not Allowed")
        : RegistryError.of(404, "HTTP 404 Not Found");
  }

  private JsonNode body(HttpExchange exchange) throws IOException {
    var bytes = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
    if (bytes.length > MAX_BODY) {
      throw RegistryError.of(413, "The request is longer than " + MAX_BODY + " bytes");
    }
    if (bytes.length == 0) {
      return MissingNode.getInstance();
    }
    try {
      return json.readTree(bytes);
    } catch (JsonProcessingException e) {
      throw RegistryError.of(400, "The request is not JSON: " + e.getOriginalMessage());
    }
  }

  private static List<String> segments(String rawPath) {
    var segments = new ArrayList<String>();
    for (var segment : rawPath.split("/")) {
      if (!segment.isEmpty()) {
        // In a path a plus is a plus, other than in a form.
        segments.add(decode(segment.replace("+", "%2B")));
      }
    }
    return segments;
  }

  private static Map<String, String> query(@Nullable String rawQuery) {
    var query = new HashMap<String, String>();
    if (rawQuery != null) {
      for (var pair : rawQuery.split("&")) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
        }
      }
    }
    return query;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw RegistryError.of(400, "The URL is not well encoded: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
    threads.close();
    registry.close();
  }
}
