package dev.skyvane.cost.book;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** By what windows are kept. */
public enum Dimension {
  REGION,
  DEPLOYMENT,
  FUNCTION,
  TENANT,
  ACCOUNT;

  /** As queries write it, as in {@code region}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The dimension of a word.
   *
   * @throws IllegalArgumentException naming the words that there are
   */
  public static Dimension of(String word) {
    for (Dimension dimension : values()) {
      if (dimension.word().equals(word)) {
        return dimension;
      }
    }
    throw new IllegalArgumentException(
        "'"
            + word
            + "' is not one of "
            + Arrays.stream(values()).map(Dimension::word).collect(Collectors.joining(", ")));
  }
}
