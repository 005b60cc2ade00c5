package dev.skyvane.bench;

import java.util.Locale;

/** Constants as people type them: {@code ROUND_ROBIN} is {@code round-robin}. */
final class Names {
  private Names() {}

  static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String constant(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
