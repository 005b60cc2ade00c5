package dev.skyvane.emulator;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An OpenFaaS gateway: {@code /function/NAME} by any method of HTTP's usual ones, {@code POST
 * /async-function/NAME}, and {@code /system} ({@link OpenFaasSystem}). A name may end in the
 * namespace, {@code .openfaas-fn}, and be followed by a path.
 *
 * <p>Every answer has {@code X-Start-Time} (ns since 1970) and {@code X-Call-Id} if the caller sent
 * none; what ran has {@code X-Duration-Seconds}. An unknown function is 404 with a text, a run over
 * its timeout 504 and empty, a call over the limit 429 with a text and no {@code Retry-After}, a
 * gateway that does not reach the cluster 502 and empty.
 *
 * <p>An asynchronous call is 202 once it is queued, whether there is such a function or not; what
 * became of it is posted to {@code X-Callback-Url}, with {@code X-Call-Id}, {@code
 * X-Function-Name}, {@code X-Function-Status} and {@code X-Duration-Seconds}. The emulator calls
 * back to this machine only.
 *
 * <p>Sources: the gateway, provider, queue worker and watchdog in github.com/openfaas (faas,
 * faas-provider, faas-netes, nats-queue-worker, of-watchdog), docs.openfaas.com/reference/async.
 */
final class OpenFaasProtocol implements WireProtocol {

  /** Namespace of the functions. */
  static final String NAMESPACE = "openfaas-fn";

  private static final Pattern PATH =
      Pattern.compile("/(?<async>async-)?function/(?<name>[-a-zA-Z_0-9.]+)(?:/.*)?");
  private static final Set<HttpMethod> METHODS =
      Set.of(
          HttpMethod.POST,
          HttpMethod.PUT,
          HttpMethod.PATCH,
          HttpMethod.DELETE,
          HttpMethod.GET,
          HttpMethod.OPTIONS,
          HttpMethod.HEAD);
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final int MAX_BYTES = 64 * 1_024 * 1_024;
  private static final String CALL_ID = "X-Call-Id";
  private static final String START_TIME = "X-Start-Time";
  private static final String CALLBACK_URL = "X-Callback-Url";
  private static final String INTERNAL = "X-OpenFaaS-Internal";
  private static final String TEXT = "text/plain; charset=utf-8";

  private final RegionOptions region;
  private final OpenFaasSystem system;

  OpenFaasProtocol(RegionOptions region, OpenFaasSystem system) {
    this.region = region;
    this.system = system;
  }

  @Override
  public @Nullable Invocation read(HttpServerRequest request) {
    var path = request.path() == null ? "" : request.path();
    var match = PATH.matcher(path);
    if (!match.matches()) {
      system.serve(request);
      return null;
    }
    var async = match.group("async") != null;
    if (!METHODS.contains(request.method()) || async && !request.method().equals(HttpMethod.POST)) {
      AnswerWriter.write(request.response(), new Answer(405, new LinkedHashMap<>(), new byte[0]));
      return null;
    }
    var tags = Tags.ofHeaders(request);
    tags.put(START_TIME, nanos(Instant.now()));
    keep(request, CALL_ID, tags);
    if (async) {
      keep(request, CALLBACK_URL, tags);
    }
    var name = match.group("name");
    return new Invocation(
        name.endsWith("." + NAMESPACE)
            ? name.substring(0, name.length() - NAMESPACE.length() - 1)
            : name,
        "",
        async ? LedgerEntry.Kind.EVENT : LedgerEntry.Kind.SYNC,
        false,
        request.getHeader("Content-Type"),
        tags,
        refuse(tags.get(CALLBACK_URL)));
  }

  private static void keep(HttpServerRequest request, String header, Map<String, String> tags) {
    var value = request.getHeader(header);
    if (value != null && !value.isEmpty()) {
      tags.put(header, value);
    }
  }

  private static Ending.@Nullable Refused refuse(@Nullable String callback) {
    if (callback == null) {
      return null;
    }
    try {
      var url = new URI(callback);
      return "http".equals(url.getScheme()) && LOOPBACK.contains(String.valueOf(url.getHost()))
          ? null
          : new Ending.Refused(
              Ending.Reason.BAD_PARAMETER,
              "The emulator calls back to http://127.0.0.1 only, not to " + callback + ".");
    } catch (URISyntaxException e) {
      return new Ending.Refused(Ending.Reason.BAD_PARAMETER, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public int maxRequestBytes(LedgerEntry.Kind kind) {
    return MAX_BYTES;
  }

  @Override
  public boolean queuesUnknown() {
    return true;
  }

  @Override
  public Answer answer(
      String requestId, Invocation invocation, @Nullable FunctionOptions function, Ending ending) {
    var headers = new LinkedHashMap<String, String>();
    var tags = invocation.tags();
    headers.put(START_TIME, tags.getOrDefault(START_TIME, "0"));
    headers.put("X-Served-By", "openfaas-ce/emulated");
    if (!tags.containsKey(CALL_ID)) {
      headers.put(CALL_ID, requestId);
    }
    return switch (ending) {
      case Ending.Ran ran -> ran(ran, headers);
      case Ending.Refused refused -> refused(refused, invocation, function, headers);
      case Ending.Accepted _, Ending.Checked _ -> new Answer(202, headers, new byte[0]);
    };
  }

  private static Answer ran(Ending.Ran ran, Map<String, String> headers) {
    headers.put("X-Duration-Seconds", seconds(ran.run().durationMs()));
    headers.put("Content-Type", ran.contentType());
    return switch (ran.status()) {
      case OK -> new Answer(200, headers, ran.body());
      case TIMEOUT -> new Answer(504, headers, ran.body());
      default -> new Answer(500, headers, ran.body());
    };
  }

  private Answer refused(
      Ending.Refused refused,
      Invocation invocation,
      @Nullable FunctionOptions function,
      Map<String, String> headers) {
    var name = invocation.function();
    return switch (refused.reason()) {
      case UNKNOWN_FUNCTION ->
          text(
              404,
              "error finding function %s.%s: server returned non-200 status code (404) for function, %s"
                  .formatted(name, NAMESPACE, name),
              headers);
      case REGION_LIMIT, FUNCTION_LIMIT -> {
        headers.put(INTERNAL, "faas-middleware");
        var own = function == null ? region.concurrency() : function.reservedConcurrency();
        yield text(
            429,
            "Concurrent request limit exceeded. Max concurrent requests: %d\n"
                .formatted(Math.min(own, region.concurrency())),
            headers);
      }
      case PROVIDER_ERROR -> new Answer(502, headers, new byte[0]);
      case DOWN -> {
        headers.put(INTERNAL, "proxy");
        yield text(503, "No endpoints available for: " + name + ".", headers);
      }
      case TOO_LARGE -> text(413, refused.message(), headers);
      case UNAUTHENTICATED -> text(401, refused.message(), headers);
      case FORBIDDEN -> text(403, refused.message(), headers);
      case UNKNOWN_OPERATION -> text(404, refused.message(), headers);
      case BAD_PARAMETER, BAD_CONTENT -> text(400, refused.message() + "\n", headers);
    };
  }

  private static Answer text(int status, String body, Map<String, String> headers) {
    headers.put("Content-Type", TEXT);
    return new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public @Nullable Callback callback(
      String requestId, Invocation invocation, @Nullable FunctionOptions function, Ending ending) {
    var url = invocation.tags().get(CALLBACK_URL);
    if (url == null) {
      return null;
    }
    var answer = answer(requestId, invocation, function, ending);
    var headers = new LinkedHashMap<>(answer.headers());
    headers.put(CALL_ID, invocation.tags().getOrDefault(CALL_ID, requestId));
    headers.put("X-Function-Name", invocation.function());
    headers.put("X-Function-Status", Integer.toString(answer.status()));
    headers.putIfAbsent("X-Duration-Seconds", seconds(0));
    return new Callback(URI.create(url), headers, answer.body());
  }

  private static String nanos(Instant now) {
    return BigDecimal.valueOf(now.getEpochSecond())
        .movePointRight(9)
        .add(BigDecimal.valueOf(now.getNano()))
        .toPlainString();
  }

  /** Six decimals, as the watchdog prints them. */
  private static String seconds(double ms) {
    return BigDecimal.valueOf(Math.round(ms * 1_000), 6).toPlainString();
  }
}
