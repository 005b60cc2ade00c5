package dev.skyvane.connect.carbon.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skyvane.provider.RetryAfter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

/**
 * Asks a JSON API. What ends without a JSON object is told apart here, for all such sources:
 * redirects are not followed, so that a key is sent to no other host, and what an API says in its
 * errors is repeated nowhere.
 */
final class JsonOverHttp implements AutoCloseable {
  private static final int MOST_BYTES = 1 << 20;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int TIMEOUT = 408;
  private static final int TOO_MANY = 429;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client;
  private final Clock clock;
  private final Duration timeout;

  JsonOverHttp(Clock clock, Duration timeout) {
    this.client = HttpClient.newBuilder().connectTimeout(timeout).build();
    this.clock = clock;
    this.timeout = timeout;
  }

  /**
   * The answer to GET.
   *
   * @param understand makes an answer of a JSON object; what it throws is an answer without sense
   */
  Answer get(URI uri, Map<String, String> headers, Function<JsonNode, Answer> understand) {
    var request = HttpRequest.newBuilder(uri).timeout(timeout).header("Accept", "application/json");
    headers.forEach(request::header);
    HttpResponse<byte[]> response;
    try {
      response =
          client.send(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MOST_BYTES));
    } catch (IOException e) {
      return new Answer.Unavailable("no answer from " + uri.getHost() + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.Unavailable("interrupted");
    }
    int status = response.statusCode();
    if (status == TOO_MANY) {
      return new Answer.Throttled(
          "HTTP 429 from " + uri.getHost(),
          RetryAfter.parse(
              response.headers().firstValue("Retry-After").orElse(null), clock.instant()));
    }
    if (status == 200) {
      return understood(uri, response.body(), understand);
    }
    var said = "HTTP " + status + " from " + uri.getHost();
    if (status == UNAUTHORIZED || status == FORBIDDEN) {
      return new Answer.Refused(
          said + ": the key is missing or wrong, or its plan does not include this zone");
    }
    return status >= 400 && status < 500 && status != TIMEOUT
        ? new Answer.Refused(said + ": it does not take the request for this zone")
        : new Answer.Unavailable(said);
  }

  private static Answer understood(URI uri, byte[] body, Function<JsonNode, Answer> understand) {
    JsonNode json;
    try {
      json = JSON.readTree(new String(body, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      return new Answer.Unavailable("the answer of " + uri.getHost() + " is not JSON");
    }
    if (!json.isObject()) {
      return new Answer.Unavailable("the answer of " + uri.getHost() + " is not a JSON object");
    }
    try {
      return understand.apply(json);
    } catch (IllegalArgumentException e) {
      return new Answer.Unavailable("the answer of " + uri.getHost() + ": " + e.getMessage());
    } catch (RuntimeException e) {
      // Its message may quote the answer.
      return new Answer.Unavailable(
          "the answer of "
              + uri.getHost()
              + " can't be understood: "
              + e.getClass().getSimpleName());
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
