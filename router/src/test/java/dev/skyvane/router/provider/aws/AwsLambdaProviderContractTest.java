package dev.skyvane.router.provider.aws;

import dev.skyvane.provider.ContractPeer;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.FunctionProviderContract;
import dev.skyvane.provider.Target;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class AwsLambdaProviderContractTest extends FunctionProviderContract {

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
    return new LambdaPeer(vertx);
  }

  @Override
  protected FunctionProvider createProvider(int connections) {
    return AwsLambdaProvider.create(
        vertx,
        Map.of("connections.max.per.host", "" + connections),
        reference -> {
          throw new IllegalArgumentException(reference);
        });
  }

  @Override
  protected OptionalInt inFlight(FunctionProvider adapter) {
    return OptionalInt.of(((AwsLambdaProvider) adapter).inFlight());
  }

  @Override
  protected int maxPayloadBytes() {
    return AwsLambdaProvider.MAX_PAYLOAD_BYTES;
  }

  @Override
  protected Target wrongAddress() {
    return new Target(
        "f~aws~eu-north-1~128",
        "aws:eu-north-1",
        "arn:aws:lambda:us-east-1:123456789012:function:f",
        128,
        null,
        null,
        null);
  }

  @Override
  protected boolean isGiven(Thread thread) {
    return thread.getName().startsWith("vert.x-");
  }
}
