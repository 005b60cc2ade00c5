package dev.skyvane.connect.carbon.source;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A stub of an API on loopback, whose answers a test decides on. */
public final class Api implements AutoCloseable {
  /** What was asked. */
  public record Asked(String path, String query, String token) {}

  /** What is answered. */
  public record Said(int status, Map<String, String> headers, String body) {
    public static Said ok(String body) {
      return new Said(200, Map.of(), body);
    }
  }

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private volatile Function<Asked, Said> script;

  public Api(Function<Asked, Said> script) {
    this.script = script;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      var token = exchange.getRequestHeaders().getFirst("auth-token");
      var uri = exchange.getRequestURI();
      var request =
          new Asked(
              uri.getPath(),
              uri.getRawQuery() == null ? "" : uri.getRawQuery(),
              token == null ? "" : token);
      asked.add(request);
      var said = script.apply(request);
      said.headers().forEach(exchange.getResponseHeaders()::add);
      var bytes = said.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(said.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  public void says(Function<Asked, Said> changed) {
    script = changed;
  }

  public List<Asked> asked() {
    return asked;
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
