package dev.skyvane.provider;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The header {@code Retry-After} (RFC 9110, 10.2.3): whole seconds or an HTTP date. */
public final class RetryAfter {

  private RetryAfter() {}

  /**
   * How long to wait.
   *
   * @param value the header's value, or null
   * @return null if there is none or it makes no sense; zero for a date that has passed
   */
  public static @Nullable Duration parse(@Nullable String value, Instant now) {
    if (value == null) {
      return null;
    }
    String text = value.strip();
    if (text.matches("\\d{1,9}")) {
      return Duration.ofSeconds(Long.parseLong(text));
    }
    try {
      Instant until = DateTimeFormatter.RFC_1123_DATE_TIME.parse(text, Instant::from);
      return until.isBefore(now) ? Duration.ZERO : Duration.between(now, until);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
