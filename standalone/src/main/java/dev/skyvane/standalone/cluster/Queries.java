package dev.skyvane.standalone.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks a stream service over HTTP. Thread-safe. */
public final class Queries implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String service;
  private final URI url;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /**
   * Asks an instance.
   *
   * @param service as people call it, for messages
   * @param url of an instance
   */
  public Queries(String service, URI url) {
    this.service = service;
    this.url = url;
  }

  /**
   * The data of an answer.
   *
   * @throws RefusedException if the service knows nothing of what is asked for
   * @throws UnreachableException if it does not answer
   */
  public JsonNode ask(String path) {
    try {
      var answer =
          client.send(
              HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      var said = JSON.readTree(answer.body());
      return switch (answer.statusCode()) {
        case 200 -> said.path("data");
        case 400, 404 -> throw new RefusedException(said.path("message").asText("not found"));
        default ->
            throw new UnreachableException(
                "the %s at %s can't answer now: %s"
                    .formatted(
                        service, url, said.path("message").asText("status " + answer.statusCode())),
                new IOException("status " + answer.statusCode()));
      };
    } catch (IOException e) {
      throw new UnreachableException("the " + service + " does not answer at " + url, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnreachableException("interrupted", e);
    }
  }

  @Override
  public void close() {
    client.close();
  }
}
