package dev.skyvane.emulator.sample;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/** Reads what is at a URL. Only this machine is asked, and redirects are not followed. */
public final class HttpRead {

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

  private HttpRead() {}

  /** Runs the function; blocks until the answer is there. */
  public static FunctionOutput run(FunctionInput input) throws FunctionFailedException {
    var url = url(input.requiredObject("url").path("url").asText());
    try (var client = HttpClient.newBuilder().connectTimeout(LIMIT).build()) {
      var answer =
          client.send(
              HttpRequest.newBuilder(url).timeout(LIMIT).build(), BodyHandlers.ofByteArray());
      var body = JsonNodeFactory.instance.objectNode();
      body.put("status", answer.statusCode()).put("bytes", answer.body().length);
      body.put("sha256", Digest.hex(Digest.sha256().digest(answer.body())));
      return FunctionOutput.json(FunctionInput.write(body));
    } catch (IOException e) {
      throw new FunctionFailedException("Unreachable", "Nothing answers at " + url + ".", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new FunctionFailedException("Interrupted", "The function was ended.", e);
    }
  }

  private static URI url(String text) throws FunctionFailedException {
    try {
      var url = new URI(text);
      if ("http".equals(url.getScheme()) && LOOPBACK.contains(String.valueOf(url.getHost()))) {
        return url;
      }
    } catch (URISyntaxException e) {
      throw new FunctionFailedException("BadInput", "The field 'url' is not a URL.", e);
    }
    throw new FunctionFailedException(
        "BadInput", "The field 'url' must begin with http://127.0.0.1; others are not asked.");
  }
}
