package dev.skyvane.router.provider.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.skyvane.router.provider.web.Authentication.UnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tokens that somebody issues for a time, shared by all calls that need the same one.
 *
 * <p>One look-up at a time for each, on the executor; whoever comes meanwhile waits for it, or goes
 * on with the token at hand while that is good. A token is renewed ahead of its end, by five
 * minutes or a fifth of its life if that is less. A renewal that fails changes nothing as long as
 * the old token is good, and is tried again after a second at the earliest. Thread-safe; never
 * blocks.
 *
 * @param <K> what a token is for; its text is logged, so it holds references only
 */
public final class TokenCache<K> implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TokenCache.class);

  private static final int MOST_TOKENS = 10_000;
  private static final Duration AHEAD = Duration.ofMinutes(5);
  private static final int PARTS_OF_LIFE = 5;

  /** How long a failure stands, so that a burst of calls does not storm the issuer. */
  private static final Duration FAILURE_STANDS = Duration.ofSeconds(1);

  /** How old a token must be before a refusal counts against it rather than the caller. */
  private static final Duration DOUBTFUL_AFTER = Duration.ofSeconds(10);

  private final Issuer<K> issuer;
  private final Executor executor;
  private final InstantSource clock;
  private final Cache<K, Entry> entries =
      Caffeine.newBuilder().maximumSize(MOST_TOKENS).executor(Runnable::run).build();

  /**
   * A token.
   *
   * @param value the token itself
   * @param expiresAt when it ends
   */
  public record Token(String value, Instant expiresAt) {
    @Override
    public String toString() {
      return "Token[expiresAt=" + expiresAt + "]";
    }
  }

  /** Issues tokens. */
  @FunctionalInterface
  public interface Issuer<K> {
    /**
     * A new token; may block.
     *
     * @throws IllegalArgumentException if there can be none: the call is forbidden
     * @throws UnavailableException if whoever issues it does not answer
     */
    Token issue(K key);
  }

  /**
   * An empty cache.
   *
   * @param executor where the issuer may block
   */
  public TokenCache(Issuer<K> issuer, Executor executor, InstantSource clock) {
    this.issuer = issuer;
    this.executor = executor;
    this.clock = clock;
  }

  /** A good token; fails as the issuer does. */
  public CompletableFuture<String> get(K key) {
    return entries.get(key, Entry::new).get();
  }

  /** Forgets a token that was refused, unless it is new: then the refusal is for the caller. */
  public void refused(K key) {
    Entry entry = entries.getIfPresent(key);
    if (entry != null) {
      entry.refused();
    }
  }

  /** Forgets all. */
  @Override
  public void close() {
    entries.invalidateAll();
  }

  private final class Entry {
    private final K key;
    private @Nullable Token token;
    private Instant issuedAt = Instant.MIN;
    private Instant renewAt = Instant.MIN;
    private @Nullable CompletableFuture<String> underWay;
    private @Nullable RuntimeException failure;

    Entry(K key) {
      this.key = key;
    }

    CompletableFuture<String> get() {
      CompletableFuture<String> answer;
      CompletableFuture<String> begun = null;
      synchronized (this) {
        Instant now = clock.instant();
        if (underWay == null && !now.isBefore(renewAt)) {
          begun = new CompletableFuture<>();
          underWay = begun;
        }
        if (token != null && now.isBefore(token.expiresAt())) {
          answer = CompletableFuture.completedFuture(token.value());
        } else if (underWay != null) {
          answer = underWay.copy();
        } else {
          answer = CompletableFuture.failedFuture(Objects.requireNonNull(failure));
        }
      }
      if (begun != null) {
        begin(begun);
      }
      return answer;
    }

    private void begin(CompletableFuture<String> waiting) {
      try {
        executor.execute(() -> issue(waiting));
      } catch (RejectedExecutionException closed) {
        failed(waiting, new UnavailableException("The adapter is closed."));
      }
    }

    private void issue(CompletableFuture<String> waiting) {
      try {
        Token issued = issuer.issue(key);
        synchronized (this) {
          Instant now = clock.instant();
          token = issued;
          issuedAt = now;
          renewAt = issued.expiresAt().minus(ahead(now, issued));
          failure = null;
          underWay = null;
        }
        waiting.complete(issued.value());
      } catch (RuntimeException e) {
        log.warn("event=token-not-issued for={} reason={}", key, e.getMessage());
        failed(waiting, e);
      } catch (LinkageError e) {
        // A library that lacks a part must not keep whoever waits.
        log.warn("event=token-not-issued for={}", key, e);
        failed(waiting, UnavailableException.because("The issuer's library failed: ", e));
      }
    }

    private Duration ahead(Instant now, Token issued) {
      Duration part = Duration.between(now, issued.expiresAt()).dividedBy(PARTS_OF_LIFE);
      return part.compareTo(AHEAD) < 0 ? part : AHEAD;
    }

    private void failed(CompletableFuture<String> waiting, RuntimeException why) {
      synchronized (this) {
        failure = why;
        renewAt = clock.instant().plus(FAILURE_STANDS);
        underWay = null;
      }
      waiting.completeExceptionally(why);
    }

    synchronized void refused() {
      if (underWay == null
          && token != null
          && clock.instant().isAfter(issuedAt.plus(DOUBTFUL_AFTER))) {
        token = null;
        renewAt = Instant.MIN;
      }
    }
  }
}
