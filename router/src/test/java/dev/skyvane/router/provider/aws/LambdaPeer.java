package dev.skyvane.router.provider.aws;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.skyvane.provider.Target;
import dev.skyvane.router.provider.net.WirePeer;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Pattern;

/** Functions behind Lambda's Invoke API, with the answers that its reference documents. */
final class LambdaPeer extends WirePeer {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH =
      Pattern.compile("/2015-03-31/functions/(?<function>[^/]+)/invocations");

  static final String REPORT =
      "START RequestId: 5e1a Version: 1\n"
          + "REPORT RequestId: 5e1a\tDuration: 12.34 ms\tBilled Duration: 193 ms\t"
          + "Memory Size: 512 MB\tMax Memory Used: 61 MB\tInit Duration: 180.05 ms\t\n";

  LambdaPeer(Vertx vertx) {
    super(vertx);
  }

  @Override
  protected Target target(String function, String endpoint) {
    return new Target(
        function + "~aws~eu-north-1~512", "aws:eu-north-1", function, 512, endpoint, null, null);
  }

  @Override
  protected String function(HttpServerRequest request) {
    var path = PATH.matcher(request.path());
    return path.matches() ? path.group("function") : "";
  }

  @Override
  protected Seen seen(HttpServerRequest request) {
    String context = request.getHeader("x-amz-client-context");
    try {
      var custom = JSON.readTree(Base64.getDecoder().decode(context)).path("custom");
      return new Seen(
          custom.path("skyvane-invocation-id").textValue(),
          custom.path("skyvane-attempt-id").textValue(),
          custom.path("skyvane-attempt").textValue(),
          custom.path("traceparent").textValue());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected void echo(HttpServerRequest request, Buffer body) {
    if (!isJson(body)) {
      refuse(request.response(), 400, "InvalidRequestContentException", "Could not parse.");
      return;
    }
    request
        .response()
        .putHeader("content-type", "application/json")
        .putHeader("x-amz-executed-version", "$LATEST")
        .putHeader(
            "x-amz-log-result",
            Base64.getEncoder().encodeToString(REPORT.getBytes(StandardCharsets.UTF_8)))
        .end(body);
  }

  private static boolean isJson(Buffer body) {
    try {
      return !JSON.readTree(body.getBytes()).isMissingNode();
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  protected void fail(HttpServerResponse response) {
    response
        .putHeader("x-amz-function-error", "Unhandled")
        .end("{\"errorMessage\":\"boom\",\"errorType\":\"IllegalStateException\"}");
  }

  @Override
  protected void throttle(HttpServerResponse response) {
    response.putHeader("retry-after", "7");
    refuse(response, 429, "TooManyRequestsException", "Rate Exceeded.");
  }

  @Override
  protected void forbid(HttpServerResponse response) {
    refuse(response, 403, "AccessDeniedException", "Not authorized.");
  }

  @Override
  protected void breakDown(HttpServerResponse response) {
    refuse(response, 500, "ServiceException", "Out of order.");
  }

  @Override
  protected void unknown(HttpServerResponse response) {
    refuse(response, 404, "ResourceNotFoundException", "Function not found.");
  }

  @Override
  protected void largeResult(HttpServerResponse response) {
    response
        .putHeader("x-amz-function-error", "Unhandled")
        .end(
            "{\"errorType\":\"Function.ResponseSizeTooLarge\",\"errorMessage\":\"Response payload"
                + " size exceeded maximum allowed payload size (6291556 bytes).\"}");
  }

  private static void refuse(HttpServerResponse response, int status, String type, String words) {
    response
        .setStatusCode(status)
        .putHeader("x-amzn-errortype", type)
        .putHeader("content-type", "application/json")
        .end("{\"Type\":\"User\",\"Message\":\"" + words + "\"}");
  }
}
