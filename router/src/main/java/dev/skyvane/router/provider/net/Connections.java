package dev.skyvane.router.provider.net;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pooled connections of one adapter. Each event loop has a pool of its own: a call that goes out on
 * another loop's connection crosses threads four times, which costs more than the exchange itself.
 */
public final class Connections implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Connections.class);

  /** Room for Lambda's log tail (4 KB in base64) beside the other headers, in bytes. */
  private static final int MAX_HEADER_BYTES = 32 * 1024;

  private static final int CLOSE_SECONDS = 4;

  /** Calls that servers usually take on one HTTP/2 connection (RFC 9113, 6.5.2, asks for 100). */
  private static final int USUAL_STREAMS = 100;

  private static final int UNANNOUNCED_BYTES = 256;
  private static final int MOST_ADDRESSES = 10_000;

  private final Supplier<HttpClientAgent> opener;

  /** By the thread of the event loop; what comes from no loop shares {@link #common}. */
  private final Map<Thread, HttpClientAgent> perLoop = new ConcurrentHashMap<>();

  private final HttpClientAgent common;

  /** Whether an address is out of bounds, which each call asks. */
  private final LoadingCache<String, Boolean> refused =
      Caffeine.newBuilder()
          .maximumSize(MOST_ADDRESSES)
          .executor(Runnable::run)
          .build(Connections::outOfBounds);

  private Connections(Supplier<HttpClientAgent> opener) {
    this.opener = opener;
    this.common = opener.get();
  }

  /** Opens empty pools of HTTP/1.1 connections. */
  public static Connections open(Vertx vertx, ConnectionSettings settings) {
    return open(vertx, settings, options(settings));
  }

  /**
   * Opens empty pools of HTTP/2 connections: by ALPN over TLS, else with prior knowledge. A server
   * that does not speak it by ALPN is called by HTTP/1.1.
   */
  public static Connections openHttp2(Vertx vertx, ConnectionSettings settings) {
    return open(
        vertx,
        settings,
        options(settings)
            .setProtocolVersion(HttpVersion.HTTP_2)
            .setUseAlpn(true)
            .setHttp2ClearTextUpgrade(false));
  }

  private static HttpClientOptions options(ConnectionSettings settings) {
    // No idle timeout: it would end calls that compute for long. A call's own timeout ends it.
    return new HttpClientOptions()
        .setConnectTimeout(settings.connectTimeoutMs())
        .setKeepAlive(true)
        .setKeepAliveTimeout(settings.keepAliveSeconds())
        .setMaxHeaderSize(MAX_HEADER_BYTES)
        .setTcpNoDelay(true)
        .setTcpKeepAlive(true);
  }

  private static Connections open(
      Vertx vertx, ConnectionSettings settings, HttpClientOptions options) {
    var pool =
        new PoolOptions()
            .setHttp1MaxSize(settings.maxPerHost())
            // As many calls at once as by HTTP/1.1.
            .setHttp2MaxSize(Math.ceilDiv(settings.maxPerHost(), USUAL_STREAMS))
            .setMaxWaitQueueSize(settings.maxWaiting());
    return new Connections(() -> vertx.httpClientBuilder().with(options).with(pool).build());
  }

  private HttpClientAgent client() {
    return Context.isOnEventLoopThread()
        ? perLoop.computeIfAbsent(Thread.currentThread(), _ -> opener.get())
        : common;
  }

  /**
   * A request on a connection of the pool, nothing sent yet. Fails with {@link
   * RefusedAddressException} if the host's name led to an address that is out of bounds.
   */
  public Future<HttpClientRequest> request(RequestOptions options) {
    return client()
        .request(options)
        .compose(
            request -> {
              // A failure also comes with the response; without a handler Vert.x logs it as well.
              request.exceptionHandler(_ -> {});
              var remote = request.connection().remoteAddress();
              String address = remote == null ? null : remote.hostAddress();
              if (address != null && refused.get(address)) {
                request.reset();
                return Future.failedFuture(new RefusedAddressException(options.getHost()));
              }
              return Future.succeededFuture(request);
            });
  }

  private static boolean outOfBounds(String address) {
    InetAddress literal = AddressRules.literal(address);
    return literal != null && AddressRules.refused(literal);
  }

  /**
   * The whole body; to be asked on the response's context before it returns to its loop. Fails with
   * {@link ResultTooLargeException} as soon as the body is known to be over the limit, and then
   * gives the connection up.
   */
  public static Future<ByteBuffer> body(HttpClientResponse response, int maxBytes) {
    Promise<ByteBuffer> whole = Promise.promise();
    response.exceptionHandler(whole::tryFail);
    long announced = announcedLength(response);
    if (announced > maxBytes) {
      response.request().reset();
      return Future.failedFuture(new ResultTooLargeException(maxBytes));
    }
    var collected = new Collected(announced < 0 ? UNANNOUNCED_BYTES : (int) announced);
    response.endHandler(_ -> whole.tryComplete(collected.whole()));
    response.handler(
        part -> {
          if (collected.length + part.length() > maxBytes) {
            if (whole.tryFail(new ResultTooLargeException(maxBytes))) {
              response.request().reset();
            }
          } else {
            collected.add(part);
          }
        });
    return whole.future();
  }

  /** A body as it comes, in an array that is its own where the length was announced. */
  private static final class Collected {
    private byte[] bytes;
    private int length;

    Collected(int expected) {
      bytes = new byte[expected];
    }

    void add(Buffer part) {
      int needed = length + part.length();
      if (needed > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(needed, 2 * length));
      }
      part.getBytes(bytes, length);
      length = needed;
    }

    ByteBuffer whole() {
      return ByteBuffer.wrap(bytes, 0, length);
    }
  }

  /** The length that the response's head tells, or -1. */
  public static long announcedLength(HttpClientResponse response) {
    String told = response.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return told == null ? -1 : Long.parseLong(told);
    } catch (NumberFormatException e) {
      return -1;
    }
  }

  /** A copy of what is left in a buffer, whose position stays. */
  public static Buffer copy(ByteBuffer payload) {
    if (payload.hasArray()) {
      return Buffer.buffer(payload.remaining())
          .appendBytes(
              payload.array(), payload.arrayOffset() + payload.position(), payload.remaining());
    }
    byte[] bytes = new byte[payload.remaining()];
    payload.duplicate().get(bytes);
    return Buffer.buffer(bytes);
  }

  /** Closes all connections; waits for that where waiting is allowed. */
  @Override
  public void close() {
    var all = new ArrayList<Future<Void>>();
    all.add(common.close());
    perLoop.values().forEach(client -> all.add(client.close()));
    var closing = Future.join(all).toCompletionStage().toCompletableFuture();
    if (Context.isOnEventLoopThread()) {
      return;
    }
    try {
      closing.get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("Connections did not close within {} s", CLOSE_SECONDS, e);
    }
  }

  /** A host whose name leads to an address that is never called. */
  public static final class RefusedAddressException extends RuntimeException {
    RefusedAddressException(String host) {
      super(
          "The host '"
              + host
              + "' leads to a link-local or metadata address, which is never called.",
          null,
          false,
          false);
    }
  }

  /** A result over the limit. */
  public static final class ResultTooLargeException extends RuntimeException {
    /**
     * Of a limit.
     *
     * @param maxBytes the limit, in bytes
     */
    public ResultTooLargeException(int maxBytes) {
      super("The result is over the limit of " + maxBytes + " bytes.", null, false, false);
    }
  }
}
