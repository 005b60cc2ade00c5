package dev.skyvane.standalone.manifest;

import dev.skyvane.schemas.record.Budget;
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
                  "An objective, or a map of objectives to weights, as in {latency: 0.7, cost: 0.3}.",
                  new Weights(),
                  Policy::getWeights,
                  Policy::setWeights),
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
                  Policy::setTolerance)));

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
    return words;
  }

  private static Map<String, Spread> spreads() {
    var spreads = new LinkedHashMap<String, Spread>();
    spreads.put("least-outstanding", Spread.LEAST_OUTSTANDING);
    spreads.put("round-robin", Spread.ROUND_ROBIN);
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

  /** One objective, or several with weights. */
  private static final class Weights implements Kind<Map<String, Double>> {
    private static final ScalarKind<String> ONE = ScalarKind.choice(objectives());
    private static final TableKind<Double> SEVERAL =
        new TableKind<>(
            "an objective or a map of weights",
            OBJECTIVES,
            word -> Units.positiveNumber("a weight above 0, as in 0.7"));

    @Override
    public Optional<Map<String, Double>> read(Node node, String path, Problems problems) {
      if (node instanceof Node.Scalar) {
        return ONE.read(node, path, problems).map(objective -> Map.of(objective, 1.0));
      }
      if (node instanceof Node.Mapping(var at, var entries) && entries.isEmpty()) {
        problems.add(at, path, "is empty; write at least one of " + String.join(", ", OBJECTIVES));
        return Optional.empty();
      }
      return SEVERAL.read(node, path, problems);
    }

    @Override
    public Object write(Map<String, Double> weights) {
      var first = weights.entrySet().iterator().next();
      return weights.size() == 1 && first.getValue() == 1.0
          ? ONE.write(first.getKey())
          : SEVERAL.write(weights);
    }

    @Override
    public Map<String, Object> schema() {
      return Map.of("oneOf", List.of(ONE.schema(), SEVERAL.schema()));
    }

    private static Map<String, String> objectives() {
      var words = new LinkedHashMap<String, String>();
      OBJECTIVES.forEach(objective -> words.put(objective, objective));
      return words;
    }
  }
}
