package dev.skyvane.bench.paper;

import dev.skyvane.router.schedule.Objective;
import dev.skyvane.schemas.record.Budget;
import dev.skyvane.schemas.record.Hysteresis;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * A policy under the name that tables have for it.
 *
 * @param name as in tables
 * @param policy that the router follows
 * @param regions ids of the only regions that it may use; empty: all
 */
public record Strategy(String name, Policy policy, List<String> regions) {

  /** The least that halves switches between grids whose carbon is close; see docs/results.md. */
  public static final int USUAL_MARGIN_PERCENT = 7;

  /** Carbon and distance alike: FED's even weight. */
  public static final Strategy BALANCED =
      weighted("balanced", Map.of(Objective.CARBON, 1.0, Objective.DISTANCE, 1.0));

  /** Distance counts three times as much as carbon: FED's weighted distance. */
  public static final Strategy DISTANCE_WEIGHTED =
      weighted("distance-weighted", Map.of(Objective.CARBON, 1.0, Objective.DISTANCE, 3.0));

  /** All calls go to one region. */
  public static Strategy only(String regionId) {
    return new Strategy(
        regionId.substring(regionId.indexOf(':') + 1) + " alone",
        Policy.newBuilder().setKind(PolicyKind.SINGLE).build(),
        List.of(regionId));
  }

  /** One objective; ties go to the nearest. */
  public static Strategy minimize(Objective objective) {
    return weighted("minimize-" + objective.text(), Map.of(objective, 1.0));
  }

  /** Several objectives by weight. */
  public static Strategy weighted(String name, Map<Objective, Double> weights) {
    return new Strategy(name, minimizing(weights).build(), List.of());
  }

  /**
   * Least carbon, but who leads goes on until another is better by a margin and for some time at
   * least.
   *
   * @param marginPercent how much better another must be
   * @param dwellHours shortest time that one leads
   */
  public static Strategy heldCarbon(int marginPercent, int dwellHours) {
    return new Strategy(
        "minimize-carbon held by %d %%, %d h".formatted(marginPercent, dwellHours),
        minimizing(Map.of(Objective.CARBON, 1.0))
            .setHysteresis(
                Hysteresis.newBuilder()
                    .setMargin(marginPercent / 100.0)
                    .setDwellMs(TimeUnit.HOURS.toMillis(dwellHours))
                    .build())
            .build(),
        List.of());
  }

  /** Least carbon of what is at most so many ms slower than the fastest. */
  public static Strategy leastCarbonWithin(int ms) {
    return new Strategy(
        "least carbon within +" + ms + " ms",
        minimizing(Map.of(Objective.CARBON, 1.0))
            .setWithin(
                Map.of(
                    Objective.LATENCY.text(),
                    Budget.newBuilder().setValue(ms).setRelative(false).build()))
            .build(),
        List.of());
  }

  /** The best alone, so that who is used follows from the ranking and from nothing else. */
  private static Policy.Builder minimizing(Map<Objective, Double> weights) {
    return Policy.newBuilder()
        .setKind(PolicyKind.MINIMIZE)
        .setWeights(
            weights.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().text(), Map.Entry::getValue)))
        .setTolerance(0);
  }
}
