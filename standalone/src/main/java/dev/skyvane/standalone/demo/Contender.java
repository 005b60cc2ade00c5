package dev.skyvane.standalone.demo;

import dev.skyvane.schemas.record.Budget;
import dev.skyvane.schemas.record.Deployment;
import dev.skyvane.schemas.record.FunctionSpec;
import dev.skyvane.schemas.record.Policy;
import dev.skyvane.schemas.record.PolicyKind;
import dev.skyvane.standalone.manifest.ManifestReader;
import dev.skyvane.standalone.world.World;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * A policy that is compared.
 *
 * @param slug end of the names of its functions, as in {@code resize-single}
 * @param title what people read
 * @param policy the policy
 */
record Contender(String slug, String title, Policy policy) {
  /** Where everything runs that runs in one region. */
  static final String HOME = "aws:us-east-1";

  /** All of them, the one to compare with first. */
  static final List<Contender> ALL =
      List.of(
          new Contender("single", "everything in one region", of(PolicyKind.SINGLE)),
          new Contender("round-robin", "round-robin", of(PolicyKind.ROUND_ROBIN)),
          minimize("minimize-distance", Map.of("distance", 1.0)),
          minimize("minimize-latency", Map.of("latency", 1.0)),
          minimize("minimize-cost", Map.of("cost", 1.0)),
          minimize("minimize-carbon", Map.of("carbon", 1.0)),
          minimize("balanced", Map.of("distance", 1.0, "carbon", 1.0)),
          minimize("distance-weighted", Map.of("distance", 3.0, "carbon", 1.0)),
          new Contender(
              "carbon-within",
              "carbon, within +50 ms",
              Policy.newBuilder(minimize("", Map.of("carbon", 1.0)).policy())
                  .setWithin(Map.of("latency", new Budget(50.0, false)))
                  .build()),
          new Contender(
              "mix",
              "60 % latency, 40 % carbon",
              minimize("", Map.of("latency", 0.6, "carbon", 0.4)).policy()),
          new Contender(
              "usd",
              "100 USD/kg, 0.00001 USD/s",
              Policy.newBuilder()
                  .setKind(PolicyKind.MINIMIZE_USD)
                  .setWeights(Map.of("carbon", 100.0, "latency", 0.00001))
                  .build()));

  private static Contender minimize(String name, Map<String, Double> weights) {
    return new Contender(
        name, name, Policy.newBuilder().setKind(PolicyKind.MINIMIZE).setWeights(weights).build());
  }

  private static Policy of(PolicyKind kind) {
    return Policy.newBuilder().setKind(kind).build();
  }

  /** The name under which this policy runs one of the functions. */
  String function(String name) {
    return name + "-" + slug;
  }

  /** The function as this policy runs it, in every region, the home region first. */
  FunctionSpec spec(String name, World world) {
    var function = function(name);
    var deployments =
        world.deployments(name).stream()
            .sorted(
                Comparator.comparing((Deployment each) -> !each.getRegion().equals(HOME))
                    .thenComparing(Deployment::getRegion))
            .toList();
    deployments.forEach(each -> each.setId(ManifestReader.id(function, each)));
    return FunctionSpec.newBuilder()
        .setName(function)
        .setVersion(1)
        .setPolicy(policy)
        .setDeadlineMs(120_000)
        .setExpectedDurationMs(Math.round(World.expectedMs(name)))
        .setDeployments(deployments)
        .build();
  }
}
