package dev.skyvane.standalone.terminal;

import java.util.Locale;
import java.util.Optional;

/** Asks whoever sits at the terminal. */
public final class Question {
  private Question() {}

  /**
   * Asks something that is answered by yes or no; anything but yes is no.
   *
   * @return empty if nobody sits at a terminal
   */
  public static Optional<Boolean> ask(String question) {
    var console = System.console();
    if (console == null || !Progress.isTerminal()) {
      return Optional.empty();
    }
    var answer = console.readLine("%s [y/N] ", question);
    return Optional.of(answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes"));
  }
}
