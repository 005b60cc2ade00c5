package dev.skyvane.router.gateway;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a path below {@code /function/} or {@code /async-function/} names.
 *
 * @param function name
 * @param rest what follows the name, not decoded, at least a slash
 */
record FunctionPath(String function, String rest) {
  /** As in FunctionSpec. */
  private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,128}");

  /** Reads {@code NAME} or {@code NAME/rest}; empty if that can be no function's name. */
  static Optional<FunctionPath> parse(String text) {
    int slash = text.indexOf('/');
    var name = slash < 0 ? text : text.substring(0, slash);
    return NAME.matcher(name).matches()
        ? Optional.of(new FunctionPath(name, slash < 0 ? "/" : text.substring(slash)))
        : Optional.empty();
  }
}
