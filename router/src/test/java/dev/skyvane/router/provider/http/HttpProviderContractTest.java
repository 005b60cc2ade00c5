package dev.skyvane.router.provider.http;

import dev.skyvane.provider.ContractPeer;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.FunctionProviderContract;
import dev.skyvane.provider.Target;
import dev.skyvane.schemas.Topic;
import io.vertx.core.Vertx;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class HttpProviderContractTest extends FunctionProviderContract {

  private static Vertx vertx;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Override
  protected ContractPeer startPeer() {
    return new HttpPeer(vertx);
  }

  @Override
  protected FunctionProvider createProvider(int connections) {
    return HttpProvider.create(
        vertx,
        Map.of("connections.max.per.host", "" + connections),
        reference -> {
          throw new IllegalArgumentException(reference);
        });
  }

  @Override
  protected int maxPayloadBytes() {
    return Topic.MAX_PAYLOAD_BYTES;
  }

  @Override
  protected Target wrongAddress() {
    return new Target("f~http~local~128", "http:local", "ftp://host/path", 128, null, null, null);
  }

  @Override
  protected boolean isGiven(Thread thread) {
    return thread.getName().startsWith("vert.x-");
  }
}
