package dev.skyvane.standalone.manifest;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Quantities as people write them, always with their unit, and the kinds of value made of them. */
public final class Units {
  /** A span of durations, in ms. */
  record Range(long minMs, long maxMs) {}

  private static final String AMOUNT = "\\d+(\\.\\d+)?";
  private static final String DURATION = AMOUNT + "(ms|s|m|h|d)";
  private static final BigDecimal MEGABYTES_PER_GIGABYTE = BigDecimal.valueOf(1024);

  private static final Map<String, Long> MILLIS = durations();

  static final ScalarKind<Long> DURATION_KIND =
      ScalarKind.text(
          "a duration above zero with a unit (ms, s, m, h, d), as in 30s or 1.2s",
          DURATION,
          text -> positive(millis(text)),
          Units::duration);

  static final ScalarKind<Range> RANGE_KIND =
      ScalarKind.text(
          "two durations with units, the shorter first, as in 200ms..10s",
          DURATION + "\\.\\." + DURATION,
          Units::range,
          range -> duration(range.minMs()) + ".." + duration(range.maxMs()));

  static final ScalarKind<Integer> MEMORY_KIND =
      ScalarKind.text(
          "memory with a unit (MB, GB of 1024 MB), as in 512MB or 1GB",
          AMOUNT + "(MB|GB)",
          Units::megabytes,
          Units::memory);

  static final ScalarKind<Double> PERCENT_KIND =
      ScalarKind.text(
          "a percentage from 0% to 100%, as in 5%",
          AMOUNT + "%",
          text -> {
            double fraction = fraction(text);
            require(fraction <= 1);
            return fraction;
          },
          Units::percent);

  static final ScalarKind<String> PRICE_CEILING_KIND =
      ScalarKind.text(
          "a price per million invocations, as in \"5 USD/million\"",
          AMOUNT + " ?USD/million",
          text -> plain(new BigDecimal(text.substring(0, text.indexOf("USD")).strip())),
          price -> price + " USD/million");

  static final ScalarKind<Long> DATA_KIND =
      ScalarKind.text(
          "an amount of data with a unit (B, kB, MB, GB; steps of 1000), as in 20MB",
          AMOUNT + "(B|kB|MB|GB)",
          Units::bytes,
          bytes -> bytes + "B");

  private Units() {}

  /**
   * Milliseconds of a duration such as {@code 1.2s}.
   *
   * @throws IllegalArgumentException if it is none
   * @throws ArithmeticException if it is no whole number of milliseconds
   */
  public static long millis(String text) {
    if (!text.matches(DURATION)) {
      throw new IllegalArgumentException(
          "'" + text + "' is no duration with a unit (ms, s, m, h, d), as in 30s");
    }
    int digits = leading(text);
    return new BigDecimal(text.substring(0, digits))
        .multiply(BigDecimal.valueOf(MILLIS.getOrDefault(text.substring(digits), 1L)))
        .longValueExact();
  }

  /** A duration in the largest unit that expresses it as a whole number, as in {@code 30s}. */
  public static String duration(long millis) {
    var best = millis + "ms";
    for (var unit : MILLIS.entrySet()) {
      if (millis != 0 && millis % unit.getValue() == 0) {
        best = millis / unit.getValue() + unit.getKey();
      }
    }
    return best;
  }

  /** Memory in the largest unit that expresses it as a whole number, as in {@code 1GB}. */
  public static String memory(int megabytes) {
    return megabytes != 0 && megabytes % 1024 == 0 ? megabytes / 1024 + "GB" : megabytes + "MB";
  }

  static double fraction(String percent) {
    return new BigDecimal(percent.substring(0, percent.length() - 1))
        .movePointLeft(2)
        .doubleValue();
  }

  static String percent(double fraction) {
    return plain(BigDecimal.valueOf(fraction).movePointRight(2)) + "%";
  }

  /** An exact decimal without exponent and without zeros that say nothing. */
  static String plain(BigDecimal number) {
    return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
  }

  static int leading(String text) {
    int end = 0;
    while (end < text.length()
        && (Character.isDigit(text.charAt(end)) || text.charAt(end) == '.')) {
      end++;
    }
    return end;
  }

  private static int megabytes(String text) {
    int digits = leading(text);
    var amount = new BigDecimal(text.substring(0, digits));
    int megabytes =
        (text.endsWith("GB") ? amount.multiply(MEGABYTES_PER_GIGABYTE) : amount).intValueExact();
    require(megabytes > 0);
    return megabytes;
  }

  private static long bytes(String text) {
    int digits = leading(text);
    int magnitude =
        switch (text.substring(digits)) {
          case "kB" -> 3;
          case "MB" -> 6;
          case "GB" -> 9;
          default -> 0;
        };
    return positive(
        new BigDecimal(text.substring(0, digits)).movePointRight(magnitude).longValueExact());
  }

  private static Range range(String text) {
    int dots = text.indexOf("..");
    var range = new Range(millis(text.substring(0, dots)), millis(text.substring(dots + 2)));
    require(range.minMs() <= range.maxMs());
    return range;
  }

  private static long positive(long millis) {
    require(millis > 0);
    return millis;
  }

  private static void require(boolean rule) {
    if (!rule) {
      throw new IllegalArgumentException("out of range");
    }
  }

  static ScalarKind<Integer> count(int atLeast) {
    return ScalarKind.number(
        "a whole number of at least " + atLeast,
        "integer",
        text -> {
          int number = Integer.parseInt(text);
          require(number >= atLeast);
          return number;
        },
        Map.of("minimum", atLeast));
  }

  static ScalarKind<Double> degrees(int limit) {
    return ScalarKind.number(
        "degrees from -" + limit + " to " + limit + ", as in 59.33",
        "number",
        text -> {
          double degrees = decimal(text).doubleValue();
          require(Math.abs(degrees) <= limit);
          return degrees;
        },
        bounds(limit));
  }

  static ScalarKind<Double> positiveNumber(String rule) {
    return ScalarKind.number(
        rule,
        "number",
        text -> {
          double number = decimal(text).doubleValue();
          require(number > 0);
          return number;
        },
        Map.of("exclusiveMinimum", 0));
  }

  /** What a unit of something is worth, in USD. */
  static ScalarKind<Double> worth(String unit) {
    return ScalarKind.text(
        "what it is worth, above 0, as in \"0.1 USD/" + unit + "\"; cost counts as it is",
        AMOUNT + " ?USD/" + unit,
        text -> {
          double worth = new BigDecimal(text.substring(0, leading(text))).doubleValue();
          require(worth > 0);
          return worth;
        },
        worth -> plain(BigDecimal.valueOf(worth)) + " USD/" + unit);
  }

  /** An amount of USD, kept exact. */
  static ScalarKind<BigDecimal> usd() {
    return exact("an amount of USD of at least 0, as in 0.0000002");
  }

  /** A number of units of anything, kept exact. */
  static ScalarKind<BigDecimal> quantity() {
    return exact("a number of at least 0, as in 400000");
  }

  private static ScalarKind<BigDecimal> exact(String rule) {
    return ScalarKind.number(
        rule,
        "number",
        text -> {
          var amount = decimal(text);
          require(amount.signum() >= 0);
          return new BigDecimal(plain(amount));
        },
        Map.of("minimum", 0));
  }

  private static BigDecimal decimal(String text) {
    require(text.length() <= 40);
    return new BigDecimal(text);
  }

  private static Map<String, Object> bounds(int limit) {
    var bounds = new LinkedHashMap<String, Object>();
    bounds.put("minimum", -limit);
    bounds.put("maximum", limit);
    return bounds;
  }

  private static Map<String, Long> durations() {
    var units = new LinkedHashMap<String, Long>();
    for (var unit : List.of("ms", "s", "m", "h", "d")) {
      units.put(
          unit,
          switch (unit) {
            case "ms" -> 1L;
            case "s" -> 1_000L;
            case "m" -> 60_000L;
            case "h" -> 3_600_000L;
            default -> 86_400_000L;
          });
    }
    return units;
  }
}
