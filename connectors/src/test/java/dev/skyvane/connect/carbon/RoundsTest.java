package dev.skyvane.connect.carbon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.testkit.Seed;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RoundsTest {
  private static final Duration INTERVAL = Duration.ofMinutes(15);
  private static final Rounds.Pace PACE =
      new Rounds.Pace(
          INTERVAL, Duration.ofMillis(200), Duration.ofSeconds(5), Duration.ofMinutes(10));

  private final Random random = new Random(Seed.fresh().value());
  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final InstantSource source = () -> now;
  private final Clock clock = source.withZone(ZoneOffset.UTC);

  private Rounds rounds(String... zones) {
    return new Rounds(List.of(zones), PACE, clock, random);
  }

  private void pass(Duration time) {
    now = now.plus(time);
  }

  @Test
  void everyZoneIsAskedOnceAnIntervalAndNoTwoAtOnce() {
    var rounds = rounds("A", "B", "C");
    var asked = new HashMap<String, Integer>();
    var end = now.plus(INTERVAL.multipliedBy(4)).minusMillis(1);
    Instant last = null;
    while (now.isBefore(end)) {
      var zone = rounds.next();
      if (zone.isPresent()) {
        assertTrue(last == null || !now.isBefore(last.plusMillis(200)), "gap");
        last = now;
        asked.merge(zone.get(), 1, Integer::sum);
        rounds.answered(zone.get());
      }
      pass(rounds.untilNext().plusMillis(1));
    }
    asked.forEach((zone, times) -> assertEquals(4, times, zone));
    assertEquals(3, asked.size());
  }

  @Test
  void aZoneThatFailsIsAskedEverMoreSeldomAndTheOthersAsEver() {
    var rounds = rounds("A", "B");
    assertEquals(Optional.of("A"), rounds.next());
    var most = Duration.ofSeconds(5);
    for (int failure = 0; failure < 12; failure++) {
      var wait = rounds.failed("A");
      assertTrue(wait.compareTo(most) <= 0 && wait.compareTo(most.dividedBy(2)) >= 0, wait + "");
      most = most.multipliedBy(2);
      most = most.compareTo(PACE.most()) > 0 ? PACE.most() : most;
    }
    pass(PACE.gap());
    assertEquals(Optional.of("B"), rounds.next());
    rounds.answered("A");
    var first = rounds.failed("A");
    assertTrue(first.compareTo(Duration.ofSeconds(5)) <= 0, "an answer ends the backoff: " + first);
  }

  @Test
  void whoWantsToBeLeftAloneIsForAllZones() {
    var rounds = rounds("A", "B");
    assertEquals(Optional.of("A"), rounds.next());
    var wait = rounds.throttled("A", Duration.ofMinutes(2));
    assertTrue(wait.compareTo(Duration.ofMinutes(2)) >= 0, wait + "");
    assertTrue(wait.compareTo(Duration.ofSeconds(126)) < 0, wait + "");
    pass(Duration.ofMinutes(2).minusMillis(1));
    assertEquals(Optional.empty(), rounds.next());
    pass(rounds.untilNext());
    assertTrue(rounds.next().isPresent());
    assertTrue(rounds.throttled("B", null).compareTo(Duration.ofSeconds(5)) <= 0);
  }

  @Test
  void aRefusalIsNotAskedAgainSoon() {
    var rounds = rounds("A");
    assertTrue(rounds.refused("A").compareTo(PACE.most().dividedBy(2)) >= 0);
  }
}
