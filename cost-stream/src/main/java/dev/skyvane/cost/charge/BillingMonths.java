package dev.skyvane.cost.charge;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;

/**
 * When a provider's billing month begins. Immutable.
 *
 * <p>Google counts by US and Canadian Pacific Time ("All calendar times begin at 12 AM US and
 * Canadian Pacific Time", Cloud Billing Budget API, CalendarPeriod); whether daylight saving time
 * moves the boundary is not said there, and is assumed here. Of others nothing else is known than
 * UTC.
 */
public final class BillingMonths {
  private static final Map<String, ZoneId> ZONES = Map.of("gcp", ZoneId.of("America/Los_Angeles"));

  /** How far an attempt's end by the router's clock is believed against append time, in ms. */
  private static final long MOST_SKEW_MS = 15 * 60_000;

  private BillingMonths() {}

  /**
   * The billing month that an attempt belongs to: that of its end, clamped to its append time ± 15
   * minutes, so that no clock of a router moves use into another month.
   *
   * @param provider who bills
   * @param endedAt by the router's clock, ms since 1970-01-01 UTC
   * @param appendedAt by the broker's clock, ms since 1970-01-01 UTC
   */
  public static YearMonth of(String provider, long endedAt, long appendedAt) {
    return at(provider, Math.clamp(endedAt, appendedAt - MOST_SKEW_MS, appendedAt + MOST_SKEW_MS));
  }

  /** The billing month at a time, ms since 1970-01-01 UTC. */
  public static YearMonth at(String provider, long time) {
    return YearMonth.from(
        Instant.ofEpochMilli(time).atZone(ZONES.getOrDefault(provider, ZoneOffset.UTC)));
  }
}
