package dev.skyvane.emulator;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A function as callers of Lambda name it: name, partial ARN or ARN, each with or without a
 * qualifier.
 *
 * @param region region that an ARN names, or null
 * @param account account that an ARN names, or null
 */
record LambdaName(
    @Nullable String region, @Nullable String account, String name, @Nullable String qualifier) {

  /** The emulated account. */
  static final String ACCOUNT = "123456789012";

  static final String LATEST = "$LATEST";

  private static final Pattern FORM =
      Pattern.compile(
          "(?:arn:aws[a-zA-Z-]*:lambda:(?<region>[a-z]{2}(?:-[a-z]+)+-\\d):)?(?:(?<account>\\d{12}):)?"
              + "(?:function:)?(?<name>[a-zA-Z0-9-_]{1,64})(?::(?<qualifier>\\$LATEST|[a-zA-Z0-9-_]+))?");

  /** Parses a name; null if it has none of the forms. */
  static @Nullable LambdaName parse(String text) {
    var match = FORM.matcher(text);
    if (!match.matches() || text.length() > 256) {
      return null;
    }
    return new LambdaName(
        match.group("region"),
        match.group("account"),
        match.group("name"),
        match.group("qualifier"));
  }

  LambdaName withQualifier(@Nullable String other) {
    return other == null || other.isEmpty() ? this : new LambdaName(region, account, name, other);
  }

  /**
   * The version that runs: every emulated function has one published version, {@code 1}, with the
   * alias {@code live}. Null if the qualifier names neither.
   */
  @Nullable String version() {
    if (qualifier == null || qualifier.equals(LATEST)) {
      return LATEST;
    }
    return qualifier.equals("1") || qualifier.equals("live") ? "1" : null;
  }

  String arnIn(String regionName) {
    var arn = arn(regionName, name);
    return qualifier == null ? arn : arn + ":" + qualifier;
  }

  static String arn(String regionName, String function) {
    return "arn:aws:lambda:" + regionName + ":" + ACCOUNT + ":function:" + function;
  }
}
