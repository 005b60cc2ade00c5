package dev.skyvane.standalone.manifest;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word that was probably meant. */
public final class Suggestion {
  private Suggestion() {}

  /**
   * The known word nearest to what was written, if it is near enough: at most a third of its
   * letters differ.
   */
  public static Optional<String> nearest(String written, Collection<String> known) {
    var folded = written.toLowerCase(Locale.ROOT);
    return known.stream()
        .filter(word -> distance(folded, word.toLowerCase(Locale.ROOT)) <= allowance(word))
        .min(
            Comparator.comparingInt(
                (String word) -> distance(folded, word.toLowerCase(Locale.ROOT))));
  }

  /** The same as the end of a message: {@code "; did you mean 'timeout'?"}, or empty. */
  public static String hint(String written, Collection<String> known) {
    return nearest(written, known).map(word -> "; did you mean '" + word + "'?").orElse("");
  }

  private static int allowance(String word) {
    return Math.max(1, word.length() / 3);
  }

  /** Edits (insert, delete, replace, swap of neighbours) that lead from one word to the other. */
  static int distance(String from, String to) {
    var beforePrevious = new int[to.length() + 1];
    var previous = new int[to.length() + 1];
    var current = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      current[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        int replace = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        current[j] = Math.min(replace, 1 + Math.min(previous[j], current[j - 1]));
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          current[j] = Math.min(current[j], beforePrevious[j - 2] + 1);
        }
      }
      var spare = beforePrevious;
      beforePrevious = previous;
      previous = current;
      current = spare;
    }
    return previous[to.length()];
  }
}
