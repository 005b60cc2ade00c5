package dev.skyvane.stream.query;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Asks other instances for partitions. Thread-safe; never blocks. */
final class Hops implements AutoCloseable {
  /** Names the wanted partitions, and forbids a further hop. */
  static final String HEADER = "skyvane-partitions";

  /** Present where only sound copies are wanted. */
  static final String SOUND = "skyvane-sound";

  private static final int CONNECTIONS = 32;
  private static final int CONNECT_MS = 500;

  private final HttpClient client;

  Hops(Vertx vertx) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(CONNECT_MS).setKeepAliveTimeout(10),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS));
  }

  /** The other's {@link Answers#toJson}; fails if it answers anything else, or late. */
  CompletableFuture<JsonObject> ask(
      String address, String uri, List<Integer> partitions, boolean sound, Duration limit) {
    int colon = address.lastIndexOf(':');
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setHost(address.substring(0, colon).replaceAll("[\\[\\]]", ""))
            .setPort(Integer.parseInt(address.substring(colon + 1)))
            .setURI(uri)
            .setTimeout(limit.toMillis())
            .putHeader(HEADER, Gathering.text(partitions));
    if (sound) {
      options.putHeader(SOUND, "true");
    }
    return client
        .request(options)
        .compose(request -> request.send())
        .compose(
            response ->
                response.statusCode() == 200
                    ? response.body()
                    : Future.failedFuture("status " + response.statusCode()))
        .map(Buffer::toJsonObject)
        .toCompletionStage()
        .toCompletableFuture();
  }

  @Override
  public void close() {
    client.close().await();
  }
}
