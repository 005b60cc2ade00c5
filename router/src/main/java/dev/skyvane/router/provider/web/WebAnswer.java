package dev.skyvane.router.provider.web;

import dev.skyvane.provider.CallResult;
import dev.skyvane.provider.CallResult.FunctionError;
import dev.skyvane.provider.CallResult.Rejected;
import dev.skyvane.provider.CallResult.Success;
import dev.skyvane.provider.CallResult.Throttled;
import dev.skyvane.provider.CallResult.TimedOut;
import dev.skyvane.provider.CallResult.Unavailable;
import dev.skyvane.provider.Metering;
import dev.skyvane.provider.RetryAfter;
import io.vertx.core.MultiMap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP answer, and what it means for a call by the table in this package's description.
 *
 * @param status HTTP status
 * @param reason words beside the status, or null
 * @param headers the header fields
 * @param body the whole body
 * @param at when it came
 */
public record WebAnswer(
    int status, @Nullable String reason, MultiMap headers, ByteBuffer body, Instant at) {

  /** Longest text of a function's error that is repeated in a message, in characters. */
  private static final int MAX_WORDS = 300;

  /** Who answered. */
  public enum Origin {
    /** The function itself, whatever the status: what is no success is its own error. */
    FUNCTION,
    /** The provider, in the function's place. */
    PROVIDER,
    /** It does not show; the status decides. */
    UNCLEAR
  }

  /** A header's value, or null. */
  public @Nullable String header(String name) {
    return headers.get(name);
  }

  /** The start of the body as text, for looking at what kind of page it is. */
  public String start(int bytes) {
    ByteBuffer view = body.duplicate();
    view.limit(view.position() + Math.min(bytes, view.remaining()));
    return StandardCharsets.ISO_8859_1.decode(view).toString();
  }

  /**
   * What it means.
   *
   * @param origin who answered
   * @param metering what was metered of the run
   */
  public CallResult result(Origin origin, Metering metering) {
    return result(origin, metering, null);
  }

  /**
   * What it means.
   *
   * @param origin who answered
   * @param metering what was metered of the run
   * @param error what the function said of its error in a header, or null
   */
  public CallResult result(Origin origin, Metering metering, @Nullable String error) {
    if (status >= 200 && status < 300) {
      return new Success(body, header("content-type"), metering);
    }
    if (status < 400) {
      return new Rejected(
          Rejected.BAD_REQUEST,
          answered() + "; redirects are not followed, give the final URL as the address.");
    }
    if (status == 408 || status == 504) {
      return new TimedOut(answered() + ".", metering);
    }
    if (origin == Origin.FUNCTION) {
      return functionError(metering, error);
    }
    return switch (status) {
      case 401, 403 ->
          new Rejected(Rejected.FORBIDDEN, answered() + "; see the deployment's auth.");
      case 404 -> new Rejected(Rejected.UNKNOWN_FUNCTION, answered() + ".");
      case 413 -> new Rejected(Rejected.PAYLOAD_TOO_LARGE, answered() + ".");
      case 429 -> new Throttled(answered() + ".", retryAfter());
      case 500, 501 ->
          origin == Origin.PROVIDER
              ? new Unavailable(answered() + ".", retryAfter())
              : functionError(metering, error);
      default ->
          status < 500
              ? functionError(metering, error)
              : new Unavailable(answered() + ".", retryAfter());
    };
  }

  private CallResult functionError(Metering metering, @Nullable String error) {
    String words = error == null ? said() : said() + ": " + shortened(error);
    return new FunctionError(body, header("content-type"), words, metering);
  }

  private @Nullable Duration retryAfter() {
    return RetryAfter.parse(header("retry-after"), at);
  }

  private String answered() {
    return "The endpoint answered " + said();
  }

  private String said() {
    return reason == null || reason.isBlank() ? "HTTP " + status : status + " " + reason;
  }

  private static String shortened(String text) {
    return text.length() <= MAX_WORDS ? text : text.substring(0, MAX_WORDS) + "...";
  }
}
