package dev.skyvane.testkit.guarantee;

/**
 * A dead letter.
 *
 * @param id the invocation's id
 * @param coordinate {@code topic-partition@offset} of its record
 * @param reason code of the reason
 * @param atNanos when it was read, of {@link System#nanoTime()}
 */
public record Buried(String id, String coordinate, String reason, long atNanos) {
  private static final String KIND = "dead-letter ";

  /** The reason as an ending. */
  public String ending() {
    return ending(reason);
  }

  /** What {@link #ending()} is for a reason. */
  public static String ending(String reason) {
    return KIND + reason;
  }
}
