package dev.skyvane.bench.rig;

import dev.skyvane.provider.FunctionCall;
import dev.skyvane.router.dispatch.Loop;
import dev.skyvane.router.provider.net.ConnectionSettings;
import dev.skyvane.router.provider.net.Connections;
import dev.skyvane.router.request.Wire;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The router's HTTP call without the router: its pool of connections, its event loops, its headers.
 */
final class HttpWay implements Echo.Way, AutoCloseable {
  /** The timeout of a call where the function says nothing, in ms. */
  private static final int TIMEOUT_MS = 30_000;

  private final Vertx vertx = Vertx.vertx();
  private final Connections connections = Connections.open(vertx, ConnectionSettings.of(Map.of()));
  private final List<Loop> loops = Loop.several(vertx, Runtime.getRuntime().availableProcessors());
  private final URI provider;

  HttpWay(URI provider) {
    this.provider = provider;
  }

  @Override
  public void carry(List<ConsumerRecord<byte[], byte[]>> records, Echo echo) {
    loops
        .get(records.getFirst().partition() % loops.size())
        .execute(() -> records.forEach(record -> call(record, echo)));
  }

  private void call(ConsumerRecord<byte[], byte[]> record, Echo echo) {
    var id = String.valueOf(Wire.text(record.headers(), Wire.CORRELATION_ID));
    var options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost(provider.getHost())
            .setPort(provider.getPort())
            .setURI(provider.getPath())
            .setConnectTimeout(TIMEOUT_MS)
            .putHeader("content-type", "application/octet-stream")
            .putHeader(FunctionCall.INVOCATION_ID, id)
            .putHeader(FunctionCall.ATTEMPT_ID, id)
            .putHeader(FunctionCall.ATTEMPT, "1");
    connections
        .request(options)
        .compose(
            request ->
                request
                    .send(Buffer.buffer(record.value()))
                    .compose(response -> Connections.body(response, Integer.MAX_VALUE)))
        .onSuccess(
            body -> {
              byte[] value = new byte[body.remaining()];
              body.get(value);
              echo.reply(record, value);
            })
        .onFailure(failure -> System.err.println("call failed: " + failure));
  }

  @Override
  public void close() {
    connections.close();
    vertx.close().await();
  }
}
