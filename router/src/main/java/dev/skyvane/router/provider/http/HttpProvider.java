package dev.skyvane.router.provider.http;

import dev.skyvane.provider.*;
import io.vertx.core.Vertx;
import java.util.*;
import java.util.concurrent.CompletableFuture;

public final class HttpProvider implements FunctionProvider {
  private HttpProvider() {}

  public static HttpProvider create(Vertx vertx, Map<String, String> config, Secrets secrets) {
    return new HttpProvider();
  }

  @Override
  public String name() {
    return "http";
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
