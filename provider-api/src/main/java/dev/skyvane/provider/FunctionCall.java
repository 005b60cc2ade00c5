package dev.skyvane.provider;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call of a function.
 *
 * @param target the deployment to call
 * @param function name of the function
 * @param invocationId id of the invocation, the same for all its attempts: the idempotency key that
 *     the function sees
 * @param attemptId id of this physical try
 * @param attempt number of the attempt, from 1
 * @param payload the input; read-only, an adapter duplicates it before it moves the position
 * @param contentType media type of the payload, or null for application/octet-stream
 * @param timeout longest time until the result
 * @param attributes facts for the function's caller context, by header name: {@code traceparent},
 *     and {@code skyvane-vantage} for emulated clouds
 */
public record FunctionCall(
    Target target,
    String function,
    String invocationId,
    String attemptId,
    int attempt,
    ByteBuffer payload,
    @Nullable String contentType,
    Duration timeout,
    Map<String, String> attributes) {

  /** Header that carries the invocation's id, the idempotency key. */
  public static final String INVOCATION_ID = "skyvane-invocation-id";

  /** Header that carries the attempt's id. */
  public static final String ATTEMPT_ID = "skyvane-attempt-id";

  /** Header that carries the attempt's number. */
  public static final String ATTEMPT = "skyvane-attempt";

  /**
   * Attribute and header that tell an emulated cloud where the router stands: {@code lat,lon} in
   * degrees. Sent only to a target with an endpoint of its own.
   */
  public static final String VANTAGE = "skyvane-vantage";
}
