package dev.skyvane.router.provider.web;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.FunctionError;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Success;
import dev.skyvane.provider.CallResult.Unavailable;
import dev.skyvane.provider.CallShape;
import dev.skyvane.provider.FunctionCall;
import dev.skyvane.provider.FunctionProvider;
import dev.skyvane.provider.Metering;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.net.ConnectionSettings;
import dev.skyvane.router.provider.net.Connections;
import dev.skyvane.router.provider.net.PendingCall;
import dev.skyvane.router.provider.net.PendingCalls;
import dev.skyvane.router.provider.net.TransportFailure;
import dev.skyvane.router.provider.web.WebProtocol.Route;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

/** The adapter of a provider that is called over HTTP; what is its own is a {@link WebProtocol}. */
public final class WebProvider implements FunctionProvider {

  private static final int MOST_ROUTES = 10_000;
  private static final Duration WARM_UP = Duration.ofSeconds(8);
  private static final int UNAUTHORIZED = 401;

  private static final Set<String> METHODS =
      Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");

  private final WebProtocol protocol;
  private final ConnectionSettings settings;
  private final Connections connections;
  private final Connections http2;
  private final PendingCalls calls;

  /** Of the targets that were called lately. */
  private final LoadingCache<Target, Route> routes =
      Caffeine.newBuilder()
          .maximumSize(MOST_ROUTES)
          .executor(Runnable::run)
          .build(this::checkedRoute);

  /**
   * Makes the adapter.
   *
   * @param vertx carries its connections
   * @param config settings without {@code provider.NAME.}
   * @param protocol the provider; closed with the adapter
   */
  public WebProvider(Vertx vertx, Map<String, String> config, WebProtocol protocol) {
    this.protocol = protocol;
    this.settings = ConnectionSettings.of(config);
    this.connections = Connections.open(vertx, settings);
    this.http2 = Connections.openHttp2(vertx, settings);
    this.calls = new PendingCalls(vertx, protocol.name());
  }

  @Override
  public String name() {
    return protocol.name();
  }

  /** How many calls are under way. */
  public int inFlight() {
    return calls.size();
  }

  @Override
  public Optional<String> check(Target target) {
    try {
      checkedRoute(target);
      return Optional.empty();
    } catch (IllegalArgumentException wrong) {
      return Optional.of(String.valueOf(wrong.getMessage()));
    }
  }

  private Route checkedRoute(Target target) {
    CallShape shape = target.shape();
    if (!METHODS.contains(shape.method())) {
      throw new IllegalArgumentException(
          "The deployment's method '%s' is not one that can be called; write POST, PUT, PATCH, DELETE, GET, HEAD or OPTIONS."
              .formatted(shape.method()));
    }
    HeaderTemplates.check(shape.headers());
    return protocol.route(target);
  }

  @Override
  public void warmUp(Target target) {
    try {
      protocol.warmUp(routes.get(target), WARM_UP);
    } catch (IllegalArgumentException saidByCheck) {
      // Each call says it again.
    }
  }

  @Override
  public CompletableFuture<CallResult> call(FunctionCall call) {
    if (call.payload().remaining() > protocol.maxPayloadBytes()) {
      return ended(
          Rejected.PAYLOAD_TOO_LARGE,
          "The payload has %d bytes; the limit is %d."
              .formatted(call.payload().remaining(), protocol.maxPayloadBytes()));
    }
    WebRequest request;
    Route route;
    try {
      route = routes.get(call.target());
      request = WebRequest.of(call, route.address());
    } catch (IllegalArgumentException wrong) {
      return ended(Rejected.BAD_REQUEST, String.valueOf(wrong.getMessage()));
    }
    PendingCall pending = calls.begin(call.timeout());
    headers(route)
        .onComplete(
            known -> {
              if (known.failed()) {
                pending.end(unauthenticated(known.cause()));
              } else if (!pending.abandoned()) {
                known.result().forEach(request.head()::putHeader);
                send(request, route, call.target().shape(), pending);
              }
            });
    return pending.result();
  }

  /** An event loop that is closing refuses work by an exception. */
  private static Future<Map<String, String>> headers(Route route) {
    try {
      return route.authentication().headers();
    } catch (RejectedExecutionException closing) {
      return Future.failedFuture(new Authentication.UnavailableException("The router is closing."));
    }
  }

  private static CallResult unauthenticated(Throwable failure) {
    String message = String.valueOf(failure.getMessage());
    return failure instanceof Authentication.UnavailableException
        ? new Unavailable(message, null)
        : new Rejected(Rejected.FORBIDDEN, message);
  }

  private void send(WebRequest request, Route route, CallShape shape, PendingCall pending) {
    (shape.http2() ? http2 : connections)
        .request(request.head())
        .compose(open -> exchange(open, request, route, shape, pending))
        .onComplete(
            read ->
                pending.end(
                    read.succeeded() ? read.result() : TransportFailure.toResult(read.cause())));
  }

  /**
   * Sends and reads. The reading is bound to the sending here, on the request's loop: bound later,
   * from another thread, it could miss the first part of a fast answer.
   */
  private Future<CallResult> exchange(
      HttpClientRequest open,
      WebRequest request,
      Route route,
      CallShape shape,
      PendingCall pending) {
    pending.onAbandoned(open::reset);
    return pending.abandoned()
        ? Future.failedFuture("Abandoned before it was sent")
        : open.send(request.body()).compose(response -> read(response, route, shape));
  }

  private Future<CallResult> read(HttpClientResponse response, Route route, CallShape shape) {
    if (response.statusCode() == UNAUTHORIZED) {
      route.authentication().refused();
    }
    return Connections.body(response, settings.maxResultBytes())
        .map(
            body ->
                metered(
                    protocol.result(
                        new WebAnswer(
                            response.statusCode(),
                            response.statusMessage(),
                            response.headers(),
                            body,
                            Instant.now())),
                    shape));
  }

  /** With the function's own word on its run, where nobody else metered it. */
  private static CallResult metered(CallResult result, CallShape shape) {
    if (!shape.saaf() || result.metering().executionMs() != null) {
      return result;
    }
    return switch (result) {
      case Success success -> {
        Metering own = SaafFields.of(success.payload());
        yield own == Metering.NONE
            ? result
            : new Success(success.payload(), success.contentType(), own);
      }
      case FunctionError error -> {
        Metering own = SaafFields.of(error.payload());
        yield own == Metering.NONE
            ? result
            : new FunctionError(error.payload(), error.contentType(), error.message(), own);
      }
      default -> result;
    };
  }

  private static CompletableFuture<CallResult> ended(String code, String message) {
    return CompletableFuture.completedFuture(new Rejected(code, message));
  }

  @Override
  public void close() {
    calls.close();
    connections.close();
    http2.close();
    protocol.close();
  }
}
