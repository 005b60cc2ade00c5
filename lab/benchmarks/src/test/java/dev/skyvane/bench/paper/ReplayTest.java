package dev.skyvane.bench.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.skyvane.catalog.Catalog;
import dev.skyvane.catalog.HourlyCarbon.Reading;
import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.router.schedule.Objective;
import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Two regions over a few hours, with figures worked out by hand. */
class ReplayTest {

  private static final Catalog CATALOG = Catalog.load();
  private static final Strategy CARBON = Strategy.minimize(Objective.CARBON);
  private static final Strategy LONDON = Strategy.only("aws:eu-west-2");
  private static final Instant BEGIN = Instant.parse("2022-11-01T00:00:00Z");

  private final TreeMap<String, NavigableMap<Instant, Reading>> zones = new TreeMap<>();

  /** Hour after hour; NaN: no reading. */
  private void zone(String name, double... grams) {
    var hours = new TreeMap<Instant, Reading>();
    for (int hour = 0; hour < grams.length; hour++) {
      if (!Double.isNaN(grams[hour])) {
        hours.put(BEGIN.plusSeconds(3600L * hour), new Reading(grams[hour], grams[hour] / 1000));
      }
    }
    zones.put(name, hours);
  }

  private Replay.Results run(int lag, Strategy... strategies) {
    return new Replay(
            CATALOG,
            zones,
            new Replay.Setting(
                List.of("aws:eu-west-2", "aws:eu-central-1"),
                List.of("aws:eu-west-2"),
                lag,
                1_000,
                2,
                true,
                new Workload(1024, 1_000),
                LatencyModel.fed()))
        .run(List.of(strategies));
  }

  @Test
  void whoKnowsThePresentChoosesTheLeast() {
    zone("GB", 100, 300, 100, 300);
    zone("DE", 200, 200, 200, 200);

    var results = run(0, CARBON, LONDON);

    // GB, DE, GB, DE: 100 + 200 + 100 + 200 in place of 800.
    assertEquals(600.0 / 800, ratio(results, CARBON.name(), LONDON.name()), 1e-9);
    assertEquals(1, ratio(results, CARBON.name(), Replay.OPTIMUM), 1e-9);
    assertEquals(3, results.of(CARBON.name()).switches());
    assertEquals(List.of(1.0, 2.0), results.of(CARBON.name()).inWindows());
    assertEquals(4, results.hours());
  }

  @Test
  void choicesRestOnReadingsOfAnHourBefore() {
    zone("GB", 100, 300, 100, 300);
    zone("DE", 200, 200, 200, 200);

    var results = run(1, CARBON, LONDON);

    // The first hour has nothing before it; then GB at 300, DE at 200, GB at 300.
    assertEquals(3, results.hours());
    assertEquals(800.0 / 700, ratio(results, CARBON.name(), LONDON.name()), 1e-9);
    assertEquals(500.0 / 700, ratio(results, Replay.OPTIMUM, LONDON.name()), 1e-9);
  }

  @Test
  void fossilShareCostAndLatencyAreThoseOfWhereItRan() {
    zone("GB", 300, 300);
    zone("DE", 200, 200);

    var tally = run(0, CARBON).of(CARBON.name()).tally();

    // 1 s of 1 GB at a share of 0.2; 0.0000002 + 0.0000167 USD; London to Frankfurt is 639 km.
    assertEquals(200_000, tally.fossilGbSecondsPerMillion(), 1e-3);
    assertEquals(16.9, tally.usdPerMillion(), 1e-9);
    assertEquals(46 + 0.031 * 639, tally.latencyMs(), 0.5);
    assertEquals(0, tally.latencyCvPercent(), 1e-6);
  }

  @Test
  void hoursWithoutAReadingDontCount() {
    zone("GB", 100, Double.NaN, 100, 100);
    zone("DE", 200, 50, 200, 50);

    var results = run(1, CARBON, LONDON);

    // GB's old reading goes on meanwhile; counted are the third hour, at DE for its 50 of the
    // second, and the fourth, at GB.
    assertEquals(2, results.hours());
    assertEquals(1, results.skipped());
    assertEquals(300.0 / 200, ratio(results, CARBON.name(), LONDON.name()), 1e-9);
    assertEquals(2, results.of(CARBON.name()).switches());
  }

  @Test
  void leadersAreHeldByMarginAndByTime() {
    zone("GB", 100, 96, 100, 96);
    zone("DE", 98, 98, 98, 98);
    var margin = Strategy.heldCarbon(5, 0);
    var dwell = Strategy.heldCarbon(0, 2);

    var results = run(0, CARBON, margin, dwell);

    assertEquals(3, results.of(CARBON.name()).switches());
    // DE leads from the begin, and GB is never better by 5 %; but after two hours it may lead.
    assertEquals(0, results.of(margin.name()).switches());
    assertEquals(98 * 4.0 / 388, ratio(results, margin.name(), Replay.OPTIMUM), 1e-9);
    assertEquals(1, results.of(dwell.name()).switches());
    assertEquals((98 * 3.0 + 96) / 388, ratio(results, dwell.name(), Replay.OPTIMUM), 1e-9);
  }

  @Test
  void regionsWithoutReadingsAreNamed() {
    zone("GB", 100);

    var wrong = assertThrows(IllegalArgumentException.class, () -> run(0, CARBON));

    assertTrue(String.valueOf(wrong.getMessage()).contains("aws:eu-central-1"));
    assertTrue(String.valueOf(wrong.getMessage()).contains("DE"));
  }

  private static double ratio(Replay.Results results, String one, String other) {
    return results.of(one).tally().gramsPerMillion() / results.of(other).tally().gramsPerMillion();
  }
}
