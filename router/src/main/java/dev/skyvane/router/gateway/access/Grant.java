package dev.skyvane.router.gateway.access;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A permission on all functions whose names match.
 *
 * @param functions matches whole names
 */
public record Grant(Permission permission, Pattern functions) {
  private static final Pattern FORM = Pattern.compile("([a-z]+):([a-z0-9*._-]+)");

  /**
   * Reads {@code invoke:resize-*}, where {@code *} stands for any characters.
   *
   * @throws IllegalArgumentException that says the rule
   */
  public static Grant parse(String text) {
    var form = FORM.matcher(text);
    if (!form.matches()) {
      throw wrong(text);
    }
    var permission =
        Arrays.stream(Permission.values())
            .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(form.group(1)))
            .findFirst()
            .orElseThrow(() -> wrong(text));
    var pattern =
        Arrays.stream(form.group(2).split("\\*", -1))
            .map(Pattern::quote)
            .collect(Collectors.joining(".*"));
    return new Grant(permission, Pattern.compile(pattern));
  }

  private static IllegalArgumentException wrong(String text) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is not a permission; write invoke:, read: or admin: and a function's name, in"
            + " which * stands for any characters, as in invoke:resize-*");
  }

  boolean allows(Permission asked, String function) {
    return permission == asked && functions.matcher(function).matches();
  }
}
