package dev.skyvane.standalone.demo;

import dev.skyvane.catalog.HourlyCarbon;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The grids of the demo: where hours ship with Skyvane, those of a spring day, on which the sun
 * takes over in California at 15:00 UTC and leaves at 01:00, go by in two seconds each.
 *
 * @param zones of the grids that have hours
 */
record FastHours(Set<String> zones) {
  private static final Instant FROM = Instant.parse("2022-04-13T12:00:00Z");
  private static final int SPEED = 1_800;

  /** The hours that there are of these grids. */
  static FastHours of(Set<String> zones) {
    var known = new TreeSet<>(HourlyCarbon.shipped().zones());
    known.retainAll(zones);
    return new FastHours(known);
  }

  /** Settings of a carbon source that replays them from an instant on. */
  Map<String, String> settings(Instant at) {
    return Map.of(
        "carbon.source", "replay",
        "carbon.zones", String.join(",", zones),
        "poll.interval.ms", "500",
        "request.gap.ms", "0",
        "replay.from", FROM.toString(),
        "replay.at", at.toString(),
        "replay.speed", Integer.toString(SPEED));
  }
}
