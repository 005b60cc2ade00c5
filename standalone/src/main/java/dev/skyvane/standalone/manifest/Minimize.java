package dev.skyvane.standalone.manifest;

import dev.skyvane.schemas.record.PolicyKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One objective, several with weights, or several with their worth in USD. */
final class Minimize implements Kind<Minimize.Weighing> {
  /** What is minimised, and the weights with which. */
  record Weighing(PolicyKind kind, Map<String, Double> weights) {}

  private static final ScalarKind<String> ONE =
      ScalarKind.words(PolicyKeys.OBJECTIVES.toArray(new String[0]));
  private static final TableKind<Double> SEVERAL =
      new TableKind<>(
          "an objective or a map of weights",
          PolicyKeys.OBJECTIVES,
          word -> Units.positiveNumber("a weight above 0, as in 0.7"));
  private static final TableKind<Double> IN_USD =
      new TableKind<>(
          "a map of what is worth how much",
          List.of("carbon", "latency"),
          word -> Units.worth(word.equals("carbon") ? "kg" : "s"));

  @Override
  public Optional<Weighing> read(Node node, String path, Problems problems) {
    if (node instanceof Node.Scalar) {
      return ONE.read(node, path, problems)
          .map(objective -> new Weighing(PolicyKind.MINIMIZE, Map.of(objective, 1.0)));
    }
    if (node instanceof Node.Mapping(var at, var entries) && entries.isEmpty()) {
      problems.add(
          at, path, "is empty; write at least one of " + String.join(", ", PolicyKeys.OBJECTIVES));
      return Optional.empty();
    }
    return inUsd(node)
        ? IN_USD
            .read(node, path, problems)
            .map(worth -> new Weighing(PolicyKind.MINIMIZE_USD, worth))
        : SEVERAL
            .read(node, path, problems)
            .map(weights -> new Weighing(PolicyKind.MINIMIZE, weights));
  }

  private static boolean inUsd(Node node) {
    return node instanceof Node.Mapping(_, var entries)
        && entries.stream()
            .anyMatch(
                entry -> entry.value() instanceof Node.Scalar(_, var text) && text.contains("USD"));
  }

  @Override
  public Object write(Weighing weighing) {
    var weights = weighing.weights();
    if (weighing.kind() == PolicyKind.MINIMIZE_USD) {
      return IN_USD.write(weights);
    }
    return weights.size() == 1 && weights.containsValue(1.0)
        ? ONE.write(weights.keySet().iterator().next())
        : SEVERAL.write(weights);
  }

  @Override
  public Map<String, Object> schema() {
    return Map.of("oneOf", List.of(ONE.schema(), SEVERAL.schema(), IN_USD.schema()));
  }
}
