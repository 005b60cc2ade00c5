package dev.skyvane.emulator;

import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Azure Functions with HTTP triggers: {@code /api/NAME} by any method.
 *
 * <p>A restricted function, {@code authLevel} function, asks for a key in {@code x-functions-key}
 * or {@code ?code=}; without a good one the host answers 401 with an empty body. A call over the
 * limit is 429 with an empty body and no {@code Retry-After}. A function that fails, or runs over
 * its timeout, is 500 with an empty body: callers can't tell the two apart. Nothing tells duration,
 * memory or cold starts. A request has 100 MB at most.
 *
 * <p>Sources: learn.microsoft.com/azure/azure-functions/functions-bindings-http-webhook-trigger and
 * functions-bindings-http-webhook (keys, routes, limits); the throttle of the HTTP extension in
 * github.com/Azure/azure-webjobs-sdk-extensions.
 */
final class AzureProtocol implements WireProtocol {

  private static final String PATH = "/api/";
  private static final int MAX_REQUEST_BYTES = 104_857_600;

  private final Map<String, FunctionOptions> functions;
  private final AzureKeys keys;
  private final String appId;

  AzureProtocol(String region, Map<String, FunctionOptions> functions, AzureKeys keys) {
    this.functions = functions;
    this.keys = keys;
    this.appId = UUID.nameUUIDFromBytes(region.getBytes(StandardCharsets.UTF_8)).toString();
  }

  @Override
  public @Nullable Invocation read(HttpServerRequest request) {
    var path = request.path() == null ? "" : request.path();
    if (!path.startsWith(PATH) || path.length() == PATH.length()) {
      AnswerWriter.write(request.response(), new Answer(404, headers(), new byte[0]));
      return null;
    }
    var name = path.substring(PATH.length());
    var function = functions.get(name);
    var header = request.getHeader("x-functions-key");
    var key = header != null ? header : request.getParam("code");
    var closed =
        function != null
            && function.access() == FunctionOptions.Access.RESTRICTED
            && !keys.open(name, key);
    return new Invocation(
        name,
        "",
        LedgerEntry.Kind.SYNC,
        false,
        request.getHeader("Content-Type"),
        Tags.ofHeaders(request),
        closed
            ? new Ending.Refused(Ending.Reason.UNAUTHENTICATED, "The key does not open " + name)
            : null);
  }

  @Override
  public int maxRequestBytes(LedgerEntry.Kind kind) {
    return MAX_REQUEST_BYTES;
  }

  @Override
  public Answer answer(
      String requestId, Invocation invocation, @Nullable FunctionOptions function, Ending ending) {
    var headers = headers();
    return switch (ending) {
      case Ending.Ran ran when ran.status() == LedgerEntry.Status.OK -> {
        headers.put("Content-Type", ran.contentType());
        yield new Answer(200, headers, ran.body());
      }
      case Ending.Ran _ -> new Answer(500, headers, new byte[0]);
      case Ending.Refused refused -> refused(refused, headers);
      case Ending.Accepted _, Ending.Checked _ ->
          throw new IllegalStateException("HTTP triggers are called synchronously");
    };
  }

  private static Answer refused(Ending.Refused refused, Map<String, String> headers) {
    return switch (refused.reason()) {
      case UNAUTHENTICATED -> new Answer(401, headers, new byte[0]);
      case FORBIDDEN -> new Answer(403, headers, new byte[0]);
      case UNKNOWN_FUNCTION, UNKNOWN_OPERATION -> new Answer(404, headers, new byte[0]);
      case TOO_LARGE -> new Answer(413, headers, new byte[0]);
      case REGION_LIMIT, FUNCTION_LIMIT -> new Answer(429, headers, new byte[0]);
      case PROVIDER_ERROR -> text(502, "Bad Gateway", headers);
      case DOWN -> text(503, "Function host is not running.", headers);
      case BAD_PARAMETER, BAD_CONTENT -> text(400, refused.message(), headers);
    };
  }

  private static Answer text(int status, String body, Map<String, String> headers) {
    headers.put("Content-Type", "text/plain; charset=utf-8");
    return new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Request-Context", "appId=cid-v1:" + appId);
    return headers;
  }
}
