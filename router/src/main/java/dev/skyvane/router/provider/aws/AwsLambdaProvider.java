package dev.skyvane.router.provider.aws;

import dev.skyvane.provider.*;
import io.vertx.core.Vertx;
import java.util.*;
import java.util.concurrent.CompletableFuture;

public final class AwsLambdaProvider implements FunctionProvider {
  private AwsLambdaProvider() {}

  public static AwsLambdaProvider create(Vertx vertx, Map<String, String> config, Secrets secrets) {
    return new AwsLambdaProvider();
  }

  @Override
  public String name() {
    return "aws";
  }

  @Override
  public Optional<String> check(Target target) {
    return Optional.empty();
  }

  @Override
  public CompletableFuture<CallResult> call(FunctionCall call) {
    return CompletableFuture.completedFuture(new CallResult.Unavailable("not built yet", null));
  }

  @Override
  public void close() {}
}
