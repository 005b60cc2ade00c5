package dev.skyvane.bench;

import dev.skyvane.bench.rig.SlowdownRig.Called;
import java.util.Comparator;
import java.util.List;

/**
 * How often a function's calls left the provider that becomes slow, and came back. They have left
 * when a second's worth of calls went elsewhere: nobody sends so many elsewhere by chance. Probes
 * are no calls.
 */
final class Stays {
  private int leavings;
  private int returns;
  private int between;

  /**
   * Looks at the calls of a function.
   *
   * @param calls in any order
   * @param perSecond calls in a second
   * @param untilMs when the provider healed
   */
  Stays(List<Called> calls, int perSecond, double untilMs) {
    int elsewhere = 0;
    boolean there = false;
    for (var call : calls.stream().sorted(Comparator.comparingDouble(Called::sentMs)).toList()) {
      elsewhere = call.slow() ? 0 : elsewhere + 1;
      if (call.slow()) {
        returns += !there && leavings > 0 ? 1 : 0;
        between += leavings > 0 && call.sentMs() < untilMs ? 1 : 0;
        there = true;
      } else if (there && elsewhere == perSecond) {
        leavings++;
        there = false;
      }
    }
  }

  /** Calls between the first leaving and the healing, and leavings and returns after the first. */
  int flaps() {
    return between + Math.max(0, leavings - 1) + Math.max(0, returns - 1);
  }
}
