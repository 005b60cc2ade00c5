package dev.skyvane.bench.paper;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Target;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** An adapter that accepts every deployment, where nothing is ever called. Stateless. */
public final class NeverCalled implements FunctionProvider {

  @Override
  public String name() {
    return "never-called";
  }

  @Override
  public Optional<String> check(Target target) {
    return Optional.empty();
  }

  @Override
  public CompletableFuture<CallResult> call(FunctionCall call) {
    return CompletableFuture.failedFuture(
        new UnsupportedOperationException("experiments in virtual time call no function"));
  }

  @Override
  public void close() {
    // It holds nothing.
  }
}
