package dev.skyvane.standalone.command;

import java.util.Locale;

/** How dead letters are shown. */
enum DeadLetterFormat {
  TABLE,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
