package dev.skyvane.router.provider.aws;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.IdentityProvider;
import software.amazon.awssdk.identity.spi.ResolveIdentityRequest;

/**
 * Credentials whose look-up may block (files, metadata services): looked up on an executor, kept
 * for a while, and never looked up twice at once.
 */
final class OffLoopCredentials implements IdentityProvider<AwsCredentialsIdentity> {

  /** How long credentials are used before they are looked up again: a rotation shows by then. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  /** How long a failed look-up stands, so that a burst of calls does not storm its source. */
  private static final Duration FAILURE_KEPT = Duration.ofSeconds(1);

  private final Supplier<AwsCredentialsIdentity> lookUp;
  private final Executor executor;
  private @Nullable CompletableFuture<AwsCredentialsIdentity> current;
  private Instant goodUntil = Instant.MIN;

  OffLoopCredentials(Supplier<AwsCredentialsIdentity> lookUp, Executor executor) {
    this.lookUp = lookUp;
    this.executor = executor;
  }

  @Override
  public Class<AwsCredentialsIdentity> identityType() {
    return AwsCredentialsIdentity.class;
  }

  @Override
  public synchronized CompletableFuture<AwsCredentialsIdentity> resolveIdentity(
      ResolveIdentityRequest request) {
    if (current != null && (!current.isDone() || Instant.now().isBefore(goodUntil))) {
      return current.copy();
    }
    CompletableFuture<AwsCredentialsIdentity> begun =
        CompletableFuture.supplyAsync(lookUp, executor);
    current = begun;
    goodUntil = Instant.MIN;
    var _ = begun.whenComplete((found, failure) -> keep(found, failure));
    return begun.copy();
  }

  private synchronized void keep(
      @Nullable AwsCredentialsIdentity found, @Nullable Throwable failure) {
    Instant now = Instant.now();
    if (found == null || failure != null) {
      goodUntil = now.plus(FAILURE_KEPT);
      return;
    }
    Instant again = now.plus(KEPT);
    goodUntil = found.expirationTime().filter(end -> end.isBefore(again)).orElse(again);
  }
}
