package dev.skyvane.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skyvane.schemas.registry.RegistryConfig.Endpoint;
import dev.skyvane.schemas.registry.RegistryException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Asks the registry, URL after URL. Any thread. */
final class RegistryHttp implements AutoCloseable {
  private static final String MEDIA_TYPE = "application/vnd.schemaregistry.v1+json";

  private final ObjectMapper json = new ObjectMapper();
  private final HttpClient client;
  private final List<Endpoint> endpoints;
  private final Duration readTimeout;

  /**
   * Index of the endpoint that answered last: asked first, so a dead one costs its timeout once.
   */
  private volatile int preferred;

  RegistryHttp(RegistryConfig config) {
    this.endpoints = config.endpoints();
    this.readTimeout = config.readTimeout();
    var builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(config.connectTimeout())
            .followRedirects(HttpClient.Redirect.NEVER);
    var tls = config.tls();
    if (tls != null) {
      builder.sslContext(tls);
    }
    this.client = builder.build();
  }

  JsonNode get(String path) {
    return ask(path, null);
  }

  JsonNode post(String path, JsonNode body) {
    try {
      return ask(path, json.writeValueAsString(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can't be written as JSON", e);
    }
  }

  private JsonNode ask(String path, @Nullable String body) {
    var failures = new ArrayList<String>();
    Exception last = null;
    int first = preferred;
    for (int i = 0; i < endpoints.size(); i++) {
      int index = (first + i) % endpoints.size();
      var endpoint = endpoints.get(index);
      try {
        var response = send(endpoint, path, body);
        if (response.statusCode() < 500
            && response.statusCode() != 429
            && response.statusCode() != 408) {
          preferred = index;
          return read(endpoint, path, response);
        }
        failures.add(endpoint + " answers HTTP " + response.statusCode() + said(response.body()));
      } catch (IOException e) {
        if (tlsFailure(e)) {
          throw new RegistryException(
              Kind.UNAVAILABLE,
              "TLS with schema registry %s failed: %s; check schema.registry.ssl.truststore.* and, where it asks for a client certificate, schema.registry.ssl.keystore.*"
                  .formatted(endpoint, e.getMessage()),
              e);
        }
        last = e;
        failures.add(endpoint + ": " + describe(e));
      }
    }
    throw new RegistryException(
        Kind.UNAVAILABLE,
        "No schema registry of schema.registry.url answers: " + String.join("; ", failures),
        last);
  }

  private HttpResponse<String> send(Endpoint endpoint, String path, @Nullable String body)
      throws IOException {
    var request =
        HttpRequest.newBuilder(URI.create(endpoint.base() + path))
            .timeout(readTimeout)
            .header("Accept", MEDIA_TYPE + ", application/json");
    if (endpoint.authorization() != null) {
      request.header("Authorization", endpoint.authorization());
    }
    if (body != null) {
      request.header("Content-Type", MEDIA_TYPE).POST(BodyPublishers.ofString(body));
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RegistryException(
          Kind.UNAVAILABLE, "Interrupted while waiting for schema registry " + endpoint, e);
    }
  }

  private JsonNode read(Endpoint endpoint, String path, HttpResponse<String> response) {
    int status = response.statusCode();
    JsonNode answer;
    try {
      answer = json.readTree(response.body());
    } catch (JsonProcessingException e) {
      answer = json.missingNode();
    }
    if (status / 100 == 2 && !answer.isMissingNode()) {
      return answer;
    }
    int code = answer.path("error_code").asInt();
    var words =
        "Schema registry %s answers HTTP %d%s on %s"
            .formatted(endpoint, status, said(response.body()), path);
    if (status == 404 && code / 100 == 404) {
      throw new RegistryException(Kind.NOT_FOUND, words, null);
    }
    if (status == 401 || status == 403) {
      throw new RegistryException(
          Kind.UNAVAILABLE,
          words + ": check basic.auth.credentials.source or bearer.auth.credentials.source",
          null);
    }
    if (status / 100 == 4 && code != 0) {
      throw new RegistryException(Kind.REFUSED, words, null);
    }
    throw new RegistryException(
        Kind.UNAVAILABLE, words + ", which no schema registry would: check the URL", null);
  }

  /** What the registry says of an error; nothing where it is not a registry's answer. */
  private String said(String body) {
    try {
      var message = json.readTree(body).path("message");
      if (!message.isTextual()) {
        return "";
      }
      var text = message.asText();
      return " (" + (text.length() > 1_000 ? text.substring(0, 1_000) + "..." : text) + ")";
    } catch (JsonProcessingException e) {
      return "";
    }
  }

  private static boolean tlsFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SSLException) {
        return true;
      }
    }
    return false;
  }

  private static String describe(IOException failure) {
    var message = failure.getMessage();
    var name = failure.getClass().getSimpleName();
    return message == null ? name : name + " " + message;
  }

  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }
}
