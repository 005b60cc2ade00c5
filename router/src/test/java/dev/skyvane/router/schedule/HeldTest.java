package dev.skyvane.router.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.skyvane.catalog.LatencyModel;
import dev.skyvane.router.Sketch;
import dev.skyvane.router.limit.Loads;
import dev.skyvane.router.table.WorldView;
import dev.skyvane.schemas.record.Constraints;
import dev.skyvane.schemas.record.Hysteresis;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Two or three regions whose carbon changes, minute by minute. */
class HeldTest {
  private final Loads loads = new Loads();
  private long minute;
  private long version;
  private final PlanBook book =
      new PlanBook(
          new Scheduler(LatencyModel.fed()),
          () -> Long.MAX_VALUE - 5 + Duration.ofMinutes(minute).toNanos());

  private Policy policy = policy(new Hysteresis(0.1, 0L, 0));
  private Constraints constraints = Constraints.newBuilder().build();

  private static Policy policy(Hysteresis rules) {
    return Policy.newBuilder()
        .setKind(PolicyKind.MINIMIZE)
        .setWeights(Map.of("carbon", 1.0))
        .setTolerance(0)
        .setHysteresis(rules)
        .build();
  }

  /** The plan of a new world with so many grams at a, b, c. */
  private Plan renewed(double... grams) {
    version++;
    return same(grams);
  }

  private Plan same(double... grams) {
    var places = new ArrayList<Sketch>();
    for (int i = 0; i < grams.length; i++) {
      places.add(Sketch.of("" + (char) ('a' + i)).grams(grams[i]));
    }
    var spec = Sketch.spec(Policy.newBuilder(policy)).setConstraints(constraints).build();
    var function = Sketch.function(spec, loads, places);
    return book.plan(
        function, null, new WorldView(version, Map.of(function.name(), function), Map.of()));
  }

  private static String ids(Plan plan) {
    return String.join(
        "",
        IntStream.range(0, plan.size())
            .mapToObj(rank -> plan.candidate(rank).deployment().id())
            .toList());
  }

  @Test
  void withoutHysteresisTheBestLeads() {
    policy = policy(new Hysteresis(0.0, 0L, 0));
    assertEquals("ab", ids(renewed(10, 11)));
    assertEquals("ba", ids(renewed(10, 9.99)));
  }

  @Test
  void anotherMustBeBetterByTheMargin() {
    assertEquals("ab", ids(renewed(10, 11)));
    var held = renewed(10, 9);
    assertEquals("ab", ids(held), "9 is not below 9");
    assertEquals(1, held.near());
    assertEquals("ba", ids(renewed(10, 8.9)));
    assertEquals("ba", ids(renewed(8.1, 8.9)));
    assertEquals("ab", ids(renewed(8.0, 8.9)));
  }

  @Test
  void theSetOfTheLeaderStaysWithIt() {
    policy.setAtLeast(2);
    assertEquals("abc", ids(renewed(10, 11, 30)));
    var held = renewed(10, 11, 9.5);
    assertEquals("abc", ids(held));
    assertEquals(2, held.near());
    assertEquals("cab", ids(renewed(10, 11, 8)));
  }

  @Test
  void aLeaderStaysForItsDwellAndIsThenLeftWithoutANewWorld() {
    policy = policy(new Hysteresis(0.0, Duration.ofMinutes(15).toMillis(), 0));
    assertEquals("ab", ids(renewed(10, 11)));
    minute = 14;
    assertEquals("ab", ids(renewed(10, 5)));
    minute = 15;
    assertEquals("ba", ids(same(10, 5)));
    minute = 29;
    assertEquals("ba", ids(renewed(1, 5)));
    minute = 30;
    assertEquals("ab", ids(same(1, 5)));
  }

  @Test
  void thereAreAtMostSoManyChangesInAnyHour() {
    policy = policy(new Hysteresis(0.0, 0L, 2));
    assertEquals("ab", ids(renewed(10, 11)));
    minute = 10;
    assertEquals("ba", ids(renewed(10, 9)));
    minute = 20;
    assertEquals("ab", ids(renewed(8, 9)));
    minute = 30;
    assertEquals("ab", ids(renewed(8, 7)));
    minute = 69;
    assertEquals("ab", ids(same(8, 7)));
    minute = 70;
    assertEquals("ba", ids(same(8, 7)), "an hour after the first of two");
    minute = 79;
    assertEquals("ba", ids(renewed(6, 7)));
    minute = 80;
    assertEquals("ab", ids(same(6, 7)));
  }

  @Test
  void whoMayNotBeUsedAnyMoreIsLeftAtOnce() {
    policy = policy(new Hysteresis(0.5, Duration.ofHours(1).toMillis(), 1));
    assertEquals("abc", ids(renewed(10, 11, 12)));
    constraints = Constraints.newBuilder().setExcludeRegions(List.of("aws:a")).build();
    assertEquals("bc", ids(renewed(10, 11, 12)));
    constraints = Constraints.newBuilder().build();
    assertEquals("bac", ids(renewed(1, 11, 12)), "that was a change, and counts");
  }

  @Test
  void anotherPolicyBeginsAnew() {
    assertEquals("ab", ids(renewed(10, 11)));
    policy = policy(new Hysteresis(0.2, 0L, 0));
    assertEquals("ba", ids(renewed(10, 9.9)));
  }

  @Test
  void whoComesBackAfterNobodyIsNotHeld() {
    assertEquals("ab", ids(renewed(10, 11)));
    assertEquals("", ids(renewed(Double.NaN, Double.NaN)));
    assertEquals("ba", ids(renewed(10, 9.9)));
  }
}
