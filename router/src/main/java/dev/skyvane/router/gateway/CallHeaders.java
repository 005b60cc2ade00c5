package dev.skyvane.router.gateway;

import dev.skyvane.router.gateway.access.Caller;
import dev.skyvane.router.request.Need;
import dev.skyvane.router.request.Wire;
import dev.skyvane.schemas.record.Invocation;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * From a call's line and headers to its invocation, without the payload. What reaches the function
 * are attributes by the names of headers: {@code http_method}, {@code http_path} and {@code
 * http_query} as OpenFaaS names them, trace headers, and what {@code gateway.headers.forward}
 * names.
 */
final class CallHeaders {
  static final String CALL_ID = "x-call-id";

  /** Plain records have it as their key. */
  private static final String ORDERING_KEY = "skyvane-ordering-key";

  /** Version 00 of the W3C's Trace Context, 3.2.2; ids of zeros alone are not valid. */
  private static final Pattern TRACEPARENT =
      Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

  private static final Pattern ID = Pattern.compile("[!-~]{1,256}");
  private static final HexFormat HEX = HexFormat.of();

  private CallHeaders() {}

  /**
   * How long its caller waits, in ms from now on.
   *
   * @throws IllegalArgumentException that names the header and the rule
   */
  static long timeoutMs(MultiMap headers, GatewayConfig config) {
    var timeout = number(headers, Wire.TIMEOUT_MS);
    var deadline = number(headers, Wire.DEADLINE);
    long asked =
        timeout != null
            ? timeout
            : deadline != null
                ? deadline - System.currentTimeMillis()
                : config.getLong(GatewayConfig.TIMEOUT_MS);
    return Math.clamp(asked, 1, config.getLong(GatewayConfig.TIMEOUT_MAX_MS));
  }

  /** Whether the caller says how long it waits. */
  static boolean saysTimeout(MultiMap headers) {
    return headers.contains(Wire.TIMEOUT_MS) || headers.contains(Wire.DEADLINE);
  }

  private static @Nullable Long number(MultiMap headers, String name) {
    var text = headers.get(name);
    if (text == null) {
      return null;
    }
    try {
      long number = Long.parseLong(text.strip());
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new IllegalArgumentException(
        "header " + name + " must be a whole number of milliseconds, more than 0");
  }

  /** Whether the caller gives the call's id. */
  static boolean saysId(MultiMap headers) {
    return headers.contains(Wire.ID) || headers.contains(CALL_ID);
  }

  /**
   * The id of the call: the caller's, or a new one.
   *
   * @throws IllegalArgumentException that names the header and the rule
   */
  static String id(MultiMap headers) {
    for (var name : new String[] {Wire.ID, CALL_ID}) {
      var given = headers.get(name);
      if (given != null) {
        if (!ID.matcher(given).matches()) {
          throw new IllegalArgumentException(
              "header " + name + " must be 1 to 256 printable ASCII characters without blanks");
        }
        return given;
      }
    }
    return UUID.randomUUID().toString();
  }

  /**
   * The invocation, without payload and reply address.
   *
   * @throws IllegalArgumentException that names the header and the rule
   */
  static Invocation invocation(
      HttpServerRequest request,
      FunctionPath path,
      String id,
      Caller caller,
      GatewayConfig config) {
    var headers = request.headers();
    var invocation = new Invocation();
    invocation.setId(id);
    invocation.setFunction(path.function());
    invocation.setContentType(headers.get(Wire.CONTENT_TYPE));
    invocation.setOrigin(headers.get(Wire.ORIGIN));
    invocation.setTenant(caller.tenant());
    invocation.setOrderingKey(headers.get(ORDERING_KEY));
    var need = Need.of(headers.get(Wire.MIN_MEMORY), headers.get(Wire.MIN_VCPU));
    invocation.setMinMemoryMb(need.memoryMb() == 0 ? null : need.memoryMb());
    invocation.setMinVcpu(need.vcpu() == 0 ? null : need.vcpu());
    invocation.setAttributes(attributes(request, path, config));
    return invocation;
  }

  private static Map<String, String> attributes(
      HttpServerRequest request, FunctionPath path, GatewayConfig config) {
    var headers = request.headers();
    var attributes = new HashMap<String, String>();
    attributes.put("http_method", request.method().name());
    attributes.put("http_path", path.rest());
    if (request.query() != null) {
      attributes.put("http_query", request.query());
    }
    for (var header : headers) {
      var name = header.getKey().toLowerCase(Locale.ROOT);
      if (passedOn(name, config.forwarded())) {
        attributes.merge(name, header.getValue(), (a, b) -> a + "," + b);
      }
    }
    trace(headers, attributes);
    forwarded(request, config, attributes);
    return attributes;
  }

  private static boolean passedOn(String name, Set<String> forwarded) {
    return name.equals(Wire.DATA_REGION)
        || name.equals(Wire.DATA_BYTES)
        || (forwarded.contains(name) && !name.startsWith("x-forwarded-"));
  }

  /** A trace that is not valid begins anew, without the state of the one before it. */
  private static void trace(MultiMap headers, Map<String, String> attributes) {
    var given = headers.get(Wire.TRACEPARENT);
    if (given != null && TRACEPARENT.matcher(given).matches()) {
      attributes.put(Wire.TRACEPARENT, given);
      var states = headers.getAll(Wire.TRACESTATE);
      if (!states.isEmpty()) {
        attributes.put(Wire.TRACESTATE, String.join(",", states));
      }
    } else {
      var random = ThreadLocalRandom.current();
      attributes.put(
          Wire.TRACEPARENT,
          "00-%s%s-%s-01"
              .formatted(
                  HEX.toHexDigits(random.nextLong() | 1),
                  HEX.toHexDigits(random.nextLong()),
                  HEX.toHexDigits(random.nextLong() | 1)));
    }
  }

  /** What others say of the caller counts only where they are trusted. */
  private static void forwarded(
      HttpServerRequest request, GatewayConfig config, Map<String, String> attributes) {
    var headers = request.headers();
    var peer = request.remoteAddress() == null ? null : request.remoteAddress().hostAddress();
    boolean believed = config.proxies().trusted(peer);
    var before = believed ? headers.get("x-forwarded-for") : null;
    var authority = request.authority();
    put(config, attributes, "x-forwarded-for", before == null ? peer : before + ", " + peer);
    put(
        config,
        attributes,
        "x-forwarded-host",
        believed && headers.contains("x-forwarded-host")
            ? headers.get("x-forwarded-host")
            : authority == null ? null : authority.toString());
    put(
        config,
        attributes,
        "x-forwarded-proto",
        believed && headers.contains("x-forwarded-proto")
            ? headers.get("x-forwarded-proto")
            : request.scheme());
  }

  private static void put(
      GatewayConfig config, Map<String, String> attributes, String name, @Nullable String value) {
    if (value != null && config.forwarded().contains(name)) {
      attributes.put(name, value);
    }
  }

  /** Time as OpenFaaS gives it: ns since 1970-01-01 UTC. */
  static String nanos(Instant at) {
    return Long.toString(at.getEpochSecond() * 1_000_000_000L + at.getNano());
  }
}
