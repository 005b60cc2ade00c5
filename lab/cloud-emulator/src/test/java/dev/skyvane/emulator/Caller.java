package dev.skyvane.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;

/** Calls emulated regions by the JDK's client. */
final class Caller implements AutoCloseable {

  static final Duration LIMIT = Duration.ofSeconds(20);

  private final HttpClient client = HttpClient.newHttpClient();

  HttpResponse<byte[]> post(String url, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return send("POST", url, body, headers);
  }

  HttpResponse<byte[]> post(String url, String body, String... headers)
      throws IOException, InterruptedException {
    return post(url, body.getBytes(StandardCharsets.UTF_8), headers);
  }

  HttpResponse<byte[]> send(String method, String url, byte[] body, String... headers)
      throws IOException, InterruptedException {
    return client.send(request(method, url, body, headers), BodyHandlers.ofByteArray());
  }

  CompletableFuture<HttpResponse<byte[]>> begin(String url, String body, String... headers) {
    return client.sendAsync(
        request("POST", url, body.getBytes(StandardCharsets.UTF_8), headers),
        BodyHandlers.ofByteArray());
  }

  private static HttpRequest request(String method, String url, byte[] body, String... headers) {
    var request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(LIMIT)
            .method(method, BodyPublishers.ofByteArray(body));
    return (headers.length == 0 ? request : request.headers(headers)).build();
  }

  static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  static JsonNode json(HttpResponse<byte[]> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElse("absent");
  }

  /** The newest entry, once so many calls have ended. */
  static LedgerEntry entry(EmulatedRegion region, int calls) {
    Awaitility.await().atMost(LIMIT).until(() -> region.ledger().totals().calls() == calls);
    var entries = region.ledger().entries();
    assertEquals(calls, entries.size());
    return entries.getLast();
  }

  @Override
  public void close() {
    client.close();
  }
}
