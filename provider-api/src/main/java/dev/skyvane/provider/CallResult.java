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

  /** No result in time; the function may still run. */
  record TimedOut(String message) implements CallResult {}

  /**
   * The provider failed or could not be reached.
   *
   * @param retryAfter how long the provider asks to wait, or null
   */
  record Unavailable(String message, @Nullable Duration retryAfter) implements CallResult {}

  /**
   * Refused for good: the same call would be refused again.
   *
   * @param code {@code unknown-function}, {@code payload-too-large}, {@code result-too-large},
   *     {@code forbidden} or {@code bad-request}
   */
  record Rejected(String code, String message) implements CallResult {}
}
