package dev.skyvane.standalone.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RouterHealthTest {
  private final HttpServer server;
  private int status = 503;
  private String body = "";

  RouterHealthTest() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/readyz",
        exchange -> {
          var bytes = body.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private RouterHealth ask() throws IOException {
    return RouterHealth.ask(
        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/readyz"));
  }

  @Test
  void readsReasonsAlsoWhereTheRouterIsNotReady() throws IOException {
    body = "{\"ready\": false, \"reasons\": [\"no tables yet\", \"stalled\"], \"more\": 1}";
    assertEquals(new RouterHealth(false, List.of("no tables yet", "stalled"), List.of()), ask());
    status = 200;
    body = "{\"ready\": true, \"reasons\": [], \"notices\": [\"slow\"]}";
    assertEquals(new RouterHealth(true, List.of(), List.of("slow")), ask());
  }

  @Test
  void tellsWhatIsNoRouter() {
    for (var other : List.of("", "<html>", "[]", "{}")) {
      body = other;
      assertThrows(IOException.class, this::ask, other);
    }
    body = "{}";
    var message = assertThrows(IOException.class, this::ask).getMessage();
    assertTrue(message.contains("something else answers"), message);
  }

  @Test
  void nobodyAnswers() {
    server.stop(0);
    assertThrows(IOException.class, this::ask);
  }
}
