package dev.skyvane.router.provider.http;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Secrets;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.net.ConnectionSettings;
import dev.skyvane.router.provider.net.Connections;
import dev.skyvane.router.provider.net.HeaderText;
import dev.skyvane.router.provider.net.PendingCall;
import dev.skyvane.router.provider.net.PendingCalls;
import dev.skyvane.router.provider.net.TransportFailure;
import dev.skyvane.schemas.Topic;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The adapter {@code http}; what it sends and understands is in this package's description. */
public final class HttpProvider implements FunctionProvider {

  /** Its name. */
  public static final String NAME = "http";

  private static final int MOST_ADDRESSES = 10_000;

  private final Vertx vertx;
  private final Secrets secrets;
  private final ConnectionSettings settings;
  private final Connections connections;
  private final PendingCalls calls;

  /** Of the deployments that were called lately. */
  private final LoadingCache<Target, HttpAddress> addresses =
      Caffeine.newBuilder()
          .maximumSize(MOST_ADDRESSES)
          .executor(Runnable::run)
          .build(HttpAddress::of);

  private HttpProvider(Vertx vertx, ConnectionSettings settings, Secrets secrets) {
    this.vertx = vertx;
    this.secrets = secrets;
    this.settings = settings;
    this.connections = Connections.open(vertx, settings);
    this.calls = new PendingCalls(vertx, NAME);
  }

  /**
   * Makes the adapter.
   *
   * @param vertx carries its connections
   * @param config settings without {@code provider.http.}
   * @param secrets resolves what a deployment's auth refers to
   */
  public static HttpProvider create(Vertx vertx, Map<String, String> config, Secrets secrets) {
    return new HttpProvider(vertx, ConnectionSettings.of(config), secrets);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Optional<String> check(Target target) {
    try {
      HttpAddress.of(target);
      if (target.auth() != null) {
        HttpAuthentication.parse(target.auth());
      }
      return Optional.empty();
    } catch (IllegalArgumentException wrong) {
      return Optional.of(String.valueOf(wrong.getMessage()));
    }
  }

  @Override
  public CompletableFuture<CallResult> call(FunctionCall call) {
    RequestOptions request;
    Future<Optional<String>> authorization;
    if (call.payload().remaining() > Topic.MAX_PAYLOAD_BYTES) {
      return ended(
          Rejected.PAYLOAD_TOO_LARGE,
          "The payload has %d bytes; the limit is %d."
              .formatted(call.payload().remaining(), Topic.MAX_PAYLOAD_BYTES));
    }
    try {
      request = request(call);
      authorization = authorization(call.target());
    } catch (IllegalArgumentException wrong) {
      return ended(Rejected.BAD_REQUEST, String.valueOf(wrong.getMessage()));
    }
    Buffer payload = Connections.copy(call.payload());
    PendingCall pending = calls.begin(call.timeout());
    authorization.onComplete(
        known -> {
          if (pending.abandoned()) {
            return;
          }
          if (known.failed()) {
            pending.end(
                new Rejected(Rejected.FORBIDDEN, String.valueOf(known.cause().getMessage())));
            return;
          }
          known.result().ifPresent(header -> request.putHeader("authorization", header));
          connections
              .request(request)
              .compose(open -> exchange(open, payload, pending))
              .onComplete(
                  read ->
                      pending.end(
                          read.succeeded()
                              ? read.result()
                              : TransportFailure.toResult(read.cause())));
        });
    return pending.result();
  }

  private RequestOptions request(FunctionCall call) {
    HttpAddress address = addresses.get(call.target());
    var request =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setSsl(address.tls())
            .setHost(address.host())
            .setPort(address.port())
            .setURI(address.uri())
            .setFollowRedirects(false)
            // Takes an abandoned call out of the queue for connections.
            .setConnectTimeout(Math.max(1, call.timeout().toMillis()));
    call.attributes()
        .forEach(
            (name, value) -> {
              if (address.emulated() || !name.equalsIgnoreCase(FunctionCall.VANTAGE)) {
                request.putHeader(name, HeaderText.of(value));
              }
            });
    String contentType = call.contentType();
    return request
        .putHeader(
            "content-type",
            contentType == null ? "application/octet-stream" : HeaderText.of(contentType))
        .putHeader(FunctionCall.INVOCATION_ID, HeaderText.of(call.invocationId()))
        .putHeader(FunctionCall.ATTEMPT_ID, HeaderText.of(call.attemptId()))
        .putHeader(FunctionCall.ATTEMPT, Integer.toString(call.attempt()));
  }

  private Future<Optional<String>> authorization(Target target) {
    if (target.auth() == null) {
      return Future.succeededFuture(Optional.empty());
    }
    var authentication = HttpAuthentication.parse(target.auth());
    return vertx.executeBlocking(() -> Optional.of(authentication.header(secrets)), false);
  }

  /**
   * Sends and reads. The reading is bound to the sending here, on the request's loop: bound later,
   * from another thread, it could miss the first part of a fast answer.
   */
  private Future<CallResult> exchange(
      HttpClientRequest request, Buffer payload, PendingCall pending) {
    pending.onAbandoned(request::reset);
    return pending.abandoned()
        ? Future.failedFuture("Abandoned before it was sent")
        : request.send(payload).compose(this::read);
  }

  private Future<CallResult> read(HttpClientResponse response) {
    return Connections.body(response, settings.maxResultBytes())
        .map(
            body ->
                HttpAnswer.toResult(
                    response.statusCode(),
                    response.statusMessage(),
                    response.headers(),
                    body,
                    Instant.now()));
  }

  private static CompletableFuture<CallResult> ended(String code, String message) {
    return CompletableFuture.completedFuture(new Rejected(code, message));
  }

  @Override
  public void close() {
    calls.close();
    connections.close();
  }
}
