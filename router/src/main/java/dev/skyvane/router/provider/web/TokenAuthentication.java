package dev.skyvane.router.provider.web;

import dev.skyvane.provider.Target;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bearer token out of a cache.
 *
 * @param tokens the cache
 * @param key what the token is for
 */
public record TokenAuthentication<K>(TokenCache<K> tokens, K key) implements Authentication {

  private static final Logger log = LoggerFactory.getLogger(TokenAuthentication.class);

  @Override
  public Future<Map<String, String>> headers() {
    return Future.fromCompletionStage(tokens.get(key))
        .map(token -> Map.of("authorization", "Bearer " + token))
        .recover(failure -> Future.failedFuture(issuers(failure)));
  }

  /** What the issuer said, without what futures put around it. */
  private static Throwable issuers(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  @Override
  public void refused() {
    tokens.refused(key);
  }

  /**
   * The reference to the credentials for which a target's tokens are issued, or null for the
   * provider's default.
   *
   * @param way what the reference leads to, or what to do instead, in words
   * @throws IllegalArgumentException if it is no reference
   */
  public static @Nullable String credentials(Target target, String way) {
    String credentials = target.credentials();
    if (credentials != null
        && !credentials.startsWith("env:")
        && !credentials.startsWith("file:")) {
      throw new IllegalArgumentException(
          "The region's credentials are not a reference; write env:NAME or file:NAME, which lead to "
              + way);
    }
    return credentials;
  }

  /** Waits for the token where there is one to wait for; what fails shows when it is used. */
  public static void warmUp(Authentication authentication, Duration atMost) {
    if (!(authentication instanceof TokenAuthentication<?> token)) {
      return;
    }
    try {
      token
          .headers()
          .toCompletionStage()
          .toCompletableFuture()
          .get(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      log.debug("event=warm-up-failed for={}", token.key(), e);
    }
  }
}
