package dev.skyvane.router.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells who calls by the headers of a call: {@code X-Api-Key}, or {@code Authorization} of the
 * schemes Basic and Bearer. Thread-safe; never blocks.
 */
public final class Access implements AutoCloseable {
  public static final String API_KEY = "x-api-key";

  private static final Logger log = LoggerFactory.getLogger(Access.class);
  private static final int MOST_REMEMBERED = 10_000;

  /** How long a credential that was looked at needs no second look, and a changed file none. */
  private static final Duration REMEMBERED = Duration.ofSeconds(60);

  private static final long LOOK_AT_FILE_MS = 2_000;

  /** Slow looks that may wait at one time: what is more is told to come again. */
  private static final int MOST_WAITING = 256;

  private static final int WORKERS = 2;

  private final Vertx vertx;
  private final @Nullable Path file;
  private final @Nullable OidcTokens tokens;
  private final @Nullable WorkerExecutor workers;
  private final AtomicInteger waiting = new AtomicInteger();

  /** What slow looks came to, by the hash of the credential. */
  private final Cache<String, Look> looks =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REMEMBERED).build();

  private volatile @Nullable KeyFile keys;
  private @Nullable FileTime readAt;
  private long timer = -1;

  /** What a look at a credential came to. */
  private record Look(Optional<Caller> caller, Instant until) {}

  /** Too many credentials are being looked at; come again later. */
  public static final class BusyException extends Exception {
    private static final long serialVersionUID = 1L;

    BusyException() {
      super("too many credentials are being checked");
    }
  }

  private Access(Vertx vertx, @Nullable Path file, @Nullable OidcTokens tokens) {
    this.vertx = vertx;
    this.file = file;
    this.tokens = tokens;
    this.workers =
        open() ? null : vertx.createSharedWorkerExecutor("skyvane-gateway-access", WORKERS);
  }

  /**
   * Makes it.
   *
   * @param file of keys and passwords, or null for none
   * @param tokens of an issuer, or null for none
   * @throws IllegalArgumentException if the file can't be used; it names the line and the rule
   */
  public static Access of(Vertx vertx, @Nullable Path file, @Nullable OidcTokens tokens) {
    var access = new Access(vertx, file, tokens);
    if (file != null) {
      try {
        access.read(file);
      } catch (IOException e) {
        throw new IllegalArgumentException("can't be read: " + e, e);
      }
      access.timer = vertx.setPeriodic(LOOK_AT_FILE_MS, _ -> access.lookAtFile());
    }
    return access;
  }

  /** Whether everybody is admitted, because no credentials are configured. */
  public boolean open() {
    return file == null && tokens == null;
  }

  /**
   * Who calls.
   *
   * @return empty where the credential is missing or wrong; fails where that can't be told now:
   *     with {@link BusyException}, or because the issuer does not answer
   */
  public Future<Optional<Caller>> of(MultiMap headers) {
    if (open()) {
      return Future.succeededFuture(Optional.of(Caller.ANYBODY));
    }
    var file = keys;
    var key = headers.get(API_KEY);
    if (key != null) {
      return Future.succeededFuture(file == null ? Optional.empty() : file.byKey(key));
    }
    var authorization = headers.get("authorization");
    int space = authorization == null ? -1 : authorization.indexOf(' ');
    if (authorization == null || space < 0) {
      return Future.succeededFuture(Optional.empty());
    }
    var given = authorization.substring(space + 1).strip();
    var scheme = authorization.substring(0, space);
    if (scheme.equalsIgnoreCase("basic") && file != null) {
      return looked(authorization, () -> new Look(basic(file, given), Instant.MAX));
    }
    if (scheme.equalsIgnoreCase("bearer") && tokens != null) {
      return looked(authorization, () -> bearer(tokens, given));
    }
    return Future.succeededFuture(Optional.empty());
  }

  private static Look bearer(OidcTokens tokens, String token) throws IOException {
    var verified = tokens.verify(token);
    return new Look(
        verified.map(OidcTokens.Verified::caller),
        verified.map(OidcTokens.Verified::expiresAt).orElse(Instant.MAX));
  }

  private static Optional<Caller> basic(KeyFile file, String given) {
    String pair;
    try {
      pair = new String(Base64.getDecoder().decode(given), UTF_8);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    int colon = pair.indexOf(':');
    return colon < 0
        ? Optional.empty()
        : file.byPassword(pair.substring(0, colon), pair.substring(colon + 1));
  }

  private Future<Optional<Caller>> looked(String credential, Callable<Look> slowly) {
    var hash = SecretHash.sha256(credential);
    var known = looks.getIfPresent(hash);
    if (known != null) {
      return Future.succeededFuture(
          Instant.now().isBefore(known.until()) ? known.caller() : Optional.empty());
    }
    if (workers == null || waiting.incrementAndGet() > MOST_WAITING) {
      waiting.decrementAndGet();
      return Future.failedFuture(new BusyException());
    }
    var before = keys;
    return workers
        .executeBlocking(slowly, false)
        .map(
            look -> {
              // What was looked up in a file that has changed meanwhile must not be remembered.
              if (before == keys) {
                looks.put(hash, look);
              }
              return look.caller();
            })
        .onComplete(_ -> waiting.decrementAndGet());
  }

  private synchronized void read(Path path) throws IOException {
    var changedAt = Files.getLastModifiedTime(path);
    if (!changedAt.equals(readAt)) {
      // First: what is wrong is said once, and looked at again when the file changes.
      readAt = changedAt;
      keys = KeyFile.read(path);
      looks.invalidateAll();
      log.info("event=gateway-keys-read file={}", path);
    }
  }

  private void lookAtFile() {
    var path = file;
    if (path == null || workers == null) {
      return;
    }
    var unused =
        workers
            .executeBlocking(
                () -> {
                  read(path);
                  return path;
                })
            .onFailure(
                e ->
                    log.error("event=gateway-keys-not-read file={} reason={}", path, e.toString()));
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    if (workers != null) {
      workers.close().await();
    }
  }
}
