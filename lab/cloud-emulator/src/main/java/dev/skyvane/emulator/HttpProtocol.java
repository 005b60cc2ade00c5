package dev.skyvane.emulator;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Plain HTTP functions: {@code POST /function/NAME}, bytes in, bytes out.
 *
 * <p>What ran answers with {@code x-duration-seconds}, {@code x-cold-start}, {@code
 * x-memory-used-mb}, {@code x-billed-ms}, and {@code x-init-seconds} if it was cold. A function
 * error is 500 with {@code x-function-error: Unhandled}, a timeout is 504 with an empty body and
 * {@code x-function-error: Timeout}.
 */
final class HttpProtocol implements WireProtocol {

  private static final String PATH = "/function/";
  private static final int MAX_BYTES = 16 * 1024 * 1024;

  @Override
  public @Nullable Invocation read(HttpServerRequest request) {
    var path = request.path() == null ? "" : request.path();
    if (!path.startsWith(PATH) || path.length() == PATH.length()) {
      request.response().setStatusCode(404).end("Functions are called by POST /function/NAME.\n");
      return null;
    }
    if (!request.method().equals(HttpMethod.POST)) {
      request
          .response()
          .setStatusCode(405)
          .putHeader("Allow", "POST")
          .end("Functions are called by POST.\n");
      return null;
    }
    return new Invocation(
        path.substring(PATH.length()),
        "",
        LedgerEntry.Kind.SYNC,
        false,
        request.getHeader("Content-Type"),
        Tags.ofHeaders(request),
        null);
  }

  @Override
  public int maxRequestBytes(LedgerEntry.Kind kind) {
    return MAX_BYTES;
  }

  @Override
  public Answer answer(
      String requestId, Invocation invocation, @Nullable FunctionOptions function, Ending ending) {
    var headers = new LinkedHashMap<String, String>();
    headers.put("X-Call-Id", requestId);
    return switch (ending) {
      case Ending.Ran ran -> ran(ran, headers);
      case Ending.Refused refused -> refused(refused, headers);
      case Ending.Accepted _, Ending.Checked _ -> new Answer(202, headers, new byte[0]);
    };
  }

  private static Answer ran(Ending.Ran ran, Map<String, String> headers) {
    var run = ran.run();
    headers.put("Content-Type", ran.contentType());
    headers.put("X-Duration-Seconds", seconds(run.durationMs()));
    headers.put("X-Billed-Ms", Long.toString(run.billedMs()));
    headers.put("X-Cold-Start", Boolean.toString(run.cold()));
    headers.put("X-Memory-Used-Mb", Integer.toString(run.usedMb()));
    if (run.cold()) {
      headers.put("X-Init-Seconds", seconds(run.initMs()));
    }
    return switch (ran.status()) {
      case OK -> new Answer(200, headers, ran.body());
      case TIMEOUT -> {
        headers.put("X-Function-Error", "Timeout");
        yield new Answer(504, headers, ran.body());
      }
      default -> {
        headers.put("X-Function-Error", "Unhandled");
        yield new Answer(500, headers, ran.body());
      }
    };
  }

  private static Answer refused(Ending.Refused refused, Map<String, String> headers) {
    headers.put("Content-Type", "text/plain; charset=utf-8");
    var status =
        switch (refused.reason()) {
          case UNKNOWN_FUNCTION, UNKNOWN_OPERATION -> 404;
          case UNAUTHENTICATED -> 401;
          case FORBIDDEN -> 403;
          case BAD_PARAMETER, BAD_CONTENT -> 400;
          case TOO_LARGE -> 413;
          case REGION_LIMIT, FUNCTION_LIMIT -> 429;
          case PROVIDER_ERROR -> 502;
          case DOWN -> 503;
        };
    if (status == 429) {
      headers.put("Retry-After", "1");
    }
    return new Answer(status, headers, (refused.message() + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Durations have two decimals of a ms, so five of a second. */
  private static String seconds(double ms) {
    return BigDecimal.valueOf(Math.round(ms * 100), 5).toPlainString();
  }
}
