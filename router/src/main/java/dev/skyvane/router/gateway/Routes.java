package dev.skyvane.router.gateway;

import dev.skyvane.router.gateway.access.Access;
import dev.skyvane.router.gateway.access.Caller;
import dev.skyvane.router.gateway.access.Permission;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads each request to what answers it. Ten fixed paths need no library of routes, and what
 * follows a function's name has to be passed on as it was written, not decoded.
 */
final class Routes {
  private static final Logger log = LoggerFactory.getLogger(Routes.class);
  private static final String SYNC = "/function/";
  private static final String ASYNC = "/async-function/";
  private static final String SYSTEM = "/system/";

  private final Access access;
  private final CallMeans means;
  private final SystemRoutes system;
  private volatile boolean stopping;

  Routes(Access access, CallMeans means) {
    this.access = access;
    this.means = means;
    this.system = new SystemRoutes(means.world());
  }

  /** Takes no further calls. */
  void stop() {
    stopping = true;
  }

  /** Answers a request, on its connection's event loop. */
  void answer(HttpServerRequest request, Context context) {
    try {
      route(request, context);
    } catch (RuntimeException e) {
      log.error("event=gateway-call-failed", e);
      HttpAnswers.refuse(request, Refusal.of(500, "internal", "the gateway failed"));
    }
  }

  private void route(HttpServerRequest request, Context context) {
    var path = request.path();
    if (path == null) {
      HttpAnswers.refuse(request, Refusal.badRequest("the request has no path"));
    } else if (path.equals("/healthz")) {
      health(request);
    } else if (stopping) {
      HttpAnswers.refuse(request, Refusal.overloaded("this gateway stops"));
    } else if (access.open() && "cross-site".equals(request.getHeader("sec-fetch-site"))) {
      // Any page that a browser on this machine shows could call else.
      HttpAnswers.refuse(request, Refusal.forbidden("call from another site's page"));
    } else if (path.startsWith(SYNC)) {
      call(request, context, path.substring(SYNC.length()), false);
    } else if (path.startsWith(ASYNC)) {
      call(request, context, path.substring(ASYNC.length()), true);
    } else if (path.startsWith(SYSTEM)) {
      admitted(request, caller -> system.answer(request, path.substring(SYSTEM.length()), caller));
    } else {
      HttpAnswers.refuse(
          request,
          Refusal.notFound("here are /function/NAME, /async-function/NAME, /system/ and /healthz"));
    }
  }

  private void health(HttpServerRequest request) {
    if (stopping) {
      HttpAnswers.refuse(request, Refusal.overloaded("this gateway stops"));
    } else {
      HttpAnswers.end(request, 200, "text/plain; charset=utf-8", Buffer.buffer("OK"));
    }
  }

  private void call(HttpServerRequest request, Context context, String rest, boolean async) {
    var path = FunctionPath.parse(rest);
    if (path.isEmpty()) {
      HttpAnswers.refuse(
          request,
          Refusal.notFound(
              "a function's name has 1 to 128 lower-case letters, digits, '-', '_' and '.'"));
      return;
    }
    admitted(
        request,
        caller -> {
          var refusal =
              !caller.may(Permission.INVOKE, path.get().function())
                  ? Optional.of(Refusal.forbidden("invoke this function"))
                  : async ? callback(request) : Optional.<Refusal>empty();
          if (refusal.isPresent()) {
            HttpAnswers.refuse(request, refusal.get());
          } else {
            new HttpCall(means, context, request, path.get(), async).begin(caller);
          }
        });
  }

  /** Why the URL that a call names may not be called back, if it names one. */
  private Optional<Refusal> callback(HttpServerRequest request) {
    var url = request.getHeader(HttpCall.CALLBACK_URL);
    if (url == null) {
      return Optional.empty();
    }
    var rules = means.config().callbacks();
    return rules.isEmpty()
        ? Optional.of(
            Refusal.notHere(
                "nothing is called back here, as gateway.callbacks.allow is not set; read the"
                    + " reply from the replies topic, or call /function/NAME and wait"))
        : rules.get().refused(url).map(why -> Refusal.badRequest("header X-Callback-Url: " + why));
  }

  /** Nothing of the body is read before it is known who sends it. */
  private void admitted(HttpServerRequest request, Consumer<Caller> then) {
    request.pause();
    access
        .of(request.headers())
        .onSuccess(
            caller -> {
              if (caller.isPresent()) {
                then.accept(caller.get());
              } else {
                HttpAnswers.refuse(
                    request,
                    Refusal.of(
                        401,
                        "unauthorized",
                        "credentials are missing or wrong; send X-Api-Key or Authorization"));
              }
            })
        .onFailure(
            e -> {
              log.warn("event=gateway-credentials-unchecked reason={}", e.toString());
              HttpAnswers.refuse(
                  request,
                  Refusal.overloaded("credentials can't be checked now; come again later"));
            });
  }
}
