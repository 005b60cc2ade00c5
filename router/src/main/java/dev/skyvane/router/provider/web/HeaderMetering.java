package dev.skyvane.router.provider.web;

import dev.skyvane.provider.Metering;
import io.vertx.core.MultiMap;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an answer's headers say of the run: {@code x-duration-seconds}, which OpenFaaS' watchdogs
 * set, and {@code x-billed-ms}, {@code x-cold-start}, {@code x-memory-used-mb}, {@code
 * x-init-seconds}, by which any other function may tell the rest.
 */
public final class HeaderMetering {

  /** Execution time, in s. */
  public static final String DURATION_SECONDS = "x-duration-seconds";

  private static final String COLD_START = "x-cold-start";
  private static final String MEMORY_USED_MB = "x-memory-used-mb";
  private static final String BILLED_MS = "x-billed-ms";
  private static final String INIT_SECONDS = "x-init-seconds";

  private HeaderMetering() {}

  /** The metering; {@link Metering#NONE} where the headers hold none that makes sense. */
  public static Metering of(MultiMap headers) {
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
}
