package dev.skyvane.router.provider.http;

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
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an HTTP answer means for a call; the table is in this package's description. */
final class HttpAnswer {

  static final String FUNCTION_ERROR = "x-function-error";
  static final String DURATION_SECONDS = "x-duration-seconds";
  static final String COLD_START = "x-cold-start";
  static final String MEMORY_USED_MB = "x-memory-used-mb";
  static final String BILLED_MS = "x-billed-ms";
  static final String INIT_SECONDS = "x-init-seconds";

  /** Longest text of a function's error header that is repeated in a message, in characters. */
  private static final int MAX_WORDS = 300;

  private HttpAnswer() {}

  static CallResult toResult(
      int status, @Nullable String reason, MultiMap headers, ByteBuffer body, Instant now) {
    String contentType = headers.get("content-type");
    Metering metering = metering(headers);
    String said = reason == null || reason.isBlank() ? "HTTP " + status : status + " " + reason;
    if (status >= 200 && status < 300) {
      return new Success(body, contentType, metering);
    }
    if (status < 400) {
      return new Rejected(
          Rejected.BAD_REQUEST,
          "The endpoint answered "
              + said
              + "; redirects are not followed, give the final URL as the address.");
    }
    String own = headers.get(FUNCTION_ERROR);
    if (own != null && status != 408 && status != 504) {
      return new FunctionError(body, contentType, said + ": " + shortened(own), metering);
    }
    return switch (status) {
      case 401, 403 ->
          new Rejected(Rejected.FORBIDDEN, "The endpoint answered " + said + "; see auth.");
      case 404 -> new Rejected(Rejected.UNKNOWN_FUNCTION, "The endpoint answered " + said + ".");
      case 408, 504 -> new TimedOut("The endpoint answered " + said + ".", metering);
      case 413 -> new Rejected(Rejected.PAYLOAD_TOO_LARGE, "The endpoint answered " + said + ".");
      case 429 ->
          new Throttled(
              "The endpoint answered " + said + ".",
              RetryAfter.parse(headers.get("retry-after"), now));
      case 500, 501 -> new FunctionError(body, contentType, said, metering);
      default ->
          status < 500
              ? new FunctionError(body, contentType, said, metering)
              : new Unavailable(
                  "The endpoint answered " + said + ".",
                  RetryAfter.parse(headers.get("retry-after"), now));
    };
  }

  private static Metering metering(MultiMap headers) {
    Double seconds = number(headers.get(DURATION_SECONDS));
    Double billed = number(headers.get(BILLED_MS));
    Double memory = number(headers.get(MEMORY_USED_MB));
    Double init = number(headers.get(INIT_SECONDS));
    Boolean cold = truth(headers.get(COLD_START));
    if (seconds == null && billed == null && memory == null && init == null && cold == null) {
      return Metering.NONE;
    }
    return new Metering(
        Metering.Source.HEADER,
        seconds == null ? null : seconds * 1_000,
        billed == null ? null : (long) Math.ceil(billed),
        memory == null ? null : (int) Math.ceil(memory),
        cold,
        init == null ? null : init * 1_000);
  }

  private static @Nullable Double number(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      double value = Double.parseDouble(text.strip());
      return Double.isFinite(value) && value >= 0 ? value : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private static @Nullable Boolean truth(@Nullable String text) {
    return switch (text == null ? "" : text.strip().toLowerCase(Locale.ROOT)) {
      case "true", "1" -> Boolean.TRUE;
      case "false", "0" -> Boolean.FALSE;
      default -> null;
    };
  }

  private static String shortened(String text) {
    return text.length() <= MAX_WORDS ? text : text.substring(0, MAX_WORDS) + "...";
  }
}
