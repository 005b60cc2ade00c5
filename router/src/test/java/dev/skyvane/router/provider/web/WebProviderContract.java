package dev.skyvane.router.provider.web;

import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.FunctionProviderContract;
import dev.skyvane.provider.Secrets;
import dev.skyvane.schemas.Topic;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract for adapters that are called over HTTP. */
public abstract class WebProviderContract extends FunctionProviderContract {

  /** Refers to nothing. */
  protected static final Secrets NO_SECRETS =
      reference -> {
        throw new IllegalArgumentException(reference);
      };

  protected static Vertx vertx;

  @BeforeAll
  static void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  static void stopVertx() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  /** The protocol under test. */
  protected abstract WebProtocol protocol();

  @Override
  protected FunctionProvider createProvider(int connections) {
    return new WebProvider(vertx, Map.of("connections.max.per.host", "" + connections), protocol());
  }

  @Override
  protected OptionalInt inFlight(FunctionProvider adapter) {
    return OptionalInt.of(((WebProvider) adapter).inFlight());
  }

  @Override
  protected int maxPayloadBytes() {
    return Topic.MAX_PAYLOAD_BYTES;
  }

  @Override
  protected boolean isGiven(Thread thread) {
    return thread.getName().startsWith("vert.x-");
  }
}
