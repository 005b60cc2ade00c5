package dev.skyvane.router.share;

import java.util.Comparator;

/**
 * A router as the others know it. Their order is the same for all.
 *
 * @param router its id
 * @param instance differs from one start to the next, and between two that have one id
 */
record Speaker(String router, String instance) implements Comparable<Speaker> {
  private static final Comparator<Speaker> ORDER =
      Comparator.comparing(Speaker::router).thenComparing(Speaker::instance);

  @Override
  public int compareTo(Speaker other) {
    return ORDER.compare(this, other);
  }
}
