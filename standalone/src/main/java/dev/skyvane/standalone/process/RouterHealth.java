package dev.skyvane.standalone.process;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a router says of itself.
 *
 * @param ready whether it does its work
 * @param reasons why not, in sentences
 * @param notices what is slow without being the router's own
 */
public record RouterHealth(boolean ready, List<String> reasons, List<String> notices) {
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final ObjectMapper JSON = new ObjectMapper();

  public RouterHealth {
    reasons = List.copyOf(reasons);
    notices = List.copyOf(notices);
  }

  /**
   * Asks a router.
   *
   * @param url of its {@code /readyz}
   * @throws IOException if it does not answer within seconds, or something else answers
   */
  public static RouterHealth ask(URI url) throws IOException {
    try (var client = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(url).timeout(PATIENCE).build(),
              HttpResponse.BodyHandlers.ofString());
      var said = JSON.readTree(answer.body());
      if (said == null || !said.path("ready").isBoolean()) {
        throw new IOException("something else answers there, with status " + answer.statusCode());
      }
      return new RouterHealth(
          said.path("ready").booleanValue(),
          sentences(said.path("reasons")),
          sentences(said.path("notices")));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while asking " + url, e);
    }
  }

  private static List<String> sentences(JsonNode array) {
    var sentences = new ArrayList<String>();
    array.forEach(each -> sentences.add(each.asText()));
    return sentences;
  }
}
