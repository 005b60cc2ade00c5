package dev.skyvane.router.schedule;

import org.jspecify.annotations.Nullable;

/**
 * What a candidate's latency rests on, and whether it keeps the function's objective.
 *
 * @param basis of its latency
 * @param asOf time of the newest outcome that it rests on, ms since 1970-01-01 UTC; 0 for the
 *     catalog
 * @param validUntil when it no longer counts, ms since 1970-01-01 UTC; {@link #ALWAYS} if it does
 *     not end
 * @param overdueMs how long a call may take until it is overdue, in ms; NaN where nobody asks
 * @param late whether it violates the function's objective, or is suspected to
 */
public record Outlook(Basis basis, long asOf, long validUntil, double overdueMs, boolean late) {
  /** No end. */
  static final long ALWAYS = Long.MAX_VALUE;

  /** The catalog's, of a function without an objective. */
  static final Outlook CATALOG = new Outlook(Basis.CATALOG, 0, ALWAYS, Double.NaN, false);

  /**
   * The outlook of a deployment.
   *
   * @param observed null where nothing counts
   * @param suspectUntil as in {@link Measured#suspectUntil}
   * @param sloMs the function's objective, in ms; null for none
   */
  static Outlook of(@Nullable Observation observed, long suspectUntil, @Nullable Long sloMs) {
    if (observed == null && sloMs == null) {
      return CATALOG;
    }
    boolean suspect = sloMs != null && suspectUntil > 0;
    long until = observed == null ? ALWAYS : observed.validUntil();
    return new Outlook(
        observed == null ? Basis.CATALOG : observed.basis(),
        observed == null ? 0 : observed.asOf(),
        suspect ? Math.min(until, suspectUntil) : until,
        overdueMs(observed, sloMs),
        suspect || (sloMs != null && observed != null && observed.violates(sloMs)));
  }

  private static double overdueMs(@Nullable Observation observed, @Nullable Long sloMs) {
    if (sloMs == null) {
      return Double.NaN;
    }
    return observed == null ? sloMs : Math.min(sloMs, observed.overdueMs());
  }
}
