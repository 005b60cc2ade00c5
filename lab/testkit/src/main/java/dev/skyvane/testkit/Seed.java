package dev.skyvane.testkit;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * The seed of a test's randomness. It is printed when made, so that a failure can be repeated with
 * {@code -Dskyvane.seed=N}.
 *
 * @param value the seed
 */
public record Seed(long value) {
  private static final String PROPERTY = "skyvane.seed";

  /**
   * The seed that {@code -Dskyvane.seed} names, else a new one.
   *
   * @throws IllegalArgumentException if the property is not a whole number
   */
  public static Seed fresh() {
    var given = System.getProperty(PROPERTY);
    var seed = new Seed(given == null ? new SplittableRandom().nextLong() : parse(given));
    System.out.println("seed " + seed.value + ", repeat with -D" + PROPERTY + "=" + seed.value);
    return seed;
  }

  /** A generator that gives the same numbers for the same seed. Not thread-safe. */
  public RandomGenerator generator() {
    return new SplittableRandom(value);
  }

  private static long parse(String given) {
    try {
      return Long.parseLong(given);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          PROPERTY + " must be a whole number of 64 bits, not '" + given + "'", e);
    }
  }
}
