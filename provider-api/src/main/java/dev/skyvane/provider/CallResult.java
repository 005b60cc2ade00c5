package dev.skyvane.provider;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a call ended. */
public sealed interface CallResult {

  /** What the provider metered; {@link Metering#NONE} where nothing ran. */
  default Metering metering() {
    return Metering.NONE;
  }

  /** The function answered. */
  record Success(ByteBuffer payload, @Nullable String contentType, Metering metering)
      implements CallResult {}

  /**
   * The function ran and failed; billed as a run.
   *
   * @param payload what it said of its error, as it is
   * @param message the same in short, for people
   */
  record FunctionError(
      ByteBuffer payload, @Nullable String contentType, String message, Metering metering)
      implements CallResult {}

  /**
   * Over a limit of the provider; nothing ran.
   *
   * @param retryAfter how long the provider asks to wait, or null
   */
  record Throttled(String message, @Nullable Duration retryAfter) implements CallResult {}

  /**
   * No result in time; the function may still run.
   *
   * @param metering what the provider metered where it was the one to end the run, else {@link
   *     Metering#NONE}
   */
  record TimedOut(String message, Metering metering) implements CallResult {

    /** A call that the caller gave up: nothing is known of the run. */
    public TimedOut(String message) {
      this(message, Metering.NONE);
    }
  }

  /**
   * The provider failed or could not be reached.
   *
   * @param retryAfter how long the provider asks to wait, or null
   */
  record Unavailable(String message, @Nullable Duration retryAfter) implements CallResult {}

  /**
   * Refused for good: the same call would be refused again.
   *
   * @param code one of the constants below
   * @param metering what was metered of a run whose result was too large, else {@link
   *     Metering#NONE}
   */
  record Rejected(String code, String message, Metering metering) implements CallResult {

    /** The address leads to no function. */
    public static final String UNKNOWN_FUNCTION = "unknown-function";

    /** The payload is over the provider's limit. */
    public static final String PAYLOAD_TOO_LARGE = "payload-too-large";

    /** The function ran, and its result is over the provider's or the router's limit. */
    public static final String RESULT_TOO_LARGE = "result-too-large";

    /** The provider did not accept who is calling. */
    public static final String FORBIDDEN = "forbidden";

    /** The provider did not accept the call as it is. */
    public static final String BAD_REQUEST = "bad-request";

    /** Refused before anything ran. */
    public Rejected(String code, String message) {
      this(code, message, Metering.NONE);
    }
  }
}
