package dev.skyvane.router.provider.aws;

import dev.skyvane.provider.Metering;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads what Lambda metered from the tail of the log: its last {@code REPORT} line, or its last
 * {@code platform.report} where the function logs JSON. Source: Lambda developer guide, "Viewing
 * logs" and "Telemetry API schema".
 */
final class LambdaReport {

  private static final String TEXT = "REPORT RequestId:";
  private static final String JSON = "\"platform.report\"";

  private static final Fields TEXT_FIELDS =
      new Fields(
          Pattern.compile("\\tDuration: ([\\d.]+) ms"),
          Pattern.compile("\\tBilled Duration: ([\\d.]+) ms"),
          Pattern.compile("\\tMax Memory Used: ([\\d.]+) MB"),
          Pattern.compile("\\t(?:Init|Restore) Duration: ([\\d.]+) ms"));

  private static final Fields JSON_FIELDS =
      new Fields(
          Pattern.compile("\"durationMs\"\\s*:\\s*([\\d.]+)"),
          Pattern.compile("\"billedDurationMs\"\\s*:\\s*([\\d.]+)"),
          Pattern.compile("\"maxMemoryUsedMB\"\\s*:\\s*([\\d.]+)"),
          Pattern.compile("\"(?:init|restore)DurationMs\"\\s*:\\s*([\\d.]+)"));

  private LambdaReport() {}

  private record Fields(Pattern duration, Pattern billed, Pattern memory, Pattern init) {}

  /**
   * What was metered.
   *
   * @param logTail tail of the log in base64, as the Invoke API gives it, or null
   * @return {@link Metering#NONE} if there is no report in it
   */
  static Metering metering(@Nullable String logTail) {
    if (logTail == null) {
      return Metering.NONE;
    }
    String log;
    try {
      log = new String(Base64.getDecoder().decode(logTail), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return Metering.NONE;
    }
    int text = log.lastIndexOf(TEXT);
    int json = log.lastIndexOf(JSON);
    if (text < 0 && json < 0) {
      return Metering.NONE;
    }
    return text > json ? read(line(log, text), TEXT_FIELDS) : read(line(log, json), JSON_FIELDS);
  }

  private static String line(String log, int within) {
    int from = log.lastIndexOf('\n', within) + 1;
    int to = log.indexOf('\n', within);
    return to < 0 ? log.substring(from) : log.substring(from, to);
  }

  private static Metering read(String line, Fields fields) {
    Double duration = number(fields.duration(), line);
    if (duration == null) {
      return Metering.NONE;
    }
    Double billed = number(fields.billed(), line);
    Double memory = number(fields.memory(), line);
    Double init = number(fields.init(), line);
    return new Metering(
        Metering.Source.PROVIDER,
        duration,
        billed == null ? null : (long) Math.ceil(billed),
        memory == null ? null : (int) Math.ceil(memory),
        init != null,
        init);
  }

  private static @Nullable Double number(Pattern field, String line) {
    Matcher found = field.matcher(line);
    try {
      return found.find() ? Double.valueOf(found.group(1)) : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
