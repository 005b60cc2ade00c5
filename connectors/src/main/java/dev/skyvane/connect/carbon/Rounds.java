package dev.skyvane.connect.carbon;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When each zone is asked next: at an interval; after a failure by exponential backoff with jitter
 * (half of the wait is fixed, half at random), each zone by itself; and none of them while the
 * source wants to be left alone. Used by one thread.
 */
final class Rounds {
  private final Map<String, Instant> due = new LinkedHashMap<>();
  private final Map<String, Integer> failures = new HashMap<>();
  private final Pace pace;
  private final Clock clock;
  private final RandomGenerator random;
  private Instant open;

  /**
   * How often.
   *
   * @param interval between two questions about one zone
   * @param gap least time between any two questions
   * @param first wait after the first failure
   * @param most longest wait after failures
   */
  record Pace(Duration interval, Duration gap, Duration first, Duration most) {}

  Rounds(List<String> zones, Pace pace, Clock clock, RandomGenerator random) {
    this.pace = pace;
    this.clock = clock;
    this.random = random;
    this.open = clock.instant();
    zones.forEach(zone -> due.put(zone, open));
  }

  /** The zone that is due the longest, if one may be asked now; it is taken for asked. */
  Optional<String> next() {
    var first = first();
    return !first.getValue().isAfter(clock.instant()) && further()
        ? Optional.of(first.getKey())
        : Optional.empty();
  }

  /** Whether a further question may be asked now, about whatever zone; it is taken for asked. */
  boolean further() {
    var now = clock.instant();
    if (now.isBefore(open)) {
      return false;
    }
    open = now.plus(pace.gap());
    return true;
  }

  /** How long until a further question may be asked. */
  Duration untilFurther() {
    var wait = Duration.between(clock.instant(), open);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  /** How long until {@link #next} may have one. */
  Duration untilNext() {
    var at = first().getValue();
    var wait = Duration.between(clock.instant(), at.isAfter(open) ? at : open);
    return wait.isNegative() ? Duration.ZERO : wait;
  }

  private Map.Entry<String, Instant> first() {
    return due.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow();
  }

  /** A zone was answered. */
  void answered(String zone) {
    failures.remove(zone);
    due.put(zone, clock.instant().plus(pace.interval()));
  }

  /** A zone was not answered; how long until it is asked again. */
  Duration failed(String zone) {
    return failed(zone, pace.first());
  }

  /** A zone was refused, which will not pass by itself; how long until it is asked again. */
  Duration refused(String zone) {
    return failed(zone, pace.most());
  }

  private Duration failed(String zone, Duration first) {
    int before = failures.merge(zone, 1, Integer::sum) - 1;
    var wait = jittered(doubled(first, before));
    due.put(zone, clock.instant().plus(wait));
    return wait;
  }

  /**
   * The source wants to be left alone; for how long it is.
   *
   * @param asked what it asks for; null: it does not say
   */
  Duration throttled(String zone, @Nullable Duration asked) {
    var backoff = failed(zone);
    // A little later than asked, so that many who were told the same do not come at once.
    var wait = asked == null ? backoff : longer(backoff, asked.plus(jittered(pace.first())));
    var until = clock.instant().plus(wait);
    due.put(zone, until);
    open = until;
    return wait;
  }

  private Duration doubled(Duration wait, int times) {
    var result = wait;
    for (int i = 0; i < times && result.compareTo(pace.most()) < 0; i++) {
      result = result.multipliedBy(2);
    }
    return result.compareTo(pace.most()) < 0 ? result : pace.most();
  }

  private Duration jittered(Duration wait) {
    return wait.dividedBy(2).plusMillis(random.nextLong(wait.toMillis() / 2 + 1));
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? other : one;
  }
}
