package dev.skyvane.standalone.manifest;

import dev.skyvane.schemas.record.Budget;
import dev.skyvane.schemas.record.Hysteresis;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.schemas.record.Spread;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A policy: a word ({@code single}, {@code round-robin}, {@code minimize-carbon}), or a map of what
 * to minimise, within which budgets, and how to spread.
 */
final class PolicyKeys implements Kind<Policy> {
  /** What a policy can minimise. */
  static final List<String> OBJECTIVES = List.of("distance", "latency", "cost", "carbon");

  private static final String MINIMIZE = "minimize-";

  private static final ScalarKind<Policy> WORD = ScalarKind.choice(words());

  private static final MapKind<Policy> MAP =
      new MapKind<>(
          "a policy",
          () -> Policy.newBuilder().setKind(PolicyKind.MINIMIZE).build(),
          List.of(
              Key.required(
                  "minimize",
                  "An objective; or a map of objectives to weights, as in {distance: 3, carbon: 1}; or"
                      + " what carbon and latency are worth beside cost, as in {carbon: 0.1 USD/kg,"
                      + " latency: 0.01 USD/s}.",
                  new Minimize(),
                  policy -> new Minimize.Weighing(policy.getKind(), policy.getWeights()),
                  (policy, weighing) -> {
                    policy.setKind(weighing.kind());
                    policy.setWeights(weighing.weights());
                  }),
              Key.optional(
                  "within",
                  "Budgets over the best allowed deployment; one outside of any is left out.",
                  new TableKind<>("a map of budgets", OBJECTIVES, PolicyKeys::budget),
                  Policy::getWithin,
                  Policy::setWithin),
              Key.optional(
                  "spread",
                  "How picks spread over the near-optimal set.",
                  ScalarKind.choice(spreads()),
                  Policy::getSpread,
                  Policy::setSpread),
              Key.optional(
                  "tolerance",
                  "Width of the near-optimal set over the best score; default 5%.",
                  Units.PERCENT_KIND,
                  Policy::getTolerance,
                  Policy::setTolerance),
              Key.optional(
                  "atLeast",
                  "Least number of deployments in the near-optimal set; default 1.",
                  Units.count(1),
                  Policy::getAtLeast,
                  Policy::setAtLeast),
              Key.optional(
                  "hysteresis",
                  "When a renewed plan may lead elsewhere; default whenever another is better.",
                  hysteresis(),
                  Policy::getHysteresis,
                  Policy::setHysteresis)));

  @Override
  public Optional<Policy> read(Node node, String path, Problems problems) {
    return node instanceof Node.Scalar
        ? WORD.read(node, path, problems)
        : MAP.read(node, path, problems);
  }

  @Override
  public Object write(Policy policy) {
    return words().containsValue(policy) ? WORD.write(policy) : MAP.write(policy);
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("oneOf", List.of(WORD.schema(), MAP.schema()));
  }

  /** The policies that have a name of their own. */
  static Map<String, Policy> words() {
    var words = new LinkedHashMap<String, Policy>();
    words.put("single", Policy.newBuilder().setKind(PolicyKind.SINGLE).build());
    words.put("round-robin", Policy.newBuilder().setKind(PolicyKind.ROUND_ROBIN).build());
    for (var objective : OBJECTIVES) {
      words.put(
          MINIMIZE + objective,
          Policy.newBuilder()
              .setKind(PolicyKind.MINIMIZE)
              .setWeights(Map.of(objective, 1.0))
              .build());
    }
    words.put("balanced", distanceAndCarbon(1));
    words.put("distance-weighted", distanceAndCarbon(3));
    return words;
  }

  private static Policy distanceAndCarbon(double distance) {
    return Policy.newBuilder()
        .setKind(PolicyKind.MINIMIZE)
        .setWeights(Map.of("distance", distance, "carbon", 1.0))
        .build();
  }

  private static MapKind<Hysteresis> hysteresis() {
    return new MapKind<>(
        "a map of hysteresis",
        () -> Hysteresis.newBuilder().build(),
        List.of(
            Key.optional(
                "margin",
                "How much better another must be, as in 5%.",
                Units.PERCENT_KIND,
                Hysteresis::getMargin,
                Hysteresis::setMargin),
            Key.optional(
                "dwell",
                "Shortest time that one leads, as in 15m.",
                Units.DURATION_KIND,
                Hysteresis::getDwellMs,
                Hysteresis::setDwellMs),
            Key.optional(
                "maxPerHour",
                "Most changes in any hour; default no limit.",
                Units.count(1),
                Hysteresis::getMaxPerHour,
                Hysteresis::setMaxPerHour)));
  }

  private static Map<String, Spread> spreads() {
    var spreads = new LinkedHashMap<String, Spread>();
    spreads.put("least-outstanding", Spread.LEAST_OUTSTANDING);
    spreads.put("round-robin", Spread.ROUND_ROBIN);
    spreads.put("capacity", Spread.CAPACITY);
    spreads.put("two-choices", Spread.TWO_CHOICES);
    return spreads;
  }

  private static Kind<Budget> budget(String objective) {
    var unit =
        switch (objective) {
          case "distance" -> new BudgetUnit("km", 0, "+500km");
          case "latency" -> new BudgetUnit("ms", 0, "+50ms");
          case "cost" -> new BudgetUnit(" USD/million", 6, "\"+2 USD/million\"");
          default -> new BudgetUnit(" g/million", 6, "\"+100 g/million\"");
        };
    return unit.kind();
  }

  /**
   * Unit of an absolute budget; people write it per million, the record holds it per invocation.
   */
  private record BudgetUnit(String unit, int magnitude, String example) {
    ScalarKind<Budget> kind() {
      return ScalarKind.text(
          "a budget over the best, as in " + example + " or +10%",
          "\\+\\d+(\\.\\d+)?(%|" + unit + ")",
          this::parse,
          this::print);
    }

    private Budget parse(String text) {
      var written = text.substring(1);
      if (written.endsWith("%")) {
        return new Budget(Units.fraction(written), true);
      }
      var amount = new BigDecimal(written.substring(0, Units.leading(written)));
      return new Budget(amount.movePointLeft(magnitude).doubleValue(), false);
    }

    private String print(Budget budget) {
      return "+"
          + (budget.getRelative()
              ? Units.percent(budget.getValue())
              : Units.plain(BigDecimal.valueOf(budget.getValue()).movePointRight(magnitude))
                  + unit);
    }
  }
}
