package dev.skyvane.catalog;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds what was probably meant by a region that there is not. */
final class Spelling {

  private Spelling() {}

  /** Id of the region that is nearest by id, name or title; empty if none is near. */
  static Optional<String> nearest(String text, Collection<Region> regions) {
    String wanted = text.strip().toLowerCase(Locale.ROOT);
    // A quarter of the letters may be wrong: more would suggest places that nobody meant.
    int best = Math.max(2, wanted.length() / 4) + 1;
    String nearest = null;
    for (Region region : regions) {
      int distance =
          Math.min(
              distance(wanted, region.id()),
              Math.min(
                  distance(wanted, region.name()),
                  distance(wanted, region.title().toLowerCase(Locale.ROOT))));
      if (distance < best) {
        best = distance;
        nearest = region.id();
      }
    }
    return Optional.ofNullable(nearest);
  }

  /**
   * Fewest insertions, deletions, substitutions and swaps of neighbours that turn one text into the
   * other, no part being edited twice (optimal string alignment; F. Damerau, CACM 7(3), 1964).
   */
  static int distance(String left, String right) {
    int[] twoAbove = new int[right.length() + 1];
    int[] above = new int[right.length() + 1];
    int[] row = new int[right.length() + 1];
    for (int j = 0; j <= right.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= left.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= right.length(); j++) {
        boolean same = left.charAt(i - 1) == right.charAt(j - 1);
        row[j] = Math.min(Math.min(row[j - 1], above[j]) + 1, above[j - 1] + (same ? 0 : 1));
        if (i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1)) {
          row[j] = Math.min(row[j], twoAbove[j - 2] + 1);
        }
      }
      int[] spare = twoAbove;
      twoAbove = above;
      above = row;
      row = spare;
    }
    return above[right.length()];
  }
}
