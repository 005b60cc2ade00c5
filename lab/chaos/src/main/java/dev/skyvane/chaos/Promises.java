package dev.skyvane.chaos;

import java.util.Locale;

/**
 * How far the promises of a router go. Each of these is a switch: what is switched on is asserted.
 *
 * @param guarantee how invocations are processed
 * @param durableAttempts whether attempts are counted over the loss of a router: at most {@code
 *     maxAttempts} and one for each lost router, at most three; else they are counted anew by each
 *     owner of a partition
 * @param sharedLimits whether a region's limit holds for all routers together; else for each
 * @param fairWindows whether a hanging function leaves the others alone, and what is given up is
 *     given up on schedule meanwhile
 */
public record Promises(
    Guarantee guarantee, boolean durableAttempts, boolean sharedLimits, boolean fairWindows) {

  /** What routers promise at this state of the code. */
  public static final Promises TODAY = new Promises(Guarantee.AT_LEAST_ONCE, true, true, true);

  private static final String PROPERTY = "skyvane.chaos.guarantee";

  /** The router's setting {@code processing.guarantee}. */
  public enum Guarantee {
    /** After a router was lost, what it had not committed is run and answered again. */
    AT_LEAST_ONCE,
    /** A reader of committed records sees one terminal record, whatever is lost. */
    EXACTLY_ONCE;

    /** As it stands in the settings. */
    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Today's, with the guarantee that {@code -Dskyvane.chaos.guarantee} names, if any. */
  public static Promises given() {
    var name = System.getProperty(PROPERTY);
    return name == null
        ? TODAY
        : TODAY.with(Guarantee.valueOf(name.strip().toUpperCase(Locale.ROOT)));
  }

  /** The same with another guarantee. */
  public Promises with(Guarantee other) {
    return new Promises(other, durableAttempts, sharedLimits, fairWindows);
  }
}
